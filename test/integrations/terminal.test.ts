import { describe, expect, it } from "vitest";
import { findProgram } from "../support/find-program.ts";
import { withError } from "../support/manifests.ts";
import { cliEntry } from "../support/run-cli.ts";
import { runProgram } from "../support/run-program.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

// Of util-linux: runs a command on a terminal of its own.
const script = findProgram("script");

function onTerminal(command: string, environment: Readonly<Record<string, string>>): string {
  const cwd = temporaryFolder({ "x.yaml": withError });
  const words = [process.execPath, cliEntry, command].join(" ");
  return runProgram(script ?? "", ["-qec", words, "/dev/null"], { cwd, environment }).stdout;
}

describe.skipIf(script === undefined)("on a terminal (where `script` is installed)", () => {
  const link =
    "\u001B]8;;https://github.com/istio-grpc-lint/istio-grpc-lint/blob/main/rules/schema/unknown-field.md\u001B\\unknown-field\u001B]8;;\u001B\\";

  it("rule ids are links to their pages, where the terminal is known to show them", () => {
    const shown = onTerminal("x.yaml", { TERM: "xterm-kitty" });
    expect(shown).toContain(`error[${link}]`);
    expect(shown).not.toContain("= docs:");
    const unknown = onTerminal("x.yaml", { TERM: "xterm" });
    expect(unknown).toContain("error[unknown-field]");
    expect(unknown).toContain("docs: ");
  });

  it("a page is laid out, and its title is a link", () => {
    const shown = onTerminal("explain unknown-field", { TERM: "xterm-kitty" });
    expect(shown).toContain(`[${link}]`);
    expect(shown).toContain("\u001B[1mWhy\u001B[22m");
    expect(shown).not.toContain("## Why");
    const plain = onTerminal("explain unknown-field", { TERM: "xterm-kitty", NO_COLOR: "1" });
    expect(plain).toMatch(/^error\[unknown-field\] {2}schema · recommended · safe fix\r\n/);
    expect(plain).not.toContain("\u001B");
  });
});
