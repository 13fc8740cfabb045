import type { VirtualService } from "../../src/mesh/objects/virtual-service.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, istio } from "../../src/rule/rule.ts";
import { webhookRefusal } from "../../src/rule/webhook-refusal.ts";
import type { Field } from "../../src/yaml/field.ts";

export const weightMalformed = defineRule({
  id: "weight-malformed",
  topic: "admission",
  summary: "a weight is below 0, or all destination weights are 0",
  severity: "error",
  answers: ["IST0106"],
  reads: "virtualService",
  evidence: [
    istio("pkg/config/validation/validation.go", "validateWeight, validateHTTPRouteDestinations"),
  ],
  *check(service) {
    for (const route of [...service.http, ...service.tls, ...service.tcp]) {
      const destinations = route.get("route")?.items() ?? [];
      const weights = destinations.map((it) => it.get("weight"));
      const numbers = weights.map((weight) => (weight ? weight.number()?.value : 0));
      for (const weight of weights) {
        if (weight && (weight.number()?.value ?? 0) < 0) yield negative(service, weight);
      }
      const known = numbers.every((number) => number !== undefined);
      const total = numbers.reduce<number>((sum, number) => sum + (number ?? 0), 0);
      const list = route.get("route");
      if (known && total === 0 && destinations.length > 1 && list) yield nothing(service, list);
    }
  },
});

function negative({ resource }: VirtualService, weight: Field): Finding {
  return webhookRefusal(resource, {
    headline: `\`weight\` is ${weight.number()?.value ?? ""}, but it cannot be below 0`,
    primary: { span: weight.span, text: "below 0" },
    help: "use 0 for no calls",
  });
}

function nothing({ resource }: VirtualService, route: Field): Finding {
  return webhookRefusal(resource, {
    headline: "all destination weights are 0",
    primary: { span: route.keySpan, text: "no destination gets calls" },
    help: "give at least one destination a `weight` above 0 (the default is 0)",
  });
}
