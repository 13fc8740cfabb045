import { describe, expect, it } from "vitest";
import { lint } from "../../src/engine/lint.ts";
import { defaultSettings } from "../../src/config/settings.ts";
import { rules } from "../../rules/index.ts";
import { lintText, parts } from "../support/lint-text.ts";

/** One slip, one finding: what follows from a value that another finding refuses is not told. */

const service = (port = "50051"): string => `apiVersion: v1
kind: Service
metadata: { name: ratings, namespace: prod }
spec:
  selector: { app: ratings }
  ports: [{ name: grpc, port: ${port} }]
`;

const virtualService = (spec: string): string => `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: ratings, namespace: prod }
spec: ${spec}
`;

const routed = virtualService(
  "{ hosts: [ratings], http: [{ route: [{ destination: { host: ratings, port: { number: 50051 } } }] }] }",
);

const gateway = (protocol: string, tls: string): string => `apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: edge, namespace: prod }
spec:
  selector: { istio: ingressgateway }
  servers:
    - port: { number: 443, name: https, protocol: ${protocol} }
      hosts: [ratings.example.com]
      tls: ${tls}
`;

const exposed = virtualService(
  "{ hosts: [ratings.example.com], gateways: [edge], http: [{ match: [{ uri: { prefix: /shop.Ratings/ } }], route: [{ destination: { host: ratings } }] }] }",
);

const deployment = (version: string): string => `apiVersion: apps/v1
kind: Deployment
metadata: { name: ratings, namespace: prod }
spec:
  selector: { matchLabels: { app: ratings } }
  template:
    metadata: { labels: { app: ratings, version: ${version} } }
    spec: { containers: [{ name: main, image: ratings, ports: [{ name: grpc, containerPort: 50051 }] }] }
`;

const subset = (version: string): string => `apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: ratings, namespace: prod }
spec: { host: ratings, subsets: [{ name: v1, labels: { version: ${version} } }] }
`;

const ids = (...documents: readonly string[]): readonly string[] =>
  lintText(documents.join("---\n"))
    .diagnostics.filter(({ severity }) => severity !== "info")
    .map(({ ruleId }) => ruleId);

describe("a slip", () => {
  it("in a Service's port leaves the routes to it alone", () => {
    expect(ids(service('"50051"'), routed)).toEqual(["wrong-type"]);
  });

  it("that nobody can fix leaves open what it was to be", () => {
    expect(ids(service("true"), routed)).toEqual(["wrong-type"]);
  });

  it("in labels leaves subsets and selectors alone", () => {
    expect(ids(service(), deployment("v1"), subset("1"))).not.toContain("subset-without-labels");
    expect(ids(service(), deployment("1"), subset('"1"'))).toEqual(["wrong-type"]);
  });

  it("in a protocol leaves the routes of the server alone", () => {
    const tls = "{ mode: SIMPLE, credentialName: cert }";
    expect(ids(gateway("HTPS", tls), exposed, service())).toEqual(["protocol-unknown"]);
  });

  it("in the name of a field leaves alone what it was to be", () => {
    const tls = "{ mode: SIMPLE, credentailName: cert }";
    expect(ids(gateway("HTTPS", tls), exposed, service())).toEqual(["unknown-field"]);
    const spec = "{ hosts: [ratings], htp: [{ route: [{ destination: { host: ratings } }] }] }";
    expect(ids(virtualService(spec), service())).toEqual(["unknown-field"]);
  });

  it("keeps what is wrong however the value is read", () => {
    const spec =
      "{ hosts: [ratings], http: [{ route: [{ destination: { host: ratings, subset: v2 } }] }] }";
    expect(ids(service(), virtualService(spec), subset("1"))).toEqual([
      "subset-undefined",
      "wrong-type",
    ]);
  });

  it("that can be read all the same leaves nothing open", () => {
    const refused = service("0");
    expect(ids(refused, routed)).toContain("destination-port-not-in-service");
  });

  it("of a rule that was not asked silences nothing", () => {
    const text = gateway("HTTPS", "{ mode: SIMPLE, credentailName: cert }");
    const { diagnostics } = lintText(text, { only: ["server-tls-certificates-invalid"] });
    expect(diagnostics).toHaveLength(1);
  });

  it("in a file that is only context is seen as well", () => {
    const inputs = {
      targets: [{ path: "route.yaml", text: routed }],
      context: [{ path: "service.yaml", text: service('"50051"') }],
    };
    const report = lint(inputs, rules, { ...defaultSettings, complete: true }, parts);
    expect(report.diagnostics.map(({ ruleId }) => ruleId)).toEqual([]);
  });
});
