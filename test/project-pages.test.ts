import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { rules } from "../rules/index.ts";
import { options } from "../src/cli/options.ts";

const pages = [
  ...readdirSync(".").filter((name) => name.endsWith(".md")),
  ...readdirSync("docs")
    .filter((name) => name.endsWith(".md"))
    .map((name) => join("docs", name)),
];

/** The anchor that GitHub gives a heading. */
function anchorOf(heading: string): string {
  const plain = heading.toLowerCase().replaceAll(/[^\p{L}\p{N}\s_-]/gu, "");
  return plain.trim().replaceAll(/\s/g, "-");
}

function anchorsIn(path: string): ReadonlySet<string> {
  const text = readFileSync(path, "utf8").replaceAll(/```[\s\S]*?```/g, "");
  return new Set([...text.matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) => anchorOf(heading)));
}

describe.each(pages)("%s", (page) => {
  const text = readFileSync(page, "utf8");
  const links = [...text.matchAll(/\]\((?!https?:|mailto:)([^)\s]*)\)/g)].map(
    ([, link = ""]) => link,
  );

  it("links to what is there", () => {
    const broken = links.filter((link) => {
      const [path = "", anchor] = link.split("#");
      const target = path === "" ? page : join(dirname(page), path);
      if (!existsSync(target)) return true;
      return anchor !== undefined && target.endsWith(".md") && !anchorsIn(target).has(anchor);
    });
    expect(broken).toEqual([]);
  });

  it("names flags that exist", () => {
    const known = new Set<string>(options.map(({ name }) => name));
    const lines = text.split("\n").filter((line) => line.includes("istio-grpc-lint"));
    const flags = lines.flatMap((line) =>
      [...line.matchAll(/istio-grpc-lint((?:\s+[^\s|`)]+)*)/g)].flatMap(([, words = ""]) =>
        [...words.matchAll(/(?<=\s)--([a-z][a-z-]+)/g)].map(([, flag = ""]) => flag),
      ),
    );
    const others = new Set(["rm", "name", "stdio", "yes", "save-dev"]);
    expect(flags.filter((flag) => !known.has(flag) && !others.has(flag))).toEqual([]);
  });
});

it("the page for kubeconform and kube-linter names rules that exist", () => {
  const text = readFileSync("docs/coming-from-kubeconform.md", "utf8");
  const ids = new Set(rules.map(({ id }) => id));
  const named = [...text.matchAll(/^\|[^|]*\| `([a-z]+(?:-[a-z]+)+)`/gm)].map(([, id = ""]) => id);
  expect(named.length).toBeGreaterThan(1);
  expect(named.filter((id) => !ids.has(id))).toEqual([]);
});

describe("issue templates", () => {
  const folder = ".github/ISSUE_TEMPLATE";

  it.each(readdirSync(folder))("%s is a form", (name) => {
    const form = parse(readFileSync(join(folder, name), "utf8"));
    if (name === "config.yml") return expect(form.blank_issues_enabled).toBe(false);
    expect(Object.keys(form)).toEqual(["name", "description", "labels", "body"]);
    for (const { type, id, attributes } of form.body) {
      expect(["input", "textarea"]).toContain(type);
      expect(id).toMatch(/^[a-z]+$/);
      expect(attributes.label).toBeTypeOf("string");
    }
  });

  it("are those that SUPPORT.md links to", () => {
    const linked = [...readFileSync("SUPPORT.md", "utf8").matchAll(/template=([\w.-]+)/g)];
    for (const [, name = ""] of linked) expect(readdirSync(folder)).toContain(name);
  });
});
