import { expect, test } from "vitest";
import { findYttCode } from "../../src/yaml/ytt-template.ts";

test.each([
  "a: #@ x",
  "- a: |\n    t\n  b: #@ v",
  "- |\n  t\n- #@ v",
  "a: >-\n  t\nb: #@ v",
  "#@ if x",
  "a:\r\n  b: #@ x\r\n",
  "a: 'x' #@ y",
  "a: it's #@ y",
  "a: |\n\n  x\n#@ end",
])("code: %j", (text) => {
  expect(findYttCode(text)).toBeDefined();
});

test.each([
  "a: |\n  #@ x",
  "- |\n  #@ v",
  "- a: |\n    #@ v\n",
  'a: "#@ x"',
  "# #@ x",
  "a: >+ # c\n  #@ x",
  "a: |\n    x\n\n  #@ y",
  'a: ["x", "u #@ y"]',
  "a: b#@ c",
])("none: %j", (text) => {
  expect(findYttCode(text)).toBeUndefined();
});
