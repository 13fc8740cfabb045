import type { Finding } from "../../src/rule/finding.ts";
import type { Places } from "../../src/mesh/objects/written-at.ts";
import { placesOf } from "../../src/rule/places-of.ts";
import { refusal } from "../../src/rule/refusal.ts";
import { defineRule, istioApi } from "../../src/rule/rule.ts";
import type { Resource } from "../../src/manifest/resource.ts";
import type { Field } from "../../src/yaml/field.ts";
import { removeField } from "../../src/rule/removals.ts";

const both = ["spec.targetRef.namespace", "spec.targetRefs[].namespace"];

const places: Places = {
  "extensions.istio.io/TrafficExtension": ["spec.targetRefs[].namespace"],
  "extensions.istio.io/WasmPlugin": both,
  "networking.istio.io/EnvoyFilter": ["spec.targetRefs[].namespace"],
  "security.istio.io/AuthorizationPolicy": both,
  "security.istio.io/RequestAuthentication": both,
  "telemetry.istio.io/Telemetry": both,
};

export const targetRefWithNamespace = defineRule({
  id: "target-ref-with-namespace",
  topic: "admission",
  summary: "a policy sets the namespace of its target",
  severity: "error",
  reads: "resource",
  fields: places,
  evidence: [
    istioApi(
      "kubernetes/customresourcedefinitions.gen.yaml",
      "targetRefs[].namespace: cross namespace referencing is not currently supported",
    ),
  ],
  fixable: "safe",
  *check(resource) {
    for (const namespace of placesOf(resource, places)) {
      const written = namespace.text ?? "";
      if (written !== "") yield ofAnother(namespace, written, resource);
    }
  },
});

function ofAnother(field: Field, namespace: string, { namespace: own, kind }: Resource): Finding {
  const edit = own === namespace ? removeField(field) : undefined;
  return refusal({
    headline: `\`namespace: ${namespace}\` is not allowed in a target of this ${kind}`,
    primary: { span: field.span, text: "always the policy's own" },
    help:
      own === namespace
        ? "remove `namespace`: targets are always in the policy's own namespace"
        : `remove \`namespace\`, and move the policy to \`${namespace}\` if the target is there`,
    ...(edit && { fix: { title: "remove `namespace`", safe: true, edits: [edit] } }),
  });
}
