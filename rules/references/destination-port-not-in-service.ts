import type { Mesh } from "../../src/mesh/mesh.ts";
import type { Destination } from "../../src/mesh/route.ts";
import type { Service, ServicePort } from "../../src/mesh/service.ts";
import { areTogether } from "../../src/mesh/together.ts";
import { replaceValue } from "../../src/rule/edits.ts";
import type { Finding, Fix } from "../../src/rule/finding.ts";
import { defineRule, istio } from "../../src/rule/rule.ts";
import { list } from "../../src/text/lists.ts";
import type { Located } from "../../src/yaml/source.ts";

export const destinationPortNotInService = defineRule({
  id: "destination-port-not-in-service",
  topic: "references",
  summary: "a route sends to a port that the Service does not have",
  severity: "error",
  answers: ["IST0101", "KIA1402"],
  reads: "destination",
  evidence: [
    istio(
      "pilot/pkg/networking/core/route/route.go",
      "GetDestinationCluster: the number names the cluster",
    ),
    istio(
      "pkg/config/analysis/analyzers/virtualservice/destinationhosts.go",
      "IST0101 for `host:port`",
    ),
  ],
  fixable: "safe",
  *check(destination, mesh) {
    const { service, portNumber, port } = destination;
    if (service === undefined || portNumber === undefined || port !== undefined) return;
    if (service.ports.length === 0 || service.externalName) return;
    // A kustomize patch may add ports.
    if (mesh.isPatched(service.resource)) return;
    yield notThere(destination, portNumber, service, mesh);
  },
});

function notThere(
  destination: Destination,
  number: Located<number>,
  service: Service,
  mesh: Mesh,
): Finding {
  const { name } = service.resource;
  const target = service.ports.find(({ targetPort }) => targetPort?.value === number.value);
  const meant = target ?? onlyOne(service.ports);
  const fix = meant && fixOf(destination, meant, target !== undefined);
  return {
    headline: `Service \`${name}\` has no port ${number.value}`,
    primary: { span: number.span, text: target ? "is a container port" : "no such port" },
    related: [
      {
        span:
          (target?.targetPort ?? service.ports[0]?.number)?.span ?? mesh.nameSpan(service.resource),
        text: target ? `behind Service port ${target.number?.value ?? "?"}` : "the ports it has",
      },
    ],
    note: "Envoy gets a route to a cluster it does not have: calls end with UNAVAILABLE (14)",
    help: meant
      ? `write ${meant.number?.value ?? "?"}${target ? ": routes name ports of the Service, not of the container" : ", its only port"}`
      : `use one of its ports: ${portList(service)}`,
    ...(!areTogether(destination.route.resource, service.resource) && {
      severity: "warning" as const,
    }),
    ...(fix && { fix }),
  };
}

function fixOf(destination: Destination, meant: ServicePort, safe: boolean): Fix | undefined {
  const number = meant.number?.value;
  const field =
    destination.field.at("destination", "port", "number") ?? destination.field.get("port");
  const edit = field && number !== undefined ? replaceValue(field, String(number)) : undefined;
  const title = `write ${number ?? "?"}`;
  return edit && { title: safe ? title : `${title}, the Service's only port`, safe, edits: [edit] };
}

function onlyOne(ports: readonly ServicePort[]): ServicePort | undefined {
  return ports.length === 1 ? ports[0] : undefined;
}

function portList({ ports }: Service): string {
  return list(ports.flatMap(({ number }) => (number ? [String(number.value)] : [])));
}
