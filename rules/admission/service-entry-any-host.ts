import type { Finding } from "../../src/rule/finding.ts";
import { placesOf } from "../../src/rule/places-of.ts";
import { refusal } from "../../src/rule/refusal.ts";
import { defineRule, istioApi } from "../../src/rule/rule.ts";
import type { Field } from "../../src/yaml/field.ts";

const places = { "networking.istio.io/ServiceEntry": ["spec.hosts[]"] };

export const serviceEntryAnyHost = defineRule({
  id: "service-entry-any-host",
  topic: "admission",
  summary: "a ServiceEntry with the host `*`",
  severity: "error",
  reads: "resource",
  fields: places,
  evidence: [
    istioApi(
      "kubernetes/customresourcedefinitions.gen.yaml",
      "ServiceEntry.hosts: hostname cannot be wildcard",
    ),
  ],
  *check(resource) {
    for (const host of placesOf(resource, places)) {
      if (host.text === "*") yield everyHost(host);
    }
  },
});

function everyHost(host: Field): Finding {
  return refusal({
    headline: "a ServiceEntry cannot have the host `*`",
    primary: { span: host.span, text: "matches every host" },
    help: "list hosts, such as `ratings.example.com`, or a domain, such as `*.example.com`",
  });
}
