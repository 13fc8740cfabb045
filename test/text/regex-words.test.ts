import { describe, expect, it } from "vitest";
import { regexWords } from "../../src/text/regex-words.ts";

describe("the words of a regular expression", () => {
  it.each([
    ["/a\\.B/C", ["/a.B/C"]],
    ["^/a.B/(C|D)$", ["/a.B/C", "/a.B/D"]],
    ["/a/(?:B/(C|D)|E)", ["/a/B/C", "/a/B/D", "/a/E"]],
    ["/a|/b", ["/a", "/b"]],
  ])("%s lists them", (pattern, words) => {
    expect(regexWords(pattern)).toEqual(words);
  });

  it.each([
    "/a/.*",
    "/a/B?",
    "/(a|b)/(c|d)",
    "/a/[BC]",
    "/a(b",
    "/a)b",
    "(?i)/a",
    "/a/\\w+",
    "/a\\",
  ])("%s does not", (pattern) => {
    expect(regexWords(pattern)).toBeUndefined();
  });
});
