import { describe, expect, it } from "vitest";
import { classify } from "../../src/manifest/classify.ts";
import { isKnownKind, newestIstio } from "../../src/schema/kinds.ts";
import { findViolations } from "../../src/schema/structure.ts";
import type { Violation } from "../../src/schema/violation.ts";
import { fullParse } from "../../src/yaml/full-parse.ts";
import { parseYaml } from "../../src/yaml/parse.ts";
import { parts } from "../support/lint-text.ts";

interface Options {
  readonly istioVersion?: string;
  readonly asPatch?: boolean;
}

function violationsOf(text: string, { istioVersion, asPatch }: Options = {}): readonly Violation[] {
  const source = { path: "a.yaml", text };
  const { documents } = parseYaml(
    source,
    () => true,
    () => fullParse,
  );
  return classify(documents, () => (asPatch ? "patch" : "resource")).resources.flatMap(
    (resource) => {
      const structure = parts.structureOf(resource.group, resource.kind);
      return structure
        ? findViolations(resource, structure, { istio: istioVersion ?? newestIstio })
        : [];
    },
  );
}

/** Kind, place and the written bytes of each violation. */
function summary(violations: readonly Violation[]): readonly string[] {
  return violations.map(({ kind, field }) => `${kind} ${field.path}`);
}

const virtualService = (spec: string, apiVersion = "networking.istio.io/v1"): string =>
  `apiVersion: ${apiVersion}\nkind: VirtualService\nmetadata: { name: a }\nspec: ${spec}\n`;

const destinationRule = (policy: string): string =>
  `apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: a }
spec: { host: a, trafficPolicy: ${policy} }
`;

describe("a mistake", () => {
  it.each([
    ["{ host: [a] }", ["unknown-field spec.host"]],
    ["{ hosts: a }", ["wrong-type spec.hosts"]],
    ["[a]", ["wrong-type spec"]],
    [
      "{ http: [{ match: [{ uri: { exact: 1, prefix: b } }] }] }",
      ["wrong-type spec.http[0].match[0].uri.exact", "exclusive-fields spec.http[0].match[0].uri"],
    ],
    ["{ http: [{ route: [{ weight: 1 }] }] }", ["missing-field spec.http[0].route[0]"]],
    [
      "{ http: [{ corsPolicy: { unmatchedPreflights: 1 } }] }",
      ["wrong-type spec.http[0].corsPolicy.unmatchedPreflights"],
    ],
    [
      "{ http: [{ headers: { request: { set: { a/b~c: 1 } } } }] }",
      ['wrong-type spec.http[0].headers.request.set["a/b~c"]'],
    ],
    [
      "{ http: [{ retries: { attempts: 2147483648 } }] }",
      ["wrong-format spec.http[0].retries.attempts"],
    ],
    ["{ http: [{ match: [{ port: -1 }] }] }", ["out-of-bounds spec.http[0].match[0].port"]],
  ])("%s is one violation a fault, at its place", (spec, expected) => {
    expect(summary(violationsOf(virtualService(spec)))).toEqual(expected);
  });

  it("in a misspelt required field is not missing as well", () => {
    const text = virtualService("{ http: [{ route: [{ destinaton: { host: a } }] }] }");
    expect(violationsOf(text)).toMatchObject([{ kind: "unknown-field", nearest: "destination" }]);
  });

  it("names the level that has the field", () => {
    const up = virtualService("{ http: [{ route: [{ destination: { host: a }, retries: {} }] }] }");
    expect(violationsOf(up)).toMatchObject([
      { elsewhere: { below: [], field: { path: "spec.http[0]" } } },
    ]);
    expect(violationsOf(destinationRule("{ maxConnections: 1 }"))).toMatchObject([
      { elsewhere: { below: ["connectionPool", "tcp"], field: { path: "spec.trafficPolicy" } } },
    ]);
    // Both `request` and `response` have it.
    const both = virtualService("{ http: [{ headers: { remove: [a] } }] }");
    expect(violationsOf(both)[0]).not.toHaveProperty("elsewhere");
  });

  it("is found through parts that kinds share", () => {
    const text = `apiVersion: apps/v1
kind: Deployment
metadata: { name: a, labels: { version: 1 } }
spec:
  selector: {}
  template: { spec: { containers: [{ name: a, livenessProbe: { grpc: { prt: 1 } } }] } }
`;
    expect(summary(violationsOf(text))).toEqual([
      "wrong-type metadata.labels.version",
      "unknown-field spec.template.spec.containers[0].livenessProbe.grpc.prt",
    ]);
    expect(violationsOf(text)[1]).toMatchObject({
      nearest: "port",
      accepted: ["mode", "port", "service"],
    });
  });
});

