import { isGatewayPod } from "../objects/gateway-pod.ts";
import { findContainerPort } from "../objects/workload.ts";
import type { Pod } from "../resolve/pod.ts";
import type { RegisteredHost, RegisteredPort } from "./registered-host.ts";
import type { Field } from "../../yaml/field.ts";
import type { Resource } from "../../manifest/resource.ts";

/** One place that a port of a host leads to. */
export interface Endpoint {
  readonly port: number;
  /** As a document writes it; `undefined` for pods, and for a name that DNS resolves. */
  readonly address: string | undefined;
  /** The pod there; `undefined` for addresses. */
  readonly pod: Pod | undefined;
  /** Marked for mutual TLS: the pod has a sidecar. Pods of gateways are not marked, though they have a proxy. */
  readonly isMarked: boolean;
  readonly labels: ReadonlyMap<string, string>;
}

/** What is known of who stands behind hosts. */
export interface EndpointSources {
  readonly podsOf: (host: RegisteredHost) => readonly Pod[];
  /** ServiceEntries for the very host of a Service. */
  readonly added: (host: RegisteredHost) => readonly RegisteredHost[];
  /** `Endpoints` objects, for Services without selector. */
  readonly mirrored: (namespace: string, name: string) => Resource | undefined;
}

const noLabels: ReadonlyMap<string, string> = new Map();

/** Where a port of a host leads. */
export function endpointsOf(
  host: RegisteredHost,
  port: RegisteredPort,
  sources: EndpointSources,
): readonly Endpoint[] {
  if (host.resolution === "alias") return [];
  if (host.managed) {
    return [
      { port: port.number, address: undefined, pod: undefined, isMarked: false, labels: noLabels },
    ];
  }
  if (host.service === undefined) return endpointsOfEntry(host, port, sources);
  const more = sources.added(host).flatMap((entry) => endpointsOfEntry(entry, port, sources));
  if (host.service.selector.size === 0) return [...mirroredEndpoints(host, port, sources), ...more];
  const own = sources.podsOf(host).flatMap((pod) => {
    const target = targetOf(port, pod);
    return target === undefined ? [] : [endpointAt(pod, target)];
  });
  return [...own, ...more];
}

function endpointAt(pod: Pod, port: number): Endpoint {
  // Injection marks the pods that do not say it themselves.
  const said = pod.labels.get("security.istio.io/tlsMode");
  const isMarked =
    said === undefined ? pod.hasSidecar && !isGatewayPod(pod.workload) : said === "istio";
  return { port, address: undefined, pod, isMarked, labels: pod.labels };
}

/** The pod's own port that a port leads to; `undefined` for a name that no container port has. */
export function targetOf({ target, number }: RegisteredPort, pod: Pod): number | undefined {
  if (typeof target !== "string") return target ?? number;
  const written = Number(target);
  if (target !== "" && Number.isInteger(written)) return written;
  return findContainerPort(pod.workload, target)?.number?.value;
}

function endpointsOfEntry(
  host: RegisteredHost,
  port: RegisteredPort,
  { podsOf }: EndpointSources,
): readonly Endpoint[] {
  const usual = typeof port.target === "number" ? port.target : port.number;
  const written = host.resource.spec?.get("endpoints")?.items() ?? [];
  if (written.length > 0) return written.map((field) => writtenEndpoint(field, port, usual));
  if (host.resource.spec?.get("workloadSelector")) {
    return podsOf(host).map((pod) => endpointAt(pod, usual));
  }
  const isDns = host.resolution === "DNS" || host.resolution === "DNS round robin";
  return isDns
    ? [{ port: usual, address: undefined, pod: undefined, isMarked: false, labels: noLabels }]
    : [];
}

function writtenEndpoint(field: Field, port: RegisteredPort, usual: number): Endpoint {
  const labels = field.get("labels")?.stringMap() ?? new Map<string, never>();
  const own = port.name === undefined ? undefined : field.at("ports", port.name)?.number()?.value;
  return {
    port: own ?? usual,
    address: field.get("address")?.text,
    pod: undefined,
    isMarked: labels.get("security.istio.io/tlsMode")?.value === "istio",
    labels: new Map([...labels].map(([key, { value }]) => [key, value])),
  };
}

/** Addresses that an `Endpoints` object lists, port by name. */
function mirroredEndpoints(
  { resource, namespace }: RegisteredHost,
  port: RegisteredPort,
  sources: EndpointSources,
): readonly Endpoint[] {
  const found = sources.mirrored(namespace, resource.name);
  return (found?.root.get("subsets")?.items() ?? []).flatMap((subset) => {
    const addresses = subset.get("addresses")?.items() ?? [];
    const entry = (subset.get("ports")?.items() ?? []).find(
      (field) => (field.get("name")?.text ?? "") === (port.name ?? ""),
    );
    const number = entry?.get("port")?.number()?.value;
    if (number === undefined) return [];
    return addresses.map((it) => ({
      port: number,
      address: it.get("ip")?.text,
      pod: undefined,
      isMarked: false,
      labels: noLabels,
    }));
  });
}
