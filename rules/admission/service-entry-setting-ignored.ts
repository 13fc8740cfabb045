import { isTcp } from "../../src/mesh/objects/protocol.ts";
import { isPartialWildcard } from "../../src/validate/domain-name.ts";
import type { ServiceEntry } from "../../src/mesh/objects/service-entry.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, istio } from "../../src/rule/rule.ts";
import type { Field } from "../../src/yaml/field.ts";
import type { Located } from "../../src/yaml/source.ts";

const autoAllocation = "networking.istio.io/enable-autoallocate-ip";

export const serviceEntrySettingIgnored = defineRule({
  id: "service-entry-setting-ignored",
  topic: "admission",
  summary: "ServiceEntry hosts, ports or selector that have no effect on calls",
  severity: "warning",
  reads: "serviceEntry",
  evidence: [istio("pkg/config/validation/validation.go", "ValidateServiceEntry: warnings")],
  *check(entry) {
    const { resource, hosts, ports } = entry;
    const mode = entry.resolution?.value ?? "NONE";
    const partial = hosts.find(({ value }) => isPartialWildcard(value));
    if (partial && mode !== "DYNAMIC_DNS") yield withinLabel(partial);
    const selector = resource.spec?.get("workloadSelector");
    if (selector && mode === "NONE") yield unused(selector, entry);
    const [address] = resource.spec?.get("addresses")?.items() ?? [];
    const off = resource.metadata?.at("labels", autoAllocation)?.text === "false";
    const plain = ports.find(({ protocolName }) => /^(?:TCP)?$/.test(protocolName?.value ?? ""));
    if (!address && plain && (off || mode === "NONE")) yield withoutAddress(plain.field);
    const opaque = ports.find(({ protocol }) => isTcp(protocol));
    if (address && opaque && hosts[1] && mode.startsWith("DNS"))
      yield sameAddress(hosts[1], address);
  },
});

function withinLabel(host: Located<string>): Finding {
  return {
    headline: `\`${host.value}\` has a wildcard within a label`,
    primary: { span: host.span, text: "`*` must be a whole label" },
    note: "Istio's webhook warns: proxies match whole labels only, so calls miss this ServiceEntry",
    help: `use \`${host.value.replace(/^\*[^.]*/, "*")}\``,
  };
}

function unused(selector: Field, { resolution }: ServiceEntry): Finding {
  return {
    headline: "`workloadSelector` needs a `resolution` other than `NONE`",
    primary: { span: selector.keySpan, text: "not used" },
    ...(resolution && {
      related: [{ span: resolution.span, text: "calls keep their original destination" }],
    }),
    note: "Istio's webhook warns: calls are not balanced over the selected workloads",
    help: "use `resolution: STATIC`",
  };
}

function withoutAddress(port: Field): Finding {
  return {
    headline: "a TCP port without `addresses` is matched by port number only",
    primary: { span: (port.get("protocol") ?? port).span, text: "TCP carries no host name" },
    note: "Istio's webhook warns: calls to other hosts on this port may match this ServiceEntry",
    help: "use `GRPC` or `TLS`, or add `addresses` to the ServiceEntry",
  };
}

function sameAddress(host: Located<string>, address: Field): Finding {
  return {
    headline: "several hosts share the addresses of a TCP port",
    primary: { span: host.span, text: "a second host" },
    related: [{ span: address.span, text: "the shared addresses" }],
    note: "Istio's webhook warns: TCP carries no host name, so all calls match the first host",
    help: "use one ServiceEntry per host",
  };
}
