import { qualifyHost } from "../hosts.ts";
import type { DestinationRule } from "../traffic-policy.ts";
import { byAge, namespaceOf } from "./age.ts";
import { mergeInto, ruleForClient, unmerged, type MergedRule } from "./merged-rule.ts";
import { defaultExportTo, type MeshConfig } from "./mesh-config.ts";
import { hostIndex, mostSpecific, type HostIndex } from "./most-specific.ts";
import type { Labels } from "./pod.ts";

type RulesByHost = Map<string, MergedRule[]>;

/** Finds the rule in force for a host of a namespace as a client sees it. */
export type FindRule = (
  target: { readonly host: string; readonly namespace: string },
  client: { readonly namespace: string; readonly labels: Labels },
) => MergedRule | undefined;

/**
 * Rules of the client's namespace come before exported ones of the host's namespace, and these before the root
 * namespace's; within one, exact hosts before wildcards. Nothing is merged across namespaces.
 * Source: istio `pilot/pkg/model/push_context.go` setDestinationRules, destinationRule (1.31).
 */
export function ruleLookup(
  rules: readonly DestinationRule[],
  config: MeshConfig,
  clusterDomain: string,
): FindRule {
  const index = indexesOf(rules, config, clusterDomain);
  const exportedFrom = (owner: string, host: string, client: string): readonly MergedRule[] =>
    find(index.exported, owner, host).filter(
      ({ exportTo }) => exportTo.size === 0 || exportTo.has("*") || exportTo.has(client),
    );
  return ({ host, namespace }, client) => {
    const own = client.namespace === config.rootNamespace ? index.rootOwn : index.local;
    const tiers = [
      () => find(own, client.namespace, host),
      () => exportedFrom(namespace, host, client.namespace),
      () => exportedFrom(config.rootNamespace, host, client.namespace),
    ];
    for (const tier of tiers) {
      const found = tier();
      if (found.length > 0) return ruleForClient(found, client);
    }
    return undefined;
  };
}

type Index = ReadonlyMap<string, HostIndex<readonly MergedRule[]>>;

function find(index: Index, namespace: string, host: string): readonly MergedRule[] {
  const ofNamespace = index.get(namespace);
  return (ofNamespace && mostSpecific(ofNamespace, host)) ?? [];
}

interface Indexes {
  /** All that a namespace has for its own clients. */
  readonly local: Index;
  readonly exported: Index;
  /** Private rules of the root namespace: others there are not for its own clients first of all. */
  readonly rootOwn: Index;
}

function indexesOf(
  rules: readonly DestinationRule[],
  config: MeshConfig,
  clusterDomain: string,
): Indexes {
  const local = new Map<string, RulesByHost>();
  const exported = new Map<string, RulesByHost>();
  const rootOwn = new Map<string, RulesByHost>();
  const isPrivateByDefault = defaultExportTo(config, "defaultDestinationRuleExportTo").includes(
    ".",
  );
  for (const rule of rules.toSorted((left, right) => byAge(left.resource, right.resource))) {
    const made = unmerged(rule);
    const { exportTo, namespace } = made;
    const host = qualifyHost(rule.host?.value ?? "", namespaceOf(rule.resource), clusterDomain);
    const forOwn = exportTo.has("*") || exportTo.has(".") || exportTo.has(namespace);
    if (exportTo.size === 0 || forOwn) add(local, namespace, host, made);
    const isPrivate =
      (exportTo.size === 0 && isPrivateByDefault) ||
      (exportTo.size === 1 && (exportTo.has(".") || exportTo.has(namespace)));
    if (!isPrivate) add(exported, namespace, host, made);
    else if (namespace === config.rootNamespace) add(rootOwn, namespace, host, made);
  }
  return { local: closed(local), exported: closed(exported), rootOwn: closed(rootOwn) };
}

function add(
  index: Map<string, RulesByHost>,
  namespace: string,
  host: string,
  rule: MergedRule,
): void {
  const ofNamespace: RulesByHost = index.get(namespace) ?? new Map<string, MergedRule[]>();
  index.set(namespace, ofNamespace);
  const ofHost = ofNamespace.get(host) ?? [];
  ofNamespace.set(host, ofHost);
  mergeInto(ofHost, rule);
}

function closed(index: ReadonlyMap<string, RulesByHost>): Index {
  return new Map([...index].map(([namespace, rules]) => [namespace, hostIndex(rules)]));
}
