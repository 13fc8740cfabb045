import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  hostCovers,
  hostsOverlap,
  qualifyHost,
  serviceNameOf,
} from "../../../src/mesh/objects/hosts.ts";

const label = fc.stringMatching(/^[a-z][a-z0-9-]{0,8}$/);
const host = fc.array(label, { minLength: 1, maxLength: 4 }).map((labels) => labels.join("."));
const pattern = fc.oneof(
  host,
  host.map((suffix) => `*.${suffix}`),
  fc.constant("*"),
);

describe("qualifyHost", () => {
  it.each([
    ["ratings", "ratings.prod.svc.cluster.local"],
    ["ratings.prod", "ratings.prod"],
    ["ratings.prod.svc.cluster.local", "ratings.prod.svc.cluster.local"],
    ["api.example.com", "api.example.com"],
    ["*", "*"],
  ])("%s is %s", (written, meant) =>
    expect(qualifyHost(written, "prod", "cluster.local")).toBe(meant),
  );

  it("round-trips through serviceNameOf", () => {
    fc.assert(
      fc.property(label, label, host, (name, namespace, domain) => {
        const full = qualifyHost(name, namespace, domain);
        expect(serviceNameOf(full, domain)).toEqual({ name, namespace });
      }),
    );
  });
});

describe("serviceNameOf", () => {
  it.each([
    "ratings",
    "ratings.prod",
    "ratings.prod.svc",
    "a.b.c.svc.cluster.local",
    "api.example.com",
  ])("%s is no Service", (written) =>
    expect(serviceNameOf(written, "cluster.local")).toBeUndefined(),
  );
});

describe("hostCovers", () => {
  it.each([
    ["*", "a.b", true],
    ["*.foo.com", "a.foo.com", true],
    ["*.foo.com", "a.b.foo.com", true],
    ["*.foo.com", "foo.com", false],
    ["*.foo.com", "*.foo.com", true],
    ["*.foo.com", "*.bar.foo.com", true],
    ["a.foo.com", "*.foo.com", false],
  ])("%s covers %s: %s", (left, right, expected) => expect(hostCovers(left, right)).toBe(expected));

  it("is reflexive and transitive", () => {
    fc.assert(
      fc.property(pattern, pattern, pattern, (a, b, c) => {
        expect(hostCovers(a, a)).toBe(true);
        if (hostCovers(a, b) && hostCovers(b, c)) expect(hostCovers(a, c)).toBe(true);
      }),
    );
  });

  it("makes overlap symmetric", () => {
    fc.assert(
      fc.property(pattern, pattern, (a, b) => {
        expect(hostsOverlap(a, b)).toBe(hostsOverlap(b, a));
      }),
    );
  });
});
