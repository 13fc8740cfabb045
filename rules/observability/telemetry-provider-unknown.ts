import { unknownProvider, type UnknownProvider } from "../../src/mesh/ask/extension-providers.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { placesOf } from "../../src/rule/places-of.ts";
import { defineRule, istio } from "../../src/rule/rule.ts";
import type { Places } from "../../src/mesh/objects/written-at.ts";
import type { Field } from "../../src/yaml/field.ts";

const places: Places = {
  "telemetry.istio.io/Telemetry": [
    "spec.tracing[].providers[].name",
    "spec.metrics[].providers[].name",
    "spec.accessLogging[].providers[].name",
  ],
};

export const telemetryProviderUnknown = defineRule({
  id: "telemetry-provider-unknown",
  topic: "observability",
  summary: "a Telemetry uses a provider that the mesh configuration does not define",
  severity: "warning",
  severityWhere: { info: "another mesh configuration may define it" },
  reads: "resource",
  fields: places,
  evidence: [
    istio(
      "pilot/pkg/model/telemetry.go",
      "fetchProvider: nothing is done for a name that is not found",
    ),
    istio(
      "pkg/config/mesh/mesh.go",
      "DefaultMeshConfig: prometheus, stackdriver and envoy are always there",
    ),
  ],
  *check(resource, mesh) {
    for (const field of placesOf(resource, places)) {
      const found = unknownProvider(field, mesh);
      if (found) yield unknown(field, found);
    }
  },
});

function unknown(field: Field, { similar, known, place, isLikely }: UnknownProvider): Finding {
  const name = field.text ?? "";
  const [first] = known;
  return {
    headline: `the mesh configuration has no extension provider \`${name}\``,
    primary: { span: field.span, text: "no such provider" },
    related: [{ span: first?.span ?? place.keySpan, text: "the defined providers" }],
    note: `${lost(field)} of gRPC calls are silently lost`,
    help: `${similar === undefined ? "" : `use \`${similar}\`, or `}add \`${name}\` to \`extensionProviders\``,
    // Another mesh configuration than the one in the inputs may have it.
    ...(!isLikely && { severity: "info" as const }),
  };
}

function lost({ path }: Field): string {
  if (path.startsWith("spec.tracing")) return "the traces";
  return path.startsWith("spec.metrics") ? "the metrics" : "the access logs";
}
