import { policyPlaces } from "../../src/mesh/ask/policy-places.ts";
import type { TrafficPolicy } from "../../src/mesh/objects/traffic-policy.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, istio } from "../../src/rule/rule.ts";
import { webhookRefusal } from "../../src/rule/webhook-refusal.ts";
import type { Field } from "../../src/yaml/field.ts";

export const hashCookieMalformed = defineRule({
  id: "hash-cookie-malformed",
  topic: "admission",
  summary: "consistent hashing by a cookie without a name, or with a repeated attribute",
  severity: "error",
  answers: ["IST0106"],
  reads: "trafficPolicy",
  fields: policyPlaces("loadBalancer.consistentHash.httpCookie"),
  evidence: [istio("pkg/config/validation/validation.go", "validateLoadBalancer: HttpCookie")],
  *check(policy) {
    const hash = policy.loadBalancer?.get("consistentHash");
    const cookie = hash?.get("httpCookie");
    const name = cookie?.get("name");
    if (name?.text === "") yield nameless(policy, name);
    const seen = new Map<string, Field>();
    for (const attribute of cookie?.get("attributes")?.items() ?? []) {
      const field = attribute.get("name");
      const text = field?.text ?? "";
      const first = seen.get(text);
      if (text === "") yield nameless(policy, field ?? attribute);
      else if (field && first) yield twice(policy, field, first);
      else if (field) seen.set(text, field);
    }
  },
});

function nameless({ rule }: TrafficPolicy, name: Field): Finding {
  return webhookRefusal(rule.resource, {
    headline: "a cookie, or an attribute of it, has no name",
    primary: { span: name.span, text: "no name" },
    help: "set its `name`",
  });
}

function twice({ rule }: TrafficPolicy, name: Field, first: Field): Finding {
  return webhookRefusal(rule.resource, {
    headline: `the cookie has the attribute \`${name.text ?? ""}\` twice`,
    primary: { span: name.span, text: "again" },
    related: [{ span: first.span, text: "the first" }],
    help: "remove one of the two",
  });
}
