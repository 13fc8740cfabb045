import type { VirtualService } from "../../src/mesh/objects/virtual-service.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, istio } from "../../src/rule/rule.ts";
import { webhookRefusal } from "../../src/rule/webhook-refusal.ts";
import type { Field } from "../../src/yaml/field.ts";

export const delegateWithBindings = defineRule({
  id: "delegate-with-bindings",
  topic: "admission",
  summary: "a delegate (a VirtualService without hosts) has gateways, TLS routes or TCP routes",
  severity: "error",
  answers: ["IST0106"],
  reads: "virtualService",
  evidence: [istio("pkg/config/validation/validation.go", "delegate virtual service must have no")],
  *check(service) {
    if (service.hosts.length > 0) return;
    for (const key of ["gateways", "tls", "tcp"]) {
      const field = service.resource.spec?.get(key);
      if (field && field.items().length > 0) yield unfit(service, field);
    }
  },
});

function unfit({ resource }: VirtualService, field: Field): Finding {
  return webhookRefusal(resource, {
    headline: `a VirtualService without \`hosts\` cannot have \`${String(field.step)}\``,
    primary: { span: field.keySpan, text: "not allowed in a delegate" },
    help: "add `hosts`; without them it is a delegate, which can only have `http` routes",
  });
}
