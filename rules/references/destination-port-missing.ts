import type { Mesh } from "../../src/mesh/mesh.ts";
import { portsOfGateways, portsOfMesh } from "../../src/mesh/ask/assumed-ports.ts";
import type { Destination } from "../../src/mesh/objects/route.ts";
import { isService, type HostOwner, type HostPort } from "../../src/mesh/objects/service.ts";
import { noClusterFor } from "../../src/rule/consequences.ts";
import { addAfter } from "../../src/rule/edits.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, istio } from "../../src/rule/rule.ts";
import { list } from "../../src/text/lists.ts";
import type { Located } from "../../src/yaml/source.ts";

export const destinationPortMissing = defineRule({
  id: "destination-port-missing",
  topic: "references",
  summary: "a destination without port uses the caller's port, which its Service does not have",
  severity: "error",
  answers: ["IST0112"],
  reads: "anyDestination",
  evidence: [
    istio(
      "pilot/pkg/networking/core/route/route.go",
      "GetDestinationCluster: the listener's port where none is written",
    ),
    istio(
      "pilot/pkg/networking/core/httproute.go",
      "sidecars know only the Services of the listener's port",
    ),
    istio("pkg/config/analysis/analyzers/virtualservice/destinationhosts.go", "IST0112"),
    istio(
      "pilot/pkg/networking/core/networkfilter.go",
      "buildOutboundNetworkFilters: `tls` and `tcp` routes name clusters in the same way",
    ),
  ],
  fixable: "safe",
  *check(destination, mesh) {
    const { route, owner, host } = destination;
    if (route.api !== "VirtualService" || owner === undefined || host === undefined) return;
    if (destination.field.at("destination", "port") || (isService(owner) && owner.externalName))
      return;
    if (mesh.isPatched(owner.resource, "spec.ports")) return;
    const assumed = [...portsOfMesh(destination, mesh), ...portsOfGateways(destination, mesh)];
    const missing = assumed.filter(({ value }) => !hasPort(owner, value));
    if (missing[0] && missing.length === assumed.length)
      yield assumes(destination, missing[0], owner, mesh);
  },
});

/** One that cannot be read may be it. */
function hasPort({ ports }: HostOwner, wanted: number): boolean {
  return ports.some(({ number }) => number === undefined || number.value === wanted);
}

function assumes(
  destination: Destination,
  assumed: Located<number>,
  owner: HostOwner,
  mesh: Mesh,
): Finding {
  const { name } = owner.resource;
  const host = destination.field.at("destination", "host");
  const port = bestPort(owner, mesh);
  const number = port?.number?.value;
  const edit =
    host && number !== undefined ? addAfter(host, `port: { number: ${number} }`) : undefined;
  const title = `add \`port: { number: ${number ?? ""} }\``;
  return {
    headline: `without a port this route sends to port ${assumed.value}, which \`${name}\` does not have`,
    primary: { span: (host ?? destination.field).span, text: "no `port`" },
    related: [
      { span: assumed.span, text: "the caller's port, used instead" },
      { span: (owner.ports[0]?.number ?? assumed).span, text: "an existing port" },
    ],
    note: noClusterFor(destination.route.protocol),
    help:
      number === undefined
        ? `add \`port.number\`, one of ${portList(owner)}`
        : `add \`port: { number: ${number} }\` below \`host\``,
    ...(edit && { fix: { title, safe: owner.ports.length === 1, edits: [edit] } }),
  };
}

/** The only port, or the only one that serves gRPC. */
function bestPort(owner: HostOwner, mesh: Mesh): HostPort | undefined {
  const ports: readonly HostPort[] = owner.ports;
  const grpc = ports.filter((port) => mesh.evidenceFor(port).length > 0);
  if (ports.length === 1) return ports[0];
  return grpc.length === 1 ? grpc[0] : undefined;
}

function portList({ ports }: HostOwner): string {
  return list(ports.flatMap(({ number }) => (number ? [String(number.value)] : [])));
}
