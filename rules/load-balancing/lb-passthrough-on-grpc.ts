import { policyPlaces } from "../../src/mesh/ask/policy-places.ts";
import { grpcPortsOf, type GrpcPort } from "../../src/mesh/ask/grpc-ports.ts";
import { portTitle, type HostPort } from "../../src/mesh/objects/service.ts";
import { replaceText } from "../../src/rule/edits.ts";
import { defineRule, istio } from "../../src/rule/rule.ts";
import type { Finding } from "../../src/rule/finding.ts";
import type { Field } from "../../src/yaml/field.ts";

export const lbPassthroughOnGrpc = defineRule({
  id: "lb-passthrough-on-grpc",
  topic: "load-balancing",
  summary: "`PASSTHROUGH` disables Envoy's balancing of gRPC calls",
  severity: "warning",
  reads: "trafficPolicy",
  fields: policyPlaces("loadBalancer.simple"),
  evidence: [
    istio("pilot/pkg/networking/core/cluster_traffic_policy.go", "applyLoadBalancer: ORIGINAL_DST"),
  ],
  fixable: "unsafe",
  *check(policy, mesh) {
    const simple = policy.loadBalancer?.get("simple");
    if (simple?.text !== "PASSTHROUGH") return;
    const grpc = grpcPortsOf(policy, mesh)[0];
    if (grpc && !isDialledAnyway(grpc.port)) yield passesThrough(simple, grpc);
  },
});

/** Of a headless Service, or a ServiceEntry that says nothing of endpoints, clients dial these themselves. */
function isDialledAnyway({ service, owner }: HostPort): boolean {
  if (service) return service.headless;
  return "resolution" in owner && (owner.resolution?.value ?? "NONE") === "NONE";
}

function passesThrough(simple: Field, { port, evidence }: GrpcPort): Finding {
  const { name } = port.owner.resource;
  const place = port.service ? "pod" : "endpoint";
  const edit = replaceText(simple, "LEAST_REQUEST");
  return {
    headline: `\`PASSTHROUGH\` disables load balancing of gRPC calls to \`${name}\``,
    primary: { span: simple.span, text: "keeps the client's address" },
    related: [{ span: evidence.span, text: evidence.text }],
    note: `the ${place} is chosen once per connection: all calls of a client's channel to port ${portTitle(port)} go to one ${place}`,
    help: "use `LEAST_REQUEST`, Istio's default: Envoy then balances call by call",
    ...(edit && {
      fix: {
        title: `use \`LEAST_REQUEST\` (Envoy picks the ${place}s)`,
        safe: false,
        edits: [edit],
      },
    }),
  };
}
