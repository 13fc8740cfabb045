import { replaceText } from "../../src/rule/edits.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { placesOf } from "../../src/rule/places-of.ts";
import { refusal } from "../../src/rule/refusal.ts";
import { defineRule, istioApi } from "../../src/rule/rule.ts";
import type { Field } from "../../src/yaml/field.ts";

const places = { "networking.istio.io/WorkloadGroup": ["spec.probe.httpGet.scheme"] };

export const probeSchemeInvalid = defineRule({
  id: "probe-scheme-invalid",
  topic: "admission",
  summary: "a WorkloadGroup probe with a scheme other than HTTP or HTTPS",
  severity: "error",
  reads: "resource",
  fields: places,
  evidence: [
    istioApi(
      "kubernetes/customresourcedefinitions.gen.yaml",
      "WorkloadGroup: scheme must be one of [HTTP, HTTPS]",
    ),
  ],
  fixable: "safe",
  *check(resource) {
    for (const scheme of placesOf(resource, places)) {
      const text = scheme.text;
      if (text !== undefined && !/^(?:HTTPS?)?$/.test(text)) yield unknown(scheme, text);
    }
  },
});

function unknown(scheme: Field, text: string): Finding {
  const meant = /^https?$/i.test(text) ? text.toUpperCase() : undefined;
  const edit = meant === undefined ? undefined : replaceText(scheme, meant);
  return refusal({
    headline: `\`${text}\` is not a valid probe scheme`,
    primary: { span: scheme.span, text: "neither HTTP nor HTTPS" },
    help: meant === undefined ? "use `HTTP` or `HTTPS`" : `use \`${meant}\`, in upper case`,
    ...(edit && { fix: { title: `use \`${meant ?? ""}\``, safe: true, edits: [edit] } }),
  });
}
