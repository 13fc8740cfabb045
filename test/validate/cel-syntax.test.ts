import { describe, expect, it } from "vitest";
import { celFault } from "../../src/validate/cel-syntax.ts";

describe("CEL reads", () => {
  it.each([
    "response.code >= 400 && response.code < 500",
    "!has(request.headers['x-skip']) || a in ['b', \"c\",]",
    "a ? b : c ? d : e",
    "!!a == --b",
    "-1.5e3 + .5 - 0x1Fu * 7 / 2 % 3",
    "size(a)[0].b.c(d, e)",
    "{'a': 1, b: [,],}",
    ".a.B{c: 1, d: {}}",
    "r'\\w' + b\"a\" + '''a\n'b''' + 'a\\n\\x41\\u0041'",
    "a.if // a comment",
    "null == true",
    "[1, 2].all(e, e > 0)",
  ])("%s", (text) => {
    expect(celFault(text)).toBeUndefined();
  });
});

describe("CEL does not read", () => {
  it.each([
    ["", "", "incomplete expression"],
    ["a >=", "a >=", "incomplete expression"],
    ["a and b", "and", "not expected here"],
    ["/x", "/", "not expected here"],
    ["a = b", "=", "not allowed in CEL"],
    ["a.[0]", "[", "not expected here"],
    ["f(a,)", ")", "not expected here"],
    ["[1, , 2]", ",", "not expected here"],
    ["a ? b", "a ? b", "incomplete expression"],
    ["if", "if", "a reserved word"],
    ["for(a)", "for", "a reserved word"],
    ["'a\\w'", "\\w", "unknown CEL escape"],
    ["'a", "'", "not allowed in CEL"],
    ["a @ b", "@", "not allowed in CEL"],
    [`${"(".repeat(300)}a`, "(", "nested too deeply"],
  ])("%s", (text, part, label) => {
    const fault = celFault(text);
    expect(text.slice(fault?.from, fault?.to)).toBe(part);
    expect(fault?.label).toBe(label);
  });
});
