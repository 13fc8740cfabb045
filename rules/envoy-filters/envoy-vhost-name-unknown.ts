import { patchedGateways } from "../../src/mesh/ask/patched-pods.ts";
import type { Mesh } from "../../src/mesh/mesh.ts";
import type { EnvoyPatch } from "../../src/mesh/objects/envoy-filter.ts";
import { serverHost } from "../../src/mesh/objects/gateway.ts";
import { isPlaceholder } from "../../src/mesh/objects/placeholder.ts";
import { sameDeployment } from "../../src/mesh/world/same-deployment.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, istio, thread } from "../../src/rule/rule.ts";
import { oneOf } from "../../src/text/lists.ts";
import type { Field } from "../../src/yaml/field.ts";

export const envoyVhostNameUnknown = defineRule({
  id: "envoy-vhost-name-unknown",
  topic: "envoy-filters",
  summary: "a patch looks for a virtual host by a name that Istio does not give any",
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
      "virtual hosts are named by host and port (util.DomainName), as those of sidecars are",
    ),
    thread("aboullaite/service-mesh#7", "a rate limit for `*:80` where the only host is another"),
  ],
  *check(patch, mesh) {
    const field = patch.match?.at("routeConfiguration", "vhost", "name");
    const name = field?.text ?? "";
    if (field === undefined || name === "" || isPlaceholder(name) || isAdded(name, mesh)) return;
    if (!name.includes(":") && !/^(?:allow_any|block_all|inbound\|.+)$/.test(name))
      yield withoutPort(patch, field);
    else if (name.includes(":")) yield* atGateway(patch, field, mesh);
  },
});

/** EnvoyFilters may add virtual hosts of any name. */
function isAdded(name: string, mesh: Mesh): boolean {
  return mesh.filtersNamed(name).some(({ applyTo }) => applyTo?.value === "VIRTUAL_HOST");
}

/** Where all hosts of the gateway are known, and none is the one in the name. */
function* atGateway(patch: EnvoyPatch, field: Field, mesh: Mesh): Iterable<Finding> {
  if (patch.context?.value !== "GATEWAY") return;
  const servers = patchedGateways(patch, mesh).flatMap((it) => it.servers);
  const bound = servers.flatMap((server) => mesh.virtualServicesOf(server));
  if (bound.length === 0 || servers.some((server) => mesh.virtualServicesOf(server).length === 0))
    return;
  const hosts = [...bound, ...servers].flatMap((it) =>
    it.hosts.map(({ value }) => serverHost(value)),
  );
  const [host = ""] = (field.text ?? "").split(":");
  const known = [...new Set(hosts)];
  const isSure = servers.every(
    ({ gateway }) => sameDeployment(gateway.resource, patch.resource) === "certain",
  );
  if (!known.includes(host))
    yield {
      ...otherHost(patch, field, known),
      // Other Gateways may be for the same pods.
      ...(!isSure && { severity: "info" as const }),
    };
}

function withoutPort({ resource }: EnvoyPatch, field: Field): Finding {
  const name = field.text ?? "";
  return {
    headline: `no virtual host is called \`${name}\`: their names end in a port`,
    primary: { span: field.span, text: "no port" },
    note: `this patch of \`${resource.name}\` never applies: gRPC calls go on as if it were not there`,
    help: `add the port, such as \`${name}:443\``,
  };
}

function otherHost({ resource }: EnvoyPatch, field: Field, known: readonly string[]): Finding {
  const port = (field.text ?? "").split(":").at(-1) ?? "";
  return {
    headline: `no virtual host of the gateway is called \`${field.text ?? ""}\``,
    primary: { span: field.span, text: "no such host" },
    note: `this patch of \`${resource.name}\` never applies: gRPC calls go on as if it were not there`,
    help: `use ${oneOf(known.filter((it) => it !== "*").map((host) => `${host}:${port}`))}, or leave \`vhost\` out for all of them`,
  };
}
