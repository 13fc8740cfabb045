import {
  hostOf,
  namesAtGateways,
  namesAtSidecars,
  type VirtualHostNames,
} from "../../src/mesh/ask/virtual-host-names.ts";
import type { Mesh } from "../../src/mesh/mesh.ts";
import type { EnvoyPatch } from "../../src/mesh/objects/envoy-filter.ts";
import { isPlaceholder } from "../../src/mesh/objects/placeholder.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, istio, thread } from "../../src/rule/rule.ts";
import { oneOf } from "../../src/text/lists.ts";
import type { Field } from "../../src/yaml/field.ts";

export const envoyVhostNameUnknown = defineRule({
  id: "envoy-vhost-name-unknown",
  topic: "envoy-filters",
  summary: "a patch matches a virtual host by a name that Istio never generates",
  severity: "warning",
  severityWhere: { info: "other Gateways may be for the same pods" },
  reads: "envoyPatch",
  evidence: [
    istio(
      "pilot/pkg/networking/core/envoyfilter/rc_patch.go",
      "virtualHostMatch: the names have to be equal",
    ),
    istio(
      "pilot/pkg/networking/core/gateway.go",
      "buildGatewayHTTPRouteConfig: virtual hosts are named by host and port (util.DomainName)",
    ),
    istio(
      "pilot/pkg/networking/core/httproute.go",
      "BuildSidecarOutboundVirtualHosts: the full host and the port",
    ),
    thread("aboullaite/service-mesh#7", "a rate limit for `*:80` where the only host is another"),
  ],
  *check(patch, mesh) {
    const field = patch.match?.at("routeConfiguration", "vhost", "name");
    const name = field?.text ?? "";
    if (field === undefined || name === "" || isPlaceholder(name) || isAdded(name, mesh)) return;
    if (!name.includes(":")) {
      if (!isOfIstio(name)) yield withoutPort(patch, field);
      return;
    }
    const known = namesFor(patch, name, mesh);
    if (known && !known.isKnown(name)) yield otherName(patch, field, known);
  },
});

function namesFor(patch: EnvoyPatch, name: string, mesh: Mesh): VirtualHostNames | undefined {
  const context = patch.context?.value;
  if (context === "GATEWAY") return namesAtGateways(patch, mesh);
  return context === "SIDECAR_OUTBOUND" ? namesAtSidecars(patch, hostOf(name), mesh) : undefined;
}

function isOfIstio(name: string): boolean {
  return /^(?:allow_any|allow_any_dynamic_dns|block_all|default|inbound\|.+)$/.test(name);
}

/** EnvoyFilters may add virtual hosts of any name. */
function isAdded(name: string, mesh: Mesh): boolean {
  return mesh.filtersNamed(name).some(({ applyTo }) => applyTo?.value === "VIRTUAL_HOST");
}

function withoutPort({ resource }: EnvoyPatch, field: Field): Finding {
  const name = field.text ?? "";
  return {
    headline: `no virtual host is named \`${name}\`: their names end in a port`,
    primary: { span: field.span, text: "no port" },
    note: `this patch of \`${resource.name}\` never applies: gRPC calls are handled as if it were not there`,
    help: `add the port, such as \`${name}:443\``,
  };
}

function otherName(
  { resource, context }: EnvoyPatch,
  field: Field,
  { names, isSure }: VirtualHostNames,
): Finding {
  const place = context?.value === "GATEWAY" ? "the gateway" : "sidecars";
  return {
    headline: `no virtual host of ${place} is named \`${field.text ?? ""}\``,
    primary: { span: field.span, text: "no such `host:port`" },
    note: `this patch of \`${resource.name}\` never applies: gRPC calls are handled as if it were not there`,
    help: `use ${oneOf(names)}, or leave \`vhost\` out for all of them`,
    // What others apply may have the name.
    ...(!isSure(field.text ?? "") && { severity: "info" as const }),
  };
}
