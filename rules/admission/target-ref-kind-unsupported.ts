import type { Edit, Finding } from "../../src/rule/finding.ts";
import type { Places } from "../../src/mesh/objects/written-at.ts";
import { placesOf } from "../../src/rule/places-of.ts";
import { addAfter, replaceValue } from "../../src/rule/edits.ts";
import { offerFix } from "../../src/rule/offer-fix.ts";
import { defineRule, istio } from "../../src/rule/rule.ts";
import { webhookRefusal } from "../../src/rule/webhook-refusal.ts";
import type { Resource } from "../../src/manifest/resource.ts";
import type { Field } from "../../src/yaml/field.ts";

const both = ["spec.targetRef", "spec.targetRefs[]"];
const places: Places = {
  "security.istio.io/AuthorizationPolicy": both,
  "security.istio.io/RequestAuthentication": both,
  "telemetry.istio.io/Telemetry": both,
  "extensions.istio.io/WasmPlugin": both,
  "extensions.istio.io/TrafficExtension": ["spec.targetRefs[]"],
};

/** Kinds that policies attach to, by group; the core group is written as the empty string, or `core`. */
const groupOf: ReadonlyMap<string, readonly string[]> = new Map([
  ["Service", ["", "core"]],
  ["ServiceEntry", ["networking.istio.io"]],
  ["Gateway", ["gateway.networking.k8s.io"]],
  ["GatewayClass", ["gateway.networking.k8s.io"]],
]);

export const targetRefKindUnsupported = defineRule({
  id: "target-ref-kind-unsupported",
  topic: "admission",
  summary: "a policy targets a kind that Istio does not support as a target",
  severity: "error",
  answers: ["IST0106"],
  reads: "resource",
  fields: places,
  evidence: [
    istio(
      "pkg/config/validation/validation.go",
      "validatePolicyTargetReference, allowedTargetRefs",
    ),
  ],
  fixable: "unsafe",
  *check(resource) {
    for (const reference of placesOf(resource, places)) {
      if (!reference.isMap) continue;
      const kind = reference.get("kind")?.text;
      // Without `kind` the CRD refuses it.
      if (kind === undefined) continue;
      const group = reference.get("group")?.text ?? "";
      if (groupOf.get(kind)?.includes(group) !== true) yield wrongKind(resource, reference, kind);
    }
  },
});

function writeGroup(reference: Field, group: string): Edit | undefined {
  const [written, kind] = [reference.get("group"), reference.get("kind")];
  const text = group === "" ? '""' : group;
  if (written) return replaceValue(written, text);
  return kind && addAfter(kind, `group: ${text}`);
}

function wrongKind(resource: Resource, reference: Field, kind: string): Finding {
  const groups = groupOf.get(kind);
  const group = reference.get("group");
  const place = groups ? (group ?? reference.get("kind")) : reference.get("kind");
  const edit = groups && writeGroup(reference, groups[0] ?? "");
  return webhookRefusal(resource, {
    headline: `policies cannot target \`${kind}\` of group \`${group?.text ?? ""}\``,
    primary: {
      span: (place ?? reference).span,
      text: groups ? "wrong group" : "not a supported target",
    },
    help: groups
      ? `use \`group: ${groups[0] === "" ? '""' : (groups[0] ?? "")}\` for a ${kind}`
      : "target a Service, a ServiceEntry, or a Gateway or GatewayClass of the Gateway API",
    ...offerFix(edit, {
      title: `use the group of a ${kind} (the policy then attaches)`,
      safe: false,
    }),
  });
}
