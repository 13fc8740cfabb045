import { policyPlaces } from "../../src/mesh/ask/policy-places.ts";
import { onlyGrpcPortsOf, type GrpcPort } from "../../src/mesh/ask/grpc-ports.ts";
import { defineRule, istioApi, envoy } from "../../src/rule/rule.ts";
import type { Finding } from "../../src/rule/finding.ts";
import type { Field } from "../../src/yaml/field.ts";

export const consistentHashCookieGrpc = defineRule({
  id: "consistent-hash-cookie-grpc",
  topic: "load-balancing",
  summary: "consistent hashing by a cookie, which gRPC clients do not store",
  severity: "warning",
  reads: "trafficPolicy",
  fields: policyPlaces("loadBalancer.consistentHash.httpCookie"),
  evidence: [
    istioApi("networking/v1alpha3/destination_rule.proto", "ConsistentHashLB.HTTPCookie"),
    envoy(
      "api/envoy/config/route/v3/route_components.proto",
      "HashPolicy.Cookie: a generated cookie must come back",
    ),
  ],
  *check(policy, mesh) {
    const cookie = policy.loadBalancer?.at("consistentHash", "httpCookie");
    const ports = onlyGrpcPortsOf(policy, mesh);
    // Browsers speak gRPC-Web and keep cookies.
    if (cookie === undefined || ports.some(({ port }) => port.protocol === "GRPC-Web")) return;
    const port = ports[0];
    if (port) yield notKept(cookie, port);
  },
});

function notKept(cookie: Field, { port, evidence }: GrpcPort): Finding {
  const name = cookie.get("name")?.text;
  const written = name === undefined ? "a cookie" : `cookie \`${name}\``;
  return {
    headline: `calls to \`${port.owner.resource.name}\` are hashed by ${written}, but gRPC clients store none`,
    primary: { span: cookie.keySpan, text: "gRPC clients do not store cookies" },
    related: [{ span: evidence.span, text: evidence.text }],
    note: "each call arrives without the cookie and goes to a random pod: there is no affinity",
    help: "hash a metadata key with `httpHeaderName`, and let clients send it",
  };
}
