import { spawnSync } from "node:child_process";
import { cpSync, existsSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, it } from "vitest";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { plainEnvironment } from "../support/run-cli.ts";

it("what the build has compiled may be missing, spoilt or cut short", () => {
  const folder = temporaryFolder();
  for (const path of ["dist", "package.json"]) {
    cpSync(resolve(path), join(folder, path), { recursive: true });
  }
  const check = (): string => {
    const command = [join(folder, "dist", "cli.cjs"), resolve("fixtures/demo"), "-f", "concise"];
    const { status, stdout, stderr } = spawnSync(process.execPath, command, {
      encoding: "utf8",
      env: { ...plainEnvironment(), NODE_DISABLE_COMPILE_CACHE: "1" },
    });
    return `${status}\n${stdout}${stderr}`;
  };
  const cache = join(folder, "dist", "bundle.cjs.cache");
  const expected = check();
  expect(expected).toMatch(/^1\n/);
  expect(existsSync(cache)).toBe(true);
  const spoilt = readFileSync(cache).map((byte) => byte ^ 0x55);
  writeFileSync(cache, spoilt);
  expect(check()).toBe(expected);
  truncateSync(cache, 1000);
  expect(check()).toBe(expected);
  rmSync(cache);
  expect(check()).toBe(expected);
});
