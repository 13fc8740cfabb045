import type { Resource } from "../manifest/resource.ts";
import { groupBy } from "./group-by.ts";
import { hostCovers, qualifyHost, serviceNameOf, type ServiceName } from "./hosts.ts";
import { nearest } from "./nearest.ts";
import type { Service } from "./service.ts";
import type { DestinationRule } from "./traffic-policy.ts";

/** A namespace that a document leaves open may turn out to be any, so it agrees with all. */
export function namespacesAgree(left: string | undefined, right: string | undefined): boolean {
  return left === undefined || right === undefined || left === right;
}

/** The Service that a host written in `from` names, its namespace left open where nothing says it. */
function namedService(
  host: string,
  from: Resource,
  clusterDomain: string,
): { readonly name: string; readonly namespace: string | undefined } | undefined {
  const open = "\u0000";
  const found = serviceNameOf(
    qualifyHost(host, from.namespace ?? open, clusterDomain),
    clusterDomain,
  );
  return found && { name: found.name, namespace: closed(found, open) };
}

function closed({ namespace }: ServiceName, open: string): string | undefined {
  return namespace === open ? undefined : namespace;
}

export type FindService = (host: string, from: Resource) => Service | undefined;

/** Looks Services up by host. Several definitions equally near are rivals: none is said to be the one. */
export function serviceFinder(services: readonly Service[], clusterDomain: string): FindService {
  const named = namedIndex(services, ({ resource }) => resource);
  return (host, from) => {
    const wanted = namedService(host, from, clusterDomain);
    const [exact = [], open = []] = wanted ? named(wanted) : [];
    const found = nearest(from, exact.length > 0 ? exact : open, ({ resource }) => resource);
    return found.length === 1 ? found[0] : undefined;
  };
}

interface Named {
  readonly name: string;
  readonly namespace: string | undefined;
}

/**
 * Finds things by name and namespace: those of just the namespace, then those that may be meant because one side
 * leaves it open.
 */
function namedIndex<Thing>(
  things: readonly Thing[],
  nameOf: (thing: Thing) => Named,
): (wanted: Named) => readonly [readonly Thing[], readonly Thing[]] {
  const byName = new Map(
    [...groupBy(things, (thing) => nameOf(thing).name)].map(([name, group]) => [
      name,
      { group, byNamespace: groupBy(group, (thing) => nameOf(thing).namespace) },
    ]),
  );
  return ({ name, namespace }) => {
    const found = byName.get(name);
    if (found === undefined) return [[], []];
    const exact = found.byNamespace.get(namespace) ?? [];
    const open = namespace === undefined ? found.group : found.byNamespace.get(undefined);
    return [exact, open ?? []];
  };
}

export type FindDestinationRules = (host: string, from: Resource) => readonly DestinationRule[];

/**
 * DestinationRules for a host: those of the client's namespace before those of the service's, before the root
 * namespace's; exact hosts before wildcards; the nearest variant where a repository has several.
 * Source: istio `pilot/pkg/model/push_context.go` destinationRule (1.31).
 */
export function destinationRuleFinder(
  rules: readonly DestinationRule[],
  clusterDomain: string,
  rootNamespace: string,
): FindDestinationRules {
  const inMesh = rules.flatMap((rule) => {
    const own = namedService(rule.host?.value ?? "", rule.resource, clusterDomain);
    return own ? [{ rule, own }] : [];
  });
  const named = namedIndex(inMesh, ({ own }) => own);
  const byHost = groupBy(rules, ({ host }) => host?.value);
  const wildcards = rules.filter(({ host }) => host?.value.startsWith("*"));

  function exactRules(host: string, wanted: Named | undefined): readonly DestinationRule[] {
    if (wanted === undefined) return byHost.get(host) ?? [];
    const [exact, open] = named(wanted);
    const found = wanted.namespace === undefined ? open : [...exact, ...open];
    return found.map(({ rule }) => rule);
  }

  return (host, from) => {
    const wanted = namedService(host, from, clusterDomain);
    const exact = exactRules(host, wanted);
    const found =
      exact.length > 0 ? exact : wildcards.filter((rule) => coversAsWildcard(rule, host, from));
    for (const namespace of [from.namespace, wanted?.namespace, rootNamespace]) {
      const tier = found.filter(({ resource }) => namespacesAgree(resource.namespace, namespace));
      if (tier.length > 0) return nearest(from, tier, ({ resource }) => resource);
    }
    return [];
  };

  function coversAsWildcard(rule: DestinationRule, host: string, from: Resource): boolean {
    if (from.namespace === undefined && !host.includes(".")) return false;
    const full = qualifyHost(host, from.namespace ?? "", clusterDomain);
    return hostCovers(rule.host?.value ?? "", full);
  }
}
