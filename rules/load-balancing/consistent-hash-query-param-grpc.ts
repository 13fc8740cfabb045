import { policyPlaces } from "../../src/mesh/ask/policy-places.ts";
import { confidenceOf } from "../../src/mesh/objects/evidence.ts";
import { onlyGrpcPortsOf, type GrpcPort } from "../../src/mesh/ask/grpc-ports.ts";
import { defineRule, grpc, istioApi } from "../../src/rule/rule.ts";
import type { Finding } from "../../src/rule/finding.ts";
import type { Field } from "../../src/yaml/field.ts";

export const consistentHashQueryParamGrpc = defineRule({
  id: "consistent-hash-query-param-grpc",
  topic: "load-balancing",
  summary: "consistent hashing by a query parameter, which gRPC calls do not have",
  severity: "error",
  severityWhere: { warning: "gRPC is likely, and not declared" },
  reads: "trafficPolicy",
  fields: policyPlaces("loadBalancer.consistentHash.httpQueryParameterName"),
  evidence: [
    istioApi(
      "networking/v1alpha3/destination_rule.proto",
      "ConsistentHashLB.http_query_parameter_name",
    ),
    grpc("doc/PROTOCOL-HTTP2.md", "Path is /{service}/{method}, without a query"),
  ],
  *check(policy, mesh) {
    const parameter = policy.loadBalancer?.at("consistentHash", "httpQueryParameterName");
    const port = onlyGrpcPortsOf(policy, mesh)[0];
    if (parameter && port) yield neverThere(parameter, port);
  },
});

function neverThere(parameter: Field, { port, evidence }: GrpcPort): Finding {
  return {
    headline: `gRPC calls to \`${port.owner.resource.name}\` have no query parameter to hash`,
    primary: { span: parameter.keySpan, text: "never in a gRPC call" },
    related: [{ span: evidence.span, text: evidence.text }],
    note: "without a key Envoy picks a pod at random for each call: there is no affinity at all",
    help: "hash a metadata key with `httpHeaderName`, and let clients send it",
    severity: confidenceOf(evidence) === "certain" ? "error" : "warning",
  };
}
