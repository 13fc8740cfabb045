import { describe, expect, it } from "vitest";
import {
  addressFault,
  portFault,
  serviceAccountFault,
  trustDomainFault,
} from "../../../src/validate/authorization-value.ts";
import { headerNameFault, isClaim } from "../../../src/validate/header-name.ts";
import { headerValueFault } from "../../../src/validate/header-value.ts";
import { keySetFault } from "../../../src/validate/json-web-keys.ts";
import { isLabelKey, isLabelValue } from "../../../src/validate/labels.ts";

it.each([
  ["app", true],
  ["app.kubernetes.io/name", true],
  ["A_b.c", true],
  ["", false],
  ["-a", false],
  ["a/b/c", false],
  ["/a", false],
  ["a_b/c", false],
  [`${"a".repeat(254)}/b`, false],
  ["a".repeat(64), false],
])("%s is the key of a label: %s", (key, is) => {
  expect(isLabelKey(key)).toBe(is);
});

it("has values of labels that may be empty", () => {
  expect(["", "a", "v1.2_x", "-", "a b", "ü"].filter(isLabelValue)).toEqual(["", "a", "v1.2_x"]);
});

it.each([
  ["x-a", [true, true, true, true]],
  ["", [false, false, false, false]],
  ["a b", [false, false, true, true]],
  ["*", [true, true, true, true]],
  [":path", [true, false, false, false]],
  [":authority", [true, false, true, false]],
  ["Host", [true, true, true, false]],
  ["@request.auth.claims.a", [true, false, true, true]],
])("%s may be matched, let through, set and changed: %s", (name, fine) => {
  const places = ["match", "cors", "set-request", "change"] as const;
  expect(places.map((place) => headerNameFault(name, place) === undefined)).toEqual(fine);
});

it("knows claims of tokens", () => {
  const names = [
    "@request.auth.claims.a",
    "@Request.auth.claims[a][b]",
    "@request.auth.claims",
    "x",
  ];
  expect(names.filter(isClaim)).toEqual(names.slice(0, 2));
});

describe("the value of a header", () => {
  it.each(["", "a", "100%%", "%REQ(x-id)%", '%A(["b", "c"])%', "a\tb", "%A(b\\)c)%"])(
    "is %s",
    (value) => {
      expect(headerValueFault(value)).toBeUndefined();
    },
  );

  it.each(["%", "50% off", "%A", "%A(b", '%A(["b")%', "%A(b) c%", "%%%", "a\nb", "\u007F"])(
    "is not %s",
    (value) => {
      expect(headerValueFault(value)).toBeDefined();
    },
  );
});

it.each([
  [portFault, ["0", "50051", "65535"], ["", "65536", "-1", "a", " 1"]],
  [serviceAccountFault, ["a", "prod/a"], ["", "a/", "/a", "a/b/c", "prod/*"]],
  [trustDomainFault, ["a", "*", "*a", "a*"], ["", "a*b", "*a*", "a/b"]],
  [addressFault, ["10.0.0.7", "::/0"], ["", "a", "10.0.0.0/33"]],
])("values of policies: %o", (faultOf, fine, faulty) => {
  expect(fine.filter((value) => faultOf(value) !== undefined)).toEqual([]);
  expect(faulty.filter((value) => faultOf(value) === undefined)).toEqual([]);
});

it.each([
  ["", undefined],
  ['{"keys": []}', undefined],
  ['{"keys": [{"kty": "RSA", "n": "a", "e": "b"}]}', undefined],
  ['{"kty": "EC", "crv": "P-256", "x": "a", "y": "b"}', undefined],
  ['{"keys": [{"kty": "RSA", "n": "a", "e": "b", "d": "c"}]}', "private"],
  ['{"kty": "oct", "k": "a"}', "private"],
  ["x", "unreadable"],
  ["[]", "unreadable"],
  ["{}", "unreadable"],
  ['{"keys": [{"kty": "FOO"}]}', "unreadable"],
  ['{"keys": [{"kty": "RSA", "n": "a"}]}', "unreadable"],
])("%s as a set of keys: %s", (text, fault) => {
  expect(keySetFault(text)).toBe(fault);
});
