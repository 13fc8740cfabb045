import type { Mesh } from "../../src/mesh/mesh.ts";
import type { Destination } from "../../src/mesh/objects/route.ts";
import {
  hasNumber,
  isService,
  type HostOwner,
  type HostPort,
  type NumberedPort,
} from "../../src/mesh/objects/service.ts";
import { sameDeployment } from "../../src/mesh/world/same-deployment.ts";
import { noClusterFor } from "../../src/rule/consequences.ts";
import { replaceValue } from "../../src/rule/edits.ts";
import type { Finding, Fix } from "../../src/rule/finding.ts";
import { defineRule, istio } from "../../src/rule/rule.ts";
import { list } from "../../src/text/lists.ts";
import type { Located } from "../../src/yaml/source.ts";

export const destinationPortNotInService = defineRule({
  id: "destination-port-not-in-service",
  topic: "references",
  summary: "a route sends to a port that the Service or ServiceEntry does not have",
  severity: "error",
  severityWhere: { warning: "the Service and the route may be deployed apart" },
  answers: ["IST0101", "KIA1402"],
  reads: "anyDestination",
  ofIstio: ({ route }) => route.resource,
  evidence: [
    istio(
      "pilot/pkg/networking/core/route/route.go",
      "GetDestinationCluster: the number names the cluster",
    ),
    istio(
      "pkg/config/analysis/analyzers/virtualservice/destinationhosts.go",
      "IST0101 for `host:port`",
    ),
    istio(
      "pilot/pkg/networking/core/networkfilter.go",
      "buildOutboundNetworkFilters: `tls` and `tcp` routes name clusters in the same way",
    ),
  ],
  fixable: "safe",
  *check(destination, mesh) {
    const { owner, portNumber, port } = destination;
    if (owner === undefined || portNumber === undefined || port !== undefined) return;
    if (owner.ports.length === 0 || (isService(owner) && owner.externalName)) return;
    const ports: readonly HostPort[] = owner.ports;
    const numbered = ports.filter(hasNumber);
    // A port whose number nobody can read may be the one.
    if (numbered.length < ports.length) return;
    if (mesh.isPatched(owner.resource, "spec.ports")) return;
    yield notThere(destination, portNumber, { owner, ports: numbered }, mesh);
  },
});

function notThere(
  destination: Destination,
  number: Located<number>,
  { owner, ports }: { readonly owner: HostOwner; readonly ports: readonly NumberedPort[] },
  mesh: Mesh,
): Finding {
  const { kind, name } = owner.resource;
  const target = ports.find(({ targetPort }) => targetPort?.value === number.value);
  const meant = target ?? (ports.length === 1 ? ports[0] : undefined);
  const fix = meant && fixOf(destination, meant, target !== undefined);
  const beyond = isService(owner) ? "the container" : "its endpoints";
  const behind = isService(owner) ? "is a container port" : "is its endpoints' port";
  return {
    headline: `${kind} \`${name}\` has no port ${number.value}`,
    primary: { span: number.span, text: target ? behind : "no such port" },
    related: [
      {
        span: (target?.targetPort ?? ports[0]?.number)?.span ?? mesh.nameSpan(owner.resource),
        text: target ? `backs ${kind} port ${target.number.value}` : "its ports",
      },
    ],
    note: noClusterFor(destination.route.protocol),
    help: meant
      ? `use ${meant.number.value}${target ? `: routes use ports of the ${kind}, not of ${beyond}` : ", its only port"}`
      : `use one of its ports: ${list(ports.map(({ number: { value } }) => String(value)))}`,
    ...(sameDeployment(destination.route.resource, owner.resource) !== "certain" && {
      severity: "warning" as const,
    }),
    ...(fix && { fix }),
  };
}

function fixOf(destination: Destination, meant: NumberedPort, safe: boolean): Fix | undefined {
  const { kind } = meant.owner.resource;
  const number = String(meant.number.value);
  const field =
    destination.field.at("destination", "port", "number") ?? destination.field.get("port");
  const edit = field && replaceValue(field, number);
  const title = `use ${number}`;
  return edit && { title: safe ? title : `${title}, the ${kind}'s only port`, safe, edits: [edit] };
}
