import { readFileSync } from "node:fs";
import { stripVTControlCharacters } from "node:util";
import { describe, expect, it } from "vitest";
import { rules } from "../../rules/index.ts";
import { renderRulePage } from "../../src/report/rule-page.ts";
import { docsUrl } from "../../src/rule/docs-url.ts";

const words = (text: string): readonly string[] =>
  text.split(/\s+/).filter((word) => !/^(?:|#|##|-|```(?:yaml|proto|text)?)$/.test(word));

describe("the page of a rule on a terminal", () => {
  for (const rule of rules) {
    it(`of ${rule.id} says all that its file says, and fits`, () => {
      const page = readFileSync(`rules/${rule.topic}/${rule.id}.md`, "utf8");
      const title = { ...rule, docsUrl: docsUrl(rule) };
      const shown = renderRulePage(page, title, { color: 1, width: 80, links: false });
      const plain = stripVTControlCharacters(shown);
      const [head = "", ...rest] = plain.split("\n");
      expect(head).toMatch(`${rule.severity}[${rule.id}]  ${rule.topic}`);
      expect(rest.at(-2)).toBe(`docs: ${title.docsUrl}`);
      expect(words(rest.slice(0, -2).join("\n"))).toEqual(words(page).slice(1));
      const prose = rest.filter((line) => !line.startsWith("    "));
      const long = prose.filter((line) => line.length > 80 && /\s.*\s/.test(line.trim()));
      expect(long.filter((line) => !line.startsWith("docs: ") && !line.includes("`"))).toEqual([]);
    });
  }

  const page = "# x\n\nfirst `a b`\nline\n\n## Bad\n\n```yaml\na: 1 # why\n\nb: 2\n```\n";
  const title = {
    id: "x",
    topic: "t",
    severity: "error",
    fixable: "safe",
    docsUrl: "u:v",
  } as const;

  it("is laid out with colours and a link", () => {
    const shown = renderRulePage(page, title, { color: 1, width: 80, links: true });
    expect(shown).toContain("\u001B]8;;u:v\u001B\\x\u001B]8;;\u001B\\");
    expect(shown).toContain("\u001B[36m`a b`\u001B[39m line\n\n\u001B[1mBad\u001B[22m\n\n");
    expect(shown).toContain("    \u001B[36ma:\u001B[39m 1\u001B[2m # why\u001B[22m\n\n    ");
    expect(shown).not.toContain("docs: ");
  });

  it("is plain where there are no colours", () => {
    const shown = renderRulePage(page, title, { color: 0, width: 80, links: false });
    expect(shown).toBe(
      "error[x]  t · recommended · safe fix\n\nfirst `a b` line\n\nBad\n\n    a: 1 # why\n\n    b: 2\n\ndocs: u:v\n",
    );
  });

  it("breaks between words, not in code", () => {
    const text = "# x\n\none two, `three four` five\n";
    const shown = renderRulePage(text, title, { color: 0, width: 20, links: false });
    expect(shown).toContain("\none two,\n`three four` five\n");
  });
});
