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
  const byName = groupBy(services, ({ resource }) => resource.name);
  return (host, from) => {
    const wanted = namedService(host, from, clusterDomain);
    if (wanted === undefined) return undefined;
    const candidates = (byName.get(wanted.name) ?? []).filter(({ resource }) =>
      namespacesAgree(resource.namespace, wanted.namespace),
    );
    const exact = candidates.filter(({ resource }) => resource.namespace === wanted.namespace);
    const found = nearest(from, exact.length > 0 ? exact : candidates, ({ resource }) => resource);
    return found.length === 1 ? found[0] : undefined;
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
  const byHost = groupBy(rules, ({ host, resource }) => hostKey(host?.value ?? "", resource));
  const wildcards = rules.filter(({ host }) => host?.value.startsWith("*"));

  function hostKey(host: string, from: Resource): string {
    return namedService(host, from, clusterDomain)?.name ?? host;
  }

  return (host, from) => {
    const wanted = namedService(host, from, clusterDomain);
    const exact = (byHost.get(wanted?.name ?? host) ?? []).filter((rule) =>
      namesTheSame(rule, wanted, host),
    );
    const found =
      exact.length > 0 ? exact : wildcards.filter((rule) => coversAsWildcard(rule, host, from));
    for (const namespace of [from.namespace, wanted?.namespace, rootNamespace]) {
      const tier = found.filter(({ resource }) => namespacesAgree(resource.namespace, namespace));
      if (tier.length > 0) return nearest(from, tier, ({ resource }) => resource);
    }
    return [];
  };

  function namesTheSame(
    rule: DestinationRule,
    wanted: ReturnType<typeof namedService>,
    host: string,
  ): boolean {
    const own = namedService(rule.host?.value ?? "", rule.resource, clusterDomain);
    if (own === undefined || wanted === undefined) return rule.host?.value === host;
    return own.name === wanted.name && namespacesAgree(own.namespace, wanted.namespace);
  }

  function coversAsWildcard(rule: DestinationRule, host: string, from: Resource): boolean {
    if (from.namespace === undefined && !host.includes(".")) return false;
    const full = qualifyHost(host, from.namespace ?? "", clusterDomain);
    return hostCovers(rule.host?.value ?? "", full);
  }
}
