import { missingPods, type MissingPods } from "../../src/mesh/ask/missing-pods.ts";
import type { Service } from "../../src/mesh/objects/service.ts";
import { noEndpoints } from "../../src/rule/consequences.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { replaceLabel } from "../../src/rule/replace-label.ts";
import { offerFix } from "../../src/rule/offer-fix.ts";
import { defineRule, kubernetes } from "../../src/rule/rule.ts";
import { spellAlike } from "../../src/rule/spell-alike.ts";
import { list } from "../../src/text/lists.ts";

export const serviceSelectsNoPods = defineRule({
  id: "service-selects-no-pods",
  topic: "references",
  summary: "a Service selects pods that do not exist",
  severity: "warning",
  severityWhere: { info: "the pods may be in files that are not checked" },
  reads: "service",
  evidence: [
    kubernetes(
      "staging/src/k8s.io/api/core/v1/types.go",
      "ServiceSpec.selector: traffic goes to pods with all of these labels",
    ),
  ],
  fixable: "unsafe",
  *check(service, mesh) {
    if (service.externalName) return;
    const { selector, resource } = service;
    const missing = missingPods({ selector, from: resource, everywhere: false }, mesh);
    if (missing) yield selectsNone(service, missing);
  },
});

function selectsNone(
  { resource, selector }: Service,
  { sure, similar, slip }: MissingPods,
): Finding {
  const wanted = [...selector].map(([key, { value }]) => `${key}: ${value}`);
  const field = resource.spec?.get("selector");
  const written = field?.keySpan ?? resource.root.span;
  return {
    headline: `Service \`${resource.name}\` selects no pods`,
    primary: { span: similar?.written.span ?? written, text: "no pod has this label" },
    related: similar ? [{ span: similar.carried.span, text: "a pod has this label" }] : [],
    note: noEndpoints("the Service"),
    help: similar
      ? `use \`${similar.carried.value}\` if that is what you meant`
      : slip
        ? spellAlike(slip, "the pods")
        : `select pods that exist, or add ${list(wanted)} to a pod template`,
    ...offerFix(field && similar && replaceLabel(field, similar), {
      title: `use \`${similar?.carried.value ?? ""}\`, which a pod has`,
      safe: false,
    }),
    ...(!sure && { severity: "info" as const }),
  };
}