describe("null", () => {
  it("counts as absent under a key, in a map of any names too", () => {
    expect(violationsOf(virtualService("{ hosts: [a], http: ~ }"))).toEqual([]);
    const headers = "{ http: [{ match: [{ headers: { end-user: ~ } }] }] }";
    expect(violationsOf(virtualService(headers))).toEqual([]);
    expect(
      summary(violationsOf(virtualService("{ http: [{ route: [{ destination: ~ }] }] }"))),
    ).toEqual(["missing-field spec.http[0].route[0]"]);
  });

  it("is refused as an item of a list, and under a key that no release has", () => {
    expect(summary(violationsOf(virtualService("{ hosts: [~] }")))).toEqual([
      "wrong-type spec.hosts[0]",
    ]);
    expect(summary(violationsOf(virtualService("{ htp: ~ }")))).toEqual(["unknown-field spec.htp"]);
    const service =
      "apiVersion: v1\nkind: Service\nmetadata: { name: a }\nspec: { ports: [{ port: 80 }], prts: ~ }\n";
    expect(summary(violationsOf(service))).toEqual(["unknown-field spec.prts"]);
  });

  it("is taken where the schema names it or has a default", () => {
    expect(violationsOf(virtualService("{ http: [{ mirror_percent: ~ }] }"))).toEqual([]);
    const route = `apiVersion: gateway.networking.k8s.io/v1
kind: GRPCRoute
metadata: { name: a }
spec: { rules: [{ matches: [{ method: { type: , service: a.B } }] }] }
`;
    expect(violationsOf(route)).toEqual([]);
  });

  it("is absent in metadata, in kinds of Kubernetes and in patches", () => {
    const service = "apiVersion: v1\nkind: Service\nmetadata: { creationTimestamp: ~ }\nspec: ~\n";
    expect(violationsOf(service)).toEqual([]);
    expect(violationsOf(virtualService("{ http: ~ }"), { asPatch: true })).toEqual([]);
  });
});

describe("a patch", () => {
  it("may lack fields and hold directives, but no unknown fields", () => {
    const text = virtualService(
      "{ $patch: replace, http: [{ route: [{ weight: 1 }], time: 1s }] }",
    );
    expect(summary(violationsOf(text, { asPatch: true }))).toEqual([
      "unknown-field spec.http[0].time",
    ]);
  });
});

describe("a release", () => {
  const backoff = virtualService("{ http: [{ retries: { backoff: 1s } }] }");

  it("lacks what is younger", () => {
    expect(violationsOf(backoff, { istioVersion: "1.25" })).toMatchObject([
      { kind: "newer-field", what: "field", since: "1.26", target: "1.25" },
    ]);
    expect(violationsOf(backoff, { istioVersion: "1.26" })).toEqual([]);
    const waypoint = `apiVersion: networking.istio.io/v1alpha3
kind: EnvoyFilter
metadata: { name: a }
spec: { configPatches: [{ match: { context: WAYPOINT } }] }
`;
    expect(violationsOf(waypoint, { istioVersion: "1.28" })).toMatchObject([
      { kind: "newer-field", what: "value", since: "1.29" },
    ]);
  });

  it("lacks API versions that are younger", () => {
    expect(violationsOf(virtualService("{}"), { istioVersion: "1.21" })).toMatchObject([
      { kind: "newer-field", what: "version", since: "1.22", field: { path: "apiVersion" } },
    ]);
    const old = virtualService("{}", "networking.istio.io/v1alpha3");
    expect(violationsOf(old, { istioVersion: "1.21" })).toEqual([]);
  });

  it("newer than all that is known is taken for the newest", () => {
    expect(violationsOf(backoff, { istioVersion: "1.99" })).toEqual([]);
  });
});

describe("an API version", () => {
  it("that nobody serves is the only violation", () => {
    const text = virtualService("{ nonsense: 1 }", "networking.istio.io/v2");
    expect(violationsOf(text)).toMatchObject([
      {
        kind: "unknown-api-version",
        served: [
          "networking.istio.io/v1",
          "networking.istio.io/v1alpha3",
          "networking.istio.io/v1beta1",
        ],
      },
    ]);
  });

  it("makes a kind known for its group alone", () => {
    expect(isKnownKind("networking.istio.io/v2", "VirtualService")).toBe(true);
    expect(isKnownKind("v1", "Service")).toBe(true);
    expect(isKnownKind("networking.istio.io/v1", "Service")).toBe(false);
    expect(isKnownKind("serving.knative.dev/v1", "Service")).toBe(false);
    expect(isKnownKind("extensions/v1beta1", "Deployment")).toBe(true);
    expect(isKnownKind("extensions/v1beta1", "Service")).toBe(false);
  });
});

it("takes no time for a text that is far too long for its pattern", () => {
  const protocol = "a.".repeat(50_000);
  const text = `apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: a }
spec: { gatewayClassName: a, listeners: [{ name: a, port: 1, protocol: "${protocol}" }] }
`;
  expect(violationsOf(text)).toMatchObject([{ kind: "out-of-bounds", bound: "maxLength" }]);
});
