import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { rules } from "../rules/index.ts";

/** What is not the field's English, with what to say instead (AGENTS.md, Words). */
const dialect: readonly (readonly [RegExp, string])[] = [
  [/\b(?:is|are) no `?[a-z]+ (?:of|that|name|to)\b/, "is not a valid …"],
  [/\bmend(?:s|ed|ing)?\b/, "fix"],
  [/\b(?:told|tells?) of\b/, "report"],
  [/\bin force\b/, "in effect"],
  [/\bexclude each other\b/, "are mutually exclusive"],
  [/\bwithout a word\b/, "silently"],
  [/\b(?:inside|outside) of\b/, "inside, outside"],
  [/\bparted by\b/, "separated by"],
  [/\bshall\b/, "should"],
  [/\b(?:says|said|say) not\b/, "does not say"],
  [/\bonce a (?:call|connection|pod)\b/, "once per …"],
  [/\bstop to\b/, "stop …ing"],
  [/\b(?:end|start)(?:s|ed)? TLS\b/, "terminate, originate TLS"],
];

/** The same of messages and summaries, which are shorter than pages. */
const messageDialect: readonly (readonly [RegExp, string])[] = [
  ...dialect,
  [/\bdial(?:s|led|ed)?\b/, "connect to"],
  [/\b(?:nobody|whoever|whom)\b/, "name the proxy, caller or client"],
  [/\bby itself\b/, "automatically"],
  [/\bgo(?:es)? by\b/, "use, match"],
  [/\bagain and again\b/, "repeatedly"],
  [/\bis called `/, "is named"],
  [/\bas if [^:,]* was\b/, "as if … were"],
  [/\b(?:cannot|must) stand\b|\bstands (?:in|for|here|under|beside)\b/, "is in, is allowed in"],
  [/\bbeside\b/, "next to"],
  [/\bin here\b/, "here"],
  [/\bturn [^:]*\b(?:on|off)\b/, "enable, disable"],
  [/\bof protocol [A-Z]/, "a TCP listener, a TLS port"],
  [/\bno (?:IP|DNS|port number|base64|boolean)\b/, "not a …"],
  [/\b(?:a|an) \S+ of its own\b/, "its own …"],
  [/\bhas to be\b/, "must be"],
];

function dialectIn(text: string, where: string, patterns = dialect): readonly string[] {
  return patterns.flatMap(([pattern, better]) => {
    const found = pattern.exec(text);
    return found ? [`${where}: “${found[0]}”: write “${better}”`] : [];
  });
}

function filesNamed(name: string, folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(name))
    .map((path) => join(folder, path));
}

/** The lines that are ours; quoted manifests are the user's. */
const ours = (text: string): string =>
  text
    .split("\n")
    .filter((line) => !/^\s*\d+ [|+-]/.test(line))
    .join("\n");

it("messages are in the field's English", () => {
  const found = filesNamed("expected.txt", "fixtures/rules").flatMap((path) =>
    dialectIn(ours(readFileSync(path, "utf8")), path, messageDialect),
  );
  expect(found).toEqual([]);
});

it("summaries are in the field's English", () => {
  expect(rules.flatMap(({ id, summary }) => dialectIn(summary, id, messageDialect))).toEqual([]);
});

it("pages are in the field's English", () => {
  const pages = ["README.md", ...filesNamed(".md", "rules"), ...filesNamed(".md", "docs")];
  const found = pages.flatMap((path) =>
    dialectIn(readFileSync(path, "utf8").replaceAll(/```[\s\S]*?```/g, ""), path),
  );
  expect(found).toEqual([]);
});
