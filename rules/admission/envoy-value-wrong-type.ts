import { envoyBreaches, shortType } from "../../src/mesh/ask/envoy-breaches.ts";
import type { EnvoyPatch } from "../../src/mesh/objects/envoy-filter.ts";
import { isPlaceholder } from "../../src/mesh/objects/placeholder.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { tokenSpan } from "../../src/rule/places.ts";
import { defineRule, envoy, istio } from "../../src/rule/rule.ts";
import { webhookRefusal } from "../../src/rule/webhook-refusal.ts";
import type { ProtoBreach } from "../../src/schema/protos/proto-breaches.ts";
import { similarName } from "../../src/text/similar-name.ts";
import { oneOf } from "../../src/text/lists.ts";

export const envoyValueWrongType = defineRule({
  id: "envoy-value-wrong-type",
  topic: "admission",
  summary: "the value of a patch does not have the type of Envoy's field",
  severity: "error",
  reads: "envoyPatch",
  evidence: [
    istio(
      "pkg/config/validation/envoyfilter/envoyfilter.go",
      "the value must decode into Envoy's type: BuildXDSObjectFromStruct",
    ),
    envoy(
      "api/envoy/config/cluster/v3/cluster.proto",
      "Cluster; the same for what else is patched",
    ),
  ],
  *check(patch) {
    // The webhook does not look into patches for waypoints.
    if (patch.context?.value === "WAYPOINT") return;
    for (const breach of envoyBreaches(patch)) {
      if (breach.kind === "type" && !isPlaceholder(breach.field.text ?? ""))
        yield wrongType(patch, breach);
    }
  },
});

function wrongType({ resource }: EnvoyPatch, breach: ProtoBreach): Finding {
  const { field, message, wanted, names } = breach;
  const isEnum = wanted === "one of the enum values";
  const similar = similarName(field.text ?? "", names);
  const name = typeof field.step === "number" ? String(field.parent?.step) : String(field.step);
  return webhookRefusal(resource, {
    headline: isEnum
      ? `\`${field.text ?? ""}\` is not a value of \`${name}\` in Envoy's ${shortType(message)}`
      : `\`${name}\` of Envoy's ${shortType(message)} must be ${wanted}`,
    primary: { span: tokenSpan(field), text: isEnum ? "unknown value" : `not ${wanted}` },
    help: isEnum ? `use ${similar ? `\`${similar}\`` : oneOf(names)}` : `set it to ${wanted}`,
  });
}
