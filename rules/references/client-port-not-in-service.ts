import { commandWords } from "../../src/mesh/objects/workload.ts";
import { dialedAddresses, type DialedAddress } from "../../src/mesh/ask/dialed-ports.ts";
import type { Mesh } from "../../src/mesh/mesh.ts";
import type { Service, ServicePort } from "../../src/mesh/objects/service.ts";
import { sameDeployment } from "../../src/mesh/world/same-deployment.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, kubernetes } from "../../src/rule/rule.ts";
import { oneOf } from "../../src/text/lists.ts";

export const clientPortNotInService = defineRule({
  id: "client-port-not-in-service",
  topic: "references",
  summary:
    "a container is given an address of a gRPC Service with a port that the Service does not have",
  severity: "warning",
  reads: "container",
  evidence: [kubernetes("pkg/apis/core/types.go", "ServicePort: the ports that a Service exposes")],
  *check(container, mesh) {
    const { workload } = container;
    // Names may lead elsewhere.
    if (workload.podSpec?.get("hostAliases") !== undefined) return;
    // Another rule reads the commands of these.
    if (
      commandWords(container).some(({ value }) =>
        /\b(?:grpcurl|grpcui|evans|ghz|grpc_health_probe)\b/.test(value),
      )
    )
      return;
    // Servers are told their own address, which they may reach by the pod.
    const own = new Set(mesh.servicesOf(workload));
    const seen = new Set<string>();
    for (const dialed of dialedAddresses(container, mesh)) {
      const { service, number } = dialed;
      const key = `${service.resource.name}:${number}`;
      if (own.has(service) || seen.has(key) || !isWhole(service, mesh)) continue;
      if (!isAddress(dialed) || isOfServiceEntry(dialed, mesh)) continue;
      if (sameDeployment(service.resource, workload.resource) !== "certain") continue;
      if (service.ports.some((port) => port.number?.value === number)) continue;
      seen.add(key);
      yield noSuchPort(dialed);
    }
  },
});

/** What names hosts and numbers for another reason than to call them. */
const otherUse =
  /allow|deny|block|trust|permit|origin|cors|audience|authority|virtual|vhost|image|weight|listen|bind|public|external|advertise/i;

/** Numbers after a colon may also be tags, weights or keys: an address is not part of an image or a list. */
function isAddress({ number, name, span: { source, start, end } }: DialedAddress): boolean {
  if (otherUse.test(name)) return false;
  const before = source.text.slice(Math.max(start - 2, 0), start);
  const isPath = before.endsWith("/") && before !== "//";
  return number >= 1024 && !isPath && !/^\s*,|^\s+\w/.test(source.text.slice(end, end + 2));
}

/** A ServiceEntry may give the host the port. */
function isOfServiceEntry({ service, number }: DialedAddress, mesh: Mesh): boolean {
  const { name, namespace } = service.resource;
  const names = new Set([name, `${name}.${namespace ?? ""}`]);
  return mesh.all
    .serviceEntry()
    .filter(({ ports }) => ports.some((port) => port.number?.value === number))
    .flatMap(({ hosts }) => hosts.map(({ value }) => shortForm(value)))
    .some((host) => names.has(host));
}

/** `ratings.prod` of `ratings.prod.svc.cluster.local`. */
function shortForm(host: string): string {
  const [name, namespace, svc] = host.split(".");
  return svc === "svc" ? `${name}.${namespace}` : host;
}

/** A Service of gRPC whose ports are all known; pods of a headless one are dialled on whatever port they have. */
function isWhole({ resource, ports, headless, externalName }: Service, mesh: Mesh): boolean {
  return (
    !headless &&
    !externalName &&
    ports.every(({ number }) => number !== undefined) &&
    ports.some((port) => isForGrpc(port, mesh)) &&
    !mesh.isPatched(resource, "spec.ports")
  );
}

/** Its name says so, whether Istio is there to read it or not. */
function isForGrpc(port: ServicePort, mesh: Mesh): boolean {
  const name = port.appProtocol?.value ?? port.name?.value ?? "";
  return /(?:^|-)(?:grpc|h2c)(?:-|$)/i.test(name) || mesh.evidenceFor(port, "argument").length > 0;
}

function noSuchPort({ service, number, span }: DialedAddress): Finding {
  const numbers = service.ports.flatMap((port) => (port.number ? [String(port.number.value)] : []));
  const target = service.ports.find(({ targetPort }) => targetPort?.value === number);
  const place = target?.targetPort ?? service.ports[0]?.number;
  return {
    headline: `Service \`${service.resource.name}\` has no port ${number}, which this container calls`,
    primary: { span, text: "no such port" },
    related: place
      ? [{ span: place.span, text: target ? "the pod's own port" : "a port of it" }]
      : [],
    note: "nothing listens at the Service's address there: calls end with UNAVAILABLE (14), or hang until their deadline",
    help: `use port ${oneOf(numbers)}`,
  };
}
