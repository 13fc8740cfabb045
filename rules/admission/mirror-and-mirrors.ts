import { defineRule, istio } from "../../src/rule/rule.ts";
import type { Finding } from "../../src/rule/finding.ts";
import type { Field } from "../../src/yaml/field.ts";

export const mirrorAndMirrors = defineRule({
  id: "mirror-and-mirrors",
  topic: "admission",
  summary: "a route has both `mirror` and `mirrors`",
  severity: "error",
  answers: ["IST0106"],
  reads: "route",
  fields: { "networking.istio.io/VirtualService": ["spec.http[].mirrors"] },
  evidence: [istio("pkg/config/validation/virtualservice.go", "validateHTTPRouteConflict")],
  *check({ field }) {
    const [mirror, mirrors] = [field.get("mirror"), field.get("mirrors")];
    if (mirror && mirrors && mirrors.items().length > 0) yield both(mirror, mirrors);
  },
});

function both(mirror: Field, mirrors: Field): Finding {
  return {
    headline: "`mirror` and `mirrors` are mutually exclusive",
    primary: { span: mirror.keySpan, text: "the older form" },
    related: [{ span: mirrors.keySpan, text: "the list" }],
    note: "Istio refuses the whole VirtualService, so its new routes never take effect",
    help: "move the destination of `mirror` into `mirrors`, with its `percentage`",
  };
}
