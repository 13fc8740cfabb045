import type { Finding } from "../../src/rule/finding.ts";
import { refusal } from "../../src/rule/refusal.ts";
import { defineRule, istioApi } from "../../src/rule/rule.ts";
import type { Field } from "../../src/yaml/field.ts";

export const serviceEntryEndpointsRefused = defineRule({
  id: "service-entry-endpoints-refused",
  topic: "admission",
  summary: "the addresses or endpoints of a ServiceEntry do not match its `resolution`",
  severity: "error",
  reads: "serviceEntry",
  evidence: [
    istioApi(
      "kubernetes/customresourcedefinitions.gen.yaml",
      "ServiceEntry: endpoints, workloadSelector, addresses and resolution",
    ),
  ],
  *check({ resource: { role, spec } }) {
    if (spec === undefined || role === "patch") return;
    const endpoints = spec.get("endpoints");
    const selector = spec.get("workloadSelector");
    const resolution = spec.get("resolution");
    const mode = resolution?.text ?? "NONE";
    if (selector && endpoints) yield bothSources(selector, endpoints);
    if (endpoints && mode === "NONE") yield withoutResolution(endpoints, resolution);
    const second = endpoints?.item(1);
    if (second && mode === "DNS_ROUND_ROBIN") yield secondEndpoint(second, resolution);
    const block = spec.get("addresses")?.items().find(isAddressBlock);
    if (block && resolution && !["NONE", "STATIC"].includes(mode)) yield blocked(block, resolution);
  },
});

function isAddressBlock(address: Field): boolean {
  return address.text?.includes("/") ?? false;
}

function bothSources(selector: Field, endpoints: Field): Finding {
  return refusal({
    headline: "`workloadSelector` and `endpoints` are mutually exclusive",
    primary: { span: selector.keySpan, text: "selects endpoints" },
    related: [{ span: endpoints.keySpan, text: "lists endpoints" }],
    help: "keep `workloadSelector` for pods and WorkloadEntries, `endpoints` for fixed addresses",
  });
}

function withoutResolution(endpoints: Field, resolution: Field | undefined): Finding {
  const related = resolution && [
    { span: resolution.span, text: "calls keep their original destination" },
  ];
  return refusal({
    headline: "`endpoints` need a `resolution` other than NONE, which is the default",
    primary: { span: endpoints.keySpan, text: "not used with NONE" },
    ...(related && { related }),
    help: "use `resolution: STATIC` for IP addresses, `resolution: DNS` for host names",
  });
}

function secondEndpoint(second: Field, resolution: Field | undefined): Finding {
  return refusal({
    headline: "`resolution: DNS_ROUND_ROBIN` accepts only one endpoint",
    primary: { span: second.fields()[0]?.keySpan ?? second.span, text: "the second endpoint" },
    ...(resolution && { related: [{ span: resolution.span, text: "allows only one endpoint" }] }),
    help: "use `resolution: DNS`, which balances over all endpoints",
  });
}

function blocked(block: Field, resolution: Field): Finding {
  const written = block.text ?? "";
  return refusal({
    headline: `the CIDR block \`${written}\` needs \`resolution\` NONE or STATIC`,
    primary: { span: block.span, text: "a CIDR block" },
    related: [{ span: resolution.span, text: "single addresses only" }],
    help: "use single addresses, or `resolution: NONE` to keep the original destination",
  });
}
