import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { renderers } from "../../src/report/index.ts";
import { clean } from "../support/manifests.ts";
import { runCli } from "../support/run-cli.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const readme = readFileSync("README.md", "utf8");
const [beforeRules = ""] = readme.split("<!-- rules -->");

/** The anchors that headings have on GitHub. */
function anchorsOf(page: string): readonly string[] {
  const headings = readFileSync(page, "utf8").matchAll(/^#+ (.*)$/gm);
  return [...headings].map(([, title = ""]) => title.toLowerCase().replaceAll(" ", "-"));
}

describe.each(["README.md", "docs/ci.md", "docs/editors.md"])("%s", (page) => {
  it("links to what there is", () => {
    const [text = ""] = readFileSync(page, "utf8").split("<!-- rules -->");
    const links = text.matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]*))?\)/g);
    const broken = [...links].filter(([, path = "", anchor]) => {
      const target = path === "" ? page : join(dirname(page), path);
      return !existsSync(target) || (anchor !== undefined && !anchorsOf(target).includes(anchor));
    });
    expect(broken.map(([link]) => link)).toEqual([]);
  });
});

describe("the README", () => {
  it("stays below 200 lines without the rules", () => {
    expect(beforeRules.split("\n").length).toBeLessThan(200);
  });

  it("names every format", () => {
    for (const format of Object.keys(renderers)) expect(beforeRules).toContain(`${format}\``);
  });

  it("shows a configuration that is read as it stands", () => {
    const config = /^```yaml\n(preset:[\s\S]*?)^```$/m.exec(beforeRules)?.[1] ?? "";
    expect(config).not.toBe("");
    const cwd = temporaryFolder({ ".istio-grpc-lint.yaml": config, "k8s/good.yaml": clean });
    expect(runCli(["k8s"], { cwd })).toMatchObject({ status: 0, stderr: "" });
  });
});
