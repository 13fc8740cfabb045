import type { Finding } from "../../src/rule/finding.ts";
import type { Places } from "../../src/mesh/objects/written-at.ts";
import { placesOf } from "../../src/rule/places-of.ts";
import { refusal } from "../../src/rule/refusal.ts";
import { defineRule, gatewayApi } from "../../src/rule/rule.ts";
import type { Field } from "../../src/yaml/field.ts";

const mirrored = [
  "spec.rules[].backendRefs[]",
  "spec.rules[].filters[].requestMirror.backendRef",
  "spec.rules[].backendRefs[].filters[].requestMirror.backendRef",
];

const places: Places = {
  "gateway.networking.k8s.io/GRPCRoute": mirrored,
  "gateway.networking.k8s.io/HTTPRoute": mirrored,
  "gateway.networking.k8s.io/TCPRoute": ["spec.rules[].backendRefs[]"],
  "gateway.networking.k8s.io/TLSRoute": ["spec.rules[].backendRefs[]"],
  "gateway.networking.k8s.io/UDPRoute": ["spec.rules[].backendRefs[]"],
};

export const backendRefWithoutPort = defineRule({
  id: "backend-ref-without-port",
  topic: "admission",
  summary: "a `backendRef` to a Service without a port",
  severity: "error",
  reads: "resource",
  fields: places,
  evidence: [
    gatewayApi(
      "apis/v1/object_reference_types.go",
      "BackendObjectReference: Must have port for Service reference (CEL)",
    ),
  ],
  *check(resource) {
    for (const reference of placesOf(resource, places)) {
      const group = reference.get("group")?.text ?? "";
      const kind = reference.get("kind")?.text ?? "Service";
      const isService = group === "" && kind === "Service";
      if (!isService || !reference.isMap || reference.get("port")) continue;
      if (reference.fields().every(({ key }) => fields.has(key.value)))
        yield withoutPort(reference);
    }
  },
});

/** Another field may be the port, misspelt. */
const fields: ReadonlySet<string> = new Set([
  "filters",
  "group",
  "kind",
  "name",
  "namespace",
  "weight",
]);

function withoutPort(reference: Field): Finding {
  const name = reference.get("name");
  const title = name?.text ?? "";
  return refusal({
    headline: `the backend \`${title}\` has no \`port\``,
    primary: { span: (name ?? reference).span, text: "a Service needs a port" },
    help: `add \`port\` with a port number of Service \`${title}\``,
  });
}
