import type { Finding } from "../../src/rule/finding.ts";
import { placesOf } from "../../src/rule/places-of.ts";
import { refusal } from "../../src/rule/refusal.ts";
import { defineRule, gatewayApi } from "../../src/rule/rule.ts";
import type { Field } from "../../src/yaml/field.ts";

const places = {
  "gateway.networking.k8s.io/HTTPRoute": ["filters[]", "backendRefs[].filters[]"].flatMap((path) =>
    ["allowHeaders", "allowMethods", "allowOrigins"].map(
      (list) => `spec.rules[].${path}.cors.${list}`,
    ),
  ),
};

export const corsWildcardNotAlone = defineRule({
  id: "cors-wildcard-not-alone",
  topic: "admission",
  summary: "a CORS list has `*` and other items",
  severity: "error",
  reads: "resource",
  fields: places,
  evidence: [
    gatewayApi("apis/v1/httproute_types.go", "HTTPCORSFilter: cannot contain '*' alongside (CEL)"),
  ],
  *check(resource) {
    for (const list of placesOf(resource, places)) {
      const items = list.items();
      const all = items.find((item) => item.text === "*");
      if (all && items.length > 1) yield besideOthers(all, list);
    }
  },
});

function besideOthers(all: Field, list: Field): Finding {
  return refusal({
    headline: `\`*\` must be the only entry of \`${list.key.value}\``,
    primary: { span: all.span, text: "already means all" },
    help: "remove the other items to allow all, or remove `*`",
  });
}
