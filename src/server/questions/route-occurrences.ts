import { gather } from "../../collections/gather.ts";
import type { Resource } from "../../manifest/resource.ts";
import type { Mesh } from "../../mesh/mesh.ts";
import type { Destination } from "../../mesh/objects/route.ts";
import type { HostOwner } from "../../mesh/objects/service.ts";
import type { Located, Span } from "../../yaml/source.ts";
import type { Field } from "../../yaml/field.ts";
import type { Occurrence, Target } from "./occurrence.ts";
import { hostTarget, objectTarget, portTarget, subsetTarget } from "./targets.ts";

/** What VirtualServices, HTTPRoutes and GRPCRoutes name: hosts, ports, subsets, gateways and delegates. */
export function routeOccurrences(resource: Resource, mesh: Mesh): readonly Occurrence[] {
  const routes = mesh.routesOf(resource);
  const all = gather(routes, ({ destinations, mirrors }) => [...destinations, ...mirrors]);
  return [...gather(all, destinationOccurrences), ...virtualServiceOccurrences(resource, mesh)];
}

function named(span: Span | undefined, target: Target | undefined): readonly Occurrence[] {
  return span && target ? [{ span, target, isDefinition: false }] : [];
}

function destinationOccurrences(destination: Destination): readonly Occurrence[] {
  const { host, owner, port, portNumber, subsetName, subset, rules } = destination;
  const rule = rules.find((it) => it.subsets.some(({ field }) => subset?.field.isSame(field)));
  const home = [rule, ...(rule?.merged ?? [])].find(
    (it) => subset !== undefined && it?.resource.root.source === subset.field.source,
  );
  const resource = home?.resource ?? rule?.resource;
  return [
    ...named(host?.span, owner && host && hostTarget(owner, host.value)),
    ...named(portNumber?.span, port && portTarget(port)),
    ...named(subsetName?.span, subset && resource && subsetTarget(subset, resource)),
  ];
}

function virtualServiceOccurrences(resource: Resource, mesh: Mesh): readonly Occurrence[] {
  const service = mesh.virtualServiceOf(resource);
  if (service === undefined) return [];
  const { hosts, gateways, http, tls, tcp } = service;
  return [
    ...gather(hosts, (host) => hostOccurrence(host, resource, mesh)),
    ...gather(gateways, (gateway) => gatewayOccurrence(gateway, resource, mesh)),
    ...gather(http, (field) => {
      const name = field.at("delegate", "name")?.span;
      const found = mesh.delegatesOf({ root: service, field });
      return gather(found, (it) => named(name, objectTarget(it.resource)));
    }),
    ...gather([...tls, ...tcp], (field) => streamOccurrences(field, resource, mesh)),
  ];
}

function hostOccurrence(
  { value, span }: Located<string>,
  resource: Resource,
  mesh: Mesh,
): readonly Occurrence[] {
  return gather(ownersOf(value, resource, mesh), (owner) => named(span, hostTarget(owner, value)));
}

function ownersOf(host: string, from: Resource, mesh: Mesh): readonly HostOwner[] {
  const [found] = mesh.hostsNamed(host, from);
  return found === undefined ? [] : [found];
}

/** `NAMESPACE/NAME`, or the name alone for one of the same namespace. */
function gatewayOccurrence(
  { value, span }: Located<string>,
  resource: Resource,
  mesh: Mesh,
): readonly Occurrence[] {
  const slash = value.indexOf("/");
  const reference = {
    name: value.slice(slash + 1),
    namespace: slash < 0 || value.startsWith("./") ? resource.namespace : value.slice(0, slash),
  };
  const found = mesh.meantBy(resource, "networking.istio.io/Gateway", reference);
  return gather(found, (it) => named(span, objectTarget(it)));
}

/** Destinations of `tls` and `tcp`. */
function streamOccurrences(route: Field, from: Resource, mesh: Mesh): readonly Occurrence[] {
  return gather(route.get("route")?.items() ?? [], (entry) => {
    const host = entry.at("destination", "host")?.string();
    const number = entry.at("destination", "port", "number")?.number();
    const name = entry.at("destination", "subset")?.string();
    if (host === undefined) return [];
    const [owner] = ownersOf(host.value, from, mesh);
    const port = owner?.ports.find((it) => it.number?.value === number?.value);
    const rules = mesh.findDestinationRules(host.value, from);
    const subsets = gather(rules, ({ subsets: all, resource }) =>
      all.map((subset) => ({ subset, resource })),
    );
    const found = subsets.find(({ subset }) => subset.name?.value === name?.value);
    return [
      ...named(host.span, owner && hostTarget(owner, host.value)),
      ...(number && port ? named(number.span, portTarget(port)) : []),
      ...(name && found ? named(name.span, subsetTarget(found.subset, found.resource)) : []),
    ];
  });
}
