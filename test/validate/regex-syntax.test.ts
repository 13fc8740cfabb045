import { describe, expect, it } from "vitest";
import { regexFault } from "../../src/validate/regex-syntax.ts";

describe("RE2 reads", () => {
  it.each([
    "",
    ".*",
    "^/a|b$",
    "a??b*?c+?d{2,3}?",
    "{a}",
    "a{,3}",
    "a{1,b}",
    "x{1000}",
    "(?:a{31}){32}",
    "((a{1000}){0}){1000}",
    "(?i)a(?s:b)(?-m:c)(?i-s:d)",
    "(?P<name>a)(?<other>b)",
    "()",
    "(|a)",
    "a(?i)*",
    "[]a]",
    "[^]a]",
    "[a-]",
    "[-a]",
    "[[:alpha:][:^digit:]]",
    "[\\d\\]\\x41-\\x{5a}]",
    "\\d\\D\\s\\S\\w\\W\\b\\B\\A\\z",
    "\\pL\\p{Greek}\\P{^Lu}\\p{L}",
    "\\12\\0\\x41\\x{10FFFF}\\a\\f\\n\\r\\t\\v",
    "\\.\\_\\-\\/",
    "\\Qa**[\\Eb",
    "\\Q",
    "a😀*",
  ])("%s", (pattern) => {
    expect(regexFault(pattern)).toBeUndefined();
  });
});

describe("RE2 does not read", () => {
  it.each([
    ["a(?=b)", "(?=", "RE2 has no lookahead"],
    ["(?!a)", "(?!", "RE2 has no lookahead"],
    ["(?<=a)b", "(?<=", "RE2 has no lookbehind"],
    ["(?<!a)b", "(?<!", "RE2 has no lookbehind"],
    ["(a)\\1", "\\1", "RE2 has no backreferences"],
    ["(?#a)", "(?#", "unknown RE2 group"],
    ["(?P=a)", "(?P", "unknown RE2 group"],
    ["(?i-)", "(?", "unknown RE2 group"],
    ["(?P<a>b)(?P<a>c)", "(?P<a>", "a repeated group name"],
    ["*a", "*", "nothing to repeat"],
    ["a|*", "*", "nothing to repeat"],
    ["(?i)*", "*", "nothing to repeat"],
    ["a**", "*", "repeats a repetition"],
    ["a{2}{3}", "{3}", "repeats a repetition"],
    ["a{1001}", "{1001}", "repeats at most 1000 times"],
    ["a{3,1}", "{3,1}", "repeats at most 1000 times"],
    ["(a{500}){3}", "{3}", "repeats at most 1000 times"],
    ["((a{500}b)*){3,}", "{3,}", "repeats at most 1000 times"],
    ["(a", "(", "`(` is never closed"],
    ["a)", ")", "`)` closes nothing"],
    ["[a", "[", "`[` is never closed"],
    ["[]", "[", "`[` is never closed"],
    ["[z-a]", "z-a", "a reversed range"],
    ["[a-\\d]", "a-\\d", "a range ends in a class"],
    ["[[:foo:]]", "[:foo:]", "unknown RE2 class"],
    ["\\p{Foo}", "\\p{Foo}", "unknown RE2 class"],
    ["\\Z", "\\Z", "unknown RE2 escape"],
    ["\\é", "\\é", "unknown RE2 escape"],
    ["\\x4", "\\x", "invalid character code"],
    ["\\x{110000}", "\\x", "invalid character code"],
    ["a\\", "\\", "a `\\` at the end"],
  ])("%s", (pattern, part, label) => {
    const fault = regexFault(pattern);
    expect(pattern.slice(fault?.from, fault?.to)).toBe(part);
    expect(fault?.label).toBe(label);
  });

  it("what is longer than 1024 bytes", () => {
    expect(regexFault("ü".repeat(512))).toBeUndefined();
    expect(regexFault(`a${"ü".repeat(512)}`)?.label).toBe("longer than 1024 bytes");
  });
});
