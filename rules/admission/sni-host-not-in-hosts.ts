import { isWithin } from "../../src/validate/host-names.ts";
import { hostFault, hostForm } from "../../src/validate/host-fields.ts";
import { isIpAddress } from "../../src/validate/ip-address.ts";
import type { VirtualService } from "../../src/mesh/objects/virtual-service.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { fieldsAt } from "../../src/rule/places-of.ts";
import { defineRule, istio } from "../../src/rule/rule.ts";
import { webhookRefusal } from "../../src/rule/webhook-refusal.ts";
import type { Located } from "../../src/yaml/source.ts";

export const sniHostNotInHosts = defineRule({
  id: "sni-host-not-in-hosts",
  topic: "admission",
  summary: "a TLS route matches an SNI host that is not among the VirtualService's hosts",
  severity: "error",
  severityWhere: { warning: "the name is an IP address, which Istio accepts" },
  answers: ["IST0106"],
  reads: "virtualService",
  fields: { "networking.istio.io/VirtualService": ["spec.tls[].match[].sniHosts"] },
  evidence: [istio("pkg/config/validation/validation.go", "validateSniHost")],
  *check(service) {
    const form = hostForm("server-name", service.resource);
    const names = service.tls.flatMap((route) => fieldsAt(route, "match[].sniHosts[]"));
    for (const name of names.flatMap((field) => field.string() ?? [])) {
      if (isIpAddress(name.value)) yield address(name);
      else if (!hostFault(name.value, form) && !isServed(name, service)) {
        yield notServed(service, name);
      }
    }
  },
});

function isServed({ value }: Located<string>, { hosts }: VirtualService): boolean {
  return hosts.some((host) => isWithin(value, host.value));
}

function notServed({ resource, hosts }: VirtualService, name: Located<string>): Finding {
  const [first] = hosts;
  return webhookRefusal(resource, {
    headline: `\`${name.value}\` is not covered by the hosts of this VirtualService`,
    primary: { span: name.span, text: "not among the hosts" },
    ...(first && { related: [{ span: first.span, text: "the hosts" }] }),
    help: `add \`${name.value}\` to \`hosts\`, or use one of them`,
  });
}

function address(name: Located<string>): Finding {
  return {
    headline: "an SNI host must be a DNS name, not an IP address",
    primary: { span: name.span, text: "never sent as SNI" },
    note: "Istio's webhook warns: SNI cannot carry IP addresses, so most clients never match",
    help: "match by `destinationSubnets` in a `tcp` route, or use the name that clients connect to",
    severity: "warning",
  };
}
