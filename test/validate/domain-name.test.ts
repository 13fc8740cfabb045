import { describe, expect, it } from "vitest";
import {
  domainNameFault,
  isDnsLabel,
  isGeneratedServerName,
  isPartialWildcard,
  wildcardDomainFault,
} from "../../src/validate/domain-name.ts";
import { hostsMeet, isWithin } from "../../src/validate/host-names.ts";
import { scopedHostFault } from "../../src/validate/scoped-host.ts";

const long = "a".repeat(64);

describe("a domain name", () => {
  it.each(["a", "a.b", "A-1.b.", "1a.b-c", `${"a".repeat(63)}.b`, "a.99999999999999999999"])(
    "is %s",
    (name) => {
      expect(domainNameFault(name)).toBeUndefined();
    },
  );

  it.each([
    ["", 0, 0, "empty"],
    ["a..b", 2, 2, "an empty label"],
    ["a.b_c", 3, 4, "not allowed in host names"],
    ["a.-b", 2, 4, "a label starts or ends with `-`"],
    [`a.${long}`, 2, 66, "a label over 63 characters"],
    ["10.0.0.7", 7, 8, "a numeric last label"],
    ["a.-1", 2, 4, "a numeric last label"],
    ["*.a", 0, 1, "`*` only at the start"],
    ["a.".repeat(128), 0, 256, "longer than 255 characters"],
  ])("is not %s", (name, from, to, label) => {
    expect(domainNameFault(name)).toEqual({ from, to, label });
  });
});

describe("a wildcard domain", () => {
  it.each(["*", "*.a", "*a.b", "*-a.b", "a"])("is %s", (name) => {
    expect(wildcardDomainFault(name)).toBeUndefined();
  });

  it.each(["a*.b", "a.*", "**.a", "*.*", "*-.a", "7"])(
    "is not %s unless its first label may be",
    (name) => {
      // A lone first label is no top level domain, so a number is fine there.
      expect(wildcardDomainFault(name) === undefined).toBe(name === "7");
    },
  );

  it("is partial where it covers a part of a label", () => {
    expect(["*", "*.a", "*a.b", "a.*b", "a"].filter(isPartialWildcard)).toEqual(["*a.b", "a.*b"]);
  });
});

it("is a server name of another cluster's gateway", () => {
  expect(isGeneratedServerName("outbound_.80_._.ratings.prod.svc.cluster.local")).toBe(true);
  expect(isGeneratedServerName("outbound_.80_v1_.10")).toBe(false);
  expect(isGeneratedServerName("inbound_.80_._.ratings")).toBe(false);
});

it("is a label in either case", () => {
  expect(["a", "A-b", "7", "", "a.b", "-a", long].filter(isDnsLabel)).toEqual(["a", "A-b", "7"]);
});

it.each([
  ["a.com", "a.com", true, true],
  ["a.com", "*.com", true, true],
  ["*.com", "a.com", true, false],
  ["*.a.com", "*.com", true, true],
  ["*.com", "*.a.com", true, false],
  ["a.com", "*a.com", true, true],
  ["a.com", "b.com", false, false],
  ["a.com", "*.a.com", false, false],
])("%s and %s meet: %s, the first is within the second: %s", (one, other, meet, within) => {
  expect(hostsMeet(one, other)).toBe(meet);
  expect(isWithin(one, other)).toBe(within);
});

it.each([
  ["*", true, false],
  ["a.b", true, false],
  ["a", false, false],
  ["prod/a.b", true, true],
  ["*/*", true, true],
  ["./*.a", true, true],
  ["~prod/*", false, true],
  ["~/*", false, true],
  ["prod/a", false, false],
  ["prod/*a.b", false, false],
  ["/a.b", false, false],
  ["prod/", false, false],
  ["10.0.0.7", true, false],
  ["prod/10.0.0.7", true, false],
])("%s is served by a Gateway: %s, imported by a Sidecar: %s", (host, gateway, sidecar) => {
  expect(scopedHostFault(host, "Gateway") === undefined).toBe(gateway);
  expect(scopedHostFault(host, "Sidecar") === undefined).toBe(sidecar);
});
