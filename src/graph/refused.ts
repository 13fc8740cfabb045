import type { Resource } from "../manifest/resource.ts";
import { qualifyHost } from "../mesh/objects/hosts.ts";
import { namespaceOf } from "../mesh/world/age.ts";
import type { Field } from "../yaml/field.ts";
import type { RefusedObject, SurveyState } from "../survey/subject.ts";
import { gatewayId, hostId } from "./mesh-graph.ts";

/** What a gateway or a service lacks, because admission refuses an object that is for it. */
export interface Lacking {
  readonly id: string;
  /** Of gateways, to make a node where no call goes through. */
  readonly gateway: string | undefined;
  readonly line: string;
  readonly fault: string;
  /** The hosts that the object sends calls to. */
  readonly to: readonly string[];
}

/** Of each refused Gateway, VirtualService and route: the gateways that it is for, else the services that it routes to. */
export function lackingIn(
  { refused = [], resources, cluster }: SurveyState,
  surveyed: ReadonlyMap<string, unknown>,
): readonly Lacking[] {
  const known = new Set(
    [...resources, ...refused.map(({ resource }) => resource)].filter(isGateway).map(titleOf),
  );
  return refused.flatMap((object): readonly Lacking[] => {
    const { resource } = object;
    if (isGateway(resource)) return [ofGateway(titleOf(resource), object, [])];
    const written = destinationsIn(resource, cluster.clusterDomain);
    const to = written.filter((it) => surveyed.has(it));
    // What gRPC services have nothing to do with is left out.
    if (to.length === 0 && written.length > 0) return [];
    const gateways = gatewaysOf(resource).filter((it) => known.has(it));
    if (gateways.length > 0) return gateways.map((it) => ofGateway(it, object, to));
    return to.map((host) => ofService(host, object));
  });
}

function ofGateway(title: string, object: RefusedObject, to: readonly string[]): Lacking {
  return { ...lacking(object), id: gatewayId(title), gateway: title, to };
}

function ofService(host: string, object: RefusedObject): Lacking {
  return { ...lacking(object), id: hostId(host), gateway: undefined, to: [] };
}

function lacking({ resource, findings }: RefusedObject): Pick<Lacking, "line" | "fault"> {
  const [first] = findings;
  const what = isGateway(resource) ? "" : `${resource.kind} ${titleOf(resource)} `;
  return {
    line: `${what}refused by admission`,
    fault: `${what}refused by admission${first === undefined ? "" : `: ${first.headline}`}`,
  };
}

function isGateway({ kind, group }: Resource): boolean {
  return (
    kind === "Gateway" && (group === "networking.istio.io" || group === "gateway.networking.k8s.io")
  );
}

function titleOf(resource: Resource): string {
  return `${namespaceOf(resource)}/${resource.name}`;
}

/** `namespace/name` of the gateways that a VirtualService or a route is bound to. */
function gatewaysOf(resource: Resource): readonly string[] {
  const own = namespaceOf(resource);
  const named = (resource.spec?.get("gateways")?.strings() ?? [])
    .map(({ value }) => value)
    .filter((it) => it !== "mesh");
  const parents = (resource.spec?.get("parentRefs")?.items() ?? []).filter(
    (it) => (it.get("kind")?.text ?? "Gateway") === "Gateway",
  );
  return [
    ...named.map((it) => (it.includes("/") ? it : `${own}/${it}`)),
    ...parents.map((it) => `${it.get("namespace")?.text ?? own}/${it.get("name")?.text ?? ""}`),
  ];
}

function destinationsIn(resource: Resource, clusterDomain: string): readonly string[] {
  const own = namespaceOf(resource);
  const { spec } = resource;
  const hosts = listed(spec, "http", "tls", "tcp")
    .flatMap((route) => listed(route, "route"))
    .flatMap((it) => it.at("destination", "host")?.text ?? [])
    .map((host) => qualifyHost(host, own, clusterDomain));
  const backends = listed(spec, "rules")
    .flatMap((rule) => listed(rule, "backendRefs"))
    .map((it) => {
      const namespace = it.get("namespace")?.text ?? own;
      return qualifyHost(it.get("name")?.text ?? "", namespace, clusterDomain);
    });
  return [...new Set([...hosts, ...backends])];
}

function listed(field: Field | undefined, ...keys: readonly string[]): readonly Field[] {
  return keys.flatMap((key) => field?.get(key)?.items() ?? []);
}
