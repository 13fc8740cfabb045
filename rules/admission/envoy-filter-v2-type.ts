import { defineRule, istio, thread } from "../../src/rule/rule.ts";
import type { Finding } from "../../src/rule/finding.ts";
import type { Field } from "../../src/yaml/field.ts";

export const envoyFilterV2Type = defineRule({
  id: "envoy-filter-v2-type",
  topic: "admission",
  summary: "an EnvoyFilter uses a type of Envoy's removed v2 API",
  severity: "error",
  answers: ["IST0106"],
  reads: "envoyPatch",
  evidence: [
    istio(
      "pkg/config/validation/envoyfilter/envoyfilter.go",
      "referenced type unknown (hint: try using the v3 XDS API)",
    ),
    thread("istio/istio#24060", "removed types in EnvoyFilters for transcoding"),
  ],
  *check({ value, context }) {
    // The webhook does not look into patches for waypoints.
    if (value === undefined || context?.value === "WAYPOINT") return;
    for (const type of typesIn(value)) {
      if (/\/envoy\.(?:[\w.]+\.)?v2(?:alpha\d*)?\./.test(type.text ?? "")) yield gone(type);
    }
  },
});

function typesIn(field: Field): readonly Field[] {
  const inside = [...field.fields(), ...field.items()].flatMap(typesIn);
  const own = field.get("@type");
  return own ? [own, ...inside] : inside;
}

function gone(type: Field): Finding {
  const name = type.text?.split("/").at(-1) ?? "";
  return {
    headline: `\`${name}\` is a type of Envoy's v2 API`,
    primary: { span: type.span, text: "no longer known" },
    note: "Istio's webhook refuses the EnvoyFilter, so its patches never reach gRPC calls",
    help: "use the v3 type, most often `envoy.extensions.….v3.…`, and check its fields",
  };
}
