import type { Resource } from "../manifest/resource.ts";
import { byNamespace, type InNamespace } from "./by-namespace.ts";
import { groupBy } from "./group-by.ts";
import { openNamespace, qualifyHost, serviceNameOf } from "./hosts.ts";
import { nearest } from "./nearest.ts";
import type { Service } from "./service.ts";
import type { DestinationRule } from "./traffic-policy.ts";

/** A namespace that a document leaves open may turn out to be any, so it agrees with all. */
export function namespacesAgree(left: string | undefined, right: string | undefined): boolean {
  return left === undefined || right === undefined || left === right;
}

export type FindDestinationRules = (host: string, from: Resource) => readonly DestinationRule[];

export type FindService = (host: string, from: Resource) => Service | undefined;

/** Looks Services up by host. Several definitions equally near are rivals: none is said to be the one. */
export function serviceFinder(services: readonly Service[], clusterDomain: string): FindService {
  const byName = new Map<string, InNamespace<Service>>(
    Array.from(
      groupBy(services, ({ resource }) => resource.name),
      ([name, found]) => [name, byNamespace(found, ({ resource }) => resource.namespace)],
    ),
  );
  return (host, from) => {
    const full = qualifyHost(host, from.namespace ?? openNamespace, clusterDomain);
    const wanted = serviceNameOf(full, clusterDomain);
    const namespace = wanted?.namespace === openNamespace ? undefined : wanted?.namespace;
    const named = (wanted && byName.get(wanted.name)?.(namespace)) ?? [];
    // One that is surely there comes before those that may turn out to be.
    const exact = named.filter(({ resource }) => resource.namespace === namespace);
    const found = nearest(from, exact.length > 0 ? exact : named, ({ resource }) => resource);
    return found.length === 1 ? found[0] : undefined;
  };
}
