import type { Resource } from "../../manifest/resource.ts";
import { byAge } from "../world/age.ts";
import { byNamespace, namespacesAgree, type InNamespace } from "../world/by-namespace.ts";
import { isServer, type Client, type ClientOf } from "./clients.ts";
import { defaultExportTo, type MeshConfig } from "../objects/mesh-config.ts";
import type { Labels } from "./pod.ts";
import { groupBy } from "../../collections/group-by.ts";
import { onceFor } from "../../collections/lazy.ts";
import { fullHost, openNamespace, qualifyHost, serviceNameOf } from "../objects/hosts.ts";
import { mergeInto, rulesForClient, unmerged, type MergedRule } from "./merged-rule.ts";
import { covering, hostIndex } from "../../collections/most-specific.ts";
import { nearest } from "../world/nearest.ts";
import type { Registry } from "./registry.ts";
import type { DestinationRule } from "../objects/traffic-policy.ts";

/** A called host as seen by its clients. Fields that are `undefined` are unknown. */
export interface RuleQuestion {
  /** The full name, in `openNamespace` if its namespace is unknown. */
  readonly host: string;
  /** Of the Service or ServiceEntry. */
  readonly namespace: string | undefined;
  /** `undefined` for clients anywhere. */
  readonly client: Client | undefined;
  /** Of variants of a rule, those nearest to this count. */
  readonly near: Resource | undefined;
}

export type FindDestinationRules = (host: string, from: Resource) => readonly DestinationRule[];

/** The rule in effect first; others apply only to some of these clients, or may apply. */
export type RulesInForce = (question: RuleQuestion) => readonly MergedRule[];

/**
 * Rules of the client's namespace come before exported ones of the host's namespace, and these before the root
 * namespace's; within one, exact hosts before wildcards. Nothing is merged across namespaces.
 * Source: istio `pilot/pkg/model/push_context.go` setDestinationRules, destinationRule (1.31).
 */
export function rulesInForce(
  rules: readonly DestinationRule[],
  config: MeshConfig,
  clusterDomain: string,
): RulesInForce {
  const { exactly, widely } = indexesOf(rules, clusterDomain);
  const tiersOf = tierReader(config);
  const inForce = onceFor(
    ({ host, namespace, client }: Asked): readonly MergedRule[] => {
      const groups = [exactly(host), ...widely(host)];
      const tiers = tiersOf({ namespace, client });
      return firstWhere(tiers, (tier) => firstOf(groups, tier.namespace, tier.counts));
    },
    ({ host, namespace, client }) =>
      JSON.stringify([host, namespace, client && [client.namespace]]),
  );
  return ({ near, ...question }) => {
    const found = inForce(question);
    const meant = near ? nearest(near, found, ({ rule }) => rule.resource) : found;
    return mergedByNamespace(meant, question.client?.labels);
  };
}

type Asked = Omit<RuleQuestion, "near">;

function firstWhere(
  tiers: readonly Tier[],
  find: (tier: Tier) => readonly MergedRule[],
): readonly MergedRule[] {
  for (const tier of tiers) {
    const found = find(tier);
    if (found.length > 0) return found;
  }
  return [];
}

interface FinderSettings {
  readonly findHost: Registry["findHost"];
  readonly clientOf: ClientOf;
  readonly clusterDomain: string;
}

/**
 * The same for a host as it is written in a resource, seen by the clients that read it: what it leaves open agrees with
 * anything. Gateways that nobody knows may be in the namespace of their routes.
 */
export function destinationRuleFinder(
  find: RulesInForce,
  { findHost, clientOf, clusterDomain }: FinderSettings,
): FindDestinationRules {
  return (written, from) => {
    const host = fullHost(written, from, clusterDomain);
    const service = serviceNameOf(host, clusterDomain);
    const owner = service?.namespace ?? findHost(written, from)?.resource.namespace;
    const namespace = owner === openNamespace ? undefined : owner;
    const rulesFor = (client: Client | undefined): readonly DestinationRule[] =>
      find({ host, namespace, client, near: from }).map(({ rule }) => rule);
    const client = clientOf(from);
    if (client || isServer(from)) return rulesFor(client);
    const beside = rulesFor({ namespace: from.namespace, labels: undefined });
    const known = new Set(beside.map(({ resource }) => resource));
    return [...beside, ...rulesFor(undefined).filter(({ resource }) => !known.has(resource))];
  };
}

function firstOf(
  groups: readonly InNamespace<MergedRule>[],
  namespace: string | undefined,
  counts: Tier["counts"],
): readonly MergedRule[] {
  for (const group of groups) {
    const found = group(namespace).filter(counts);
    if (found.length > 0) return found;
  }
  return [];
}

/** Where the client or the host may be in several namespaces, so may be the rule: each of them is one. */
function mergedByNamespace(
  rules: readonly MergedRule[],
  labels: Labels | undefined,
): readonly MergedRule[] {
  const [only, ...others] = rules;
  if (only && others.length === 0) return rulesForClient(rules, labels);
  return [...groupBy(rules, ({ namespace }) => namespace).values()].flatMap((group) => {
    const merged: MergedRule[] = [];
    for (const rule of group) mergeInto(merged, rule);
    return rulesForClient(merged, labels);
  });
}

interface Tier {
  readonly namespace: string | undefined;
  readonly counts: (rule: MergedRule) => boolean;
}

type Sides = Pick<RuleQuestion, "namespace" | "client">;

/** Where rules are looked for, one place after the other. */
function tierReader(config: MeshConfig): (question: Sides) => readonly Tier[] {
  const { rootNamespace } = config;
  const fallback = defaultExportTo(config, "defaultDestinationRuleExportTo");
  const privateByDefault = fallback.includes(".");
  const isPrivate = ({ exportTo, namespace }: MergedRule): boolean =>
    exportTo.size === 0
      ? privateByDefault
      : exportTo.size === 1 && (exportTo.has(".") || exportTo.has(namespace ?? "."));
  return ({ namespace, client }) => {
    const isExported = (rule: MergedRule): boolean =>
      !isPrivate(rule) && reaches(rule.exportTo, client?.namespace);
    // Other rules of the root namespace are not for its own clients first of all.
    const isOwn = (rule: MergedRule): boolean =>
      client?.namespace === rootNamespace ? isPrivate(rule) : isForOwn(rule, client?.namespace);
    return [
      ...(client ? [{ namespace: client.namespace, counts: isOwn }] : []),
      { namespace, counts: client ? isExported : (rule) => !rule.exportTo.has("~") },
      { namespace: rootNamespace, counts: isExported },
    ];
  };
}

function reaches(exportTo: ReadonlySet<string>, namespace: string | undefined): boolean {
  return (
    exportTo.size === 0 ||
    exportTo.has("*") ||
    [...exportTo].some((to) => to !== "." && to !== "~" && namespacesAgree(to, namespace))
  );
}

/** Whether a rule is for clients of its own namespace, which may be the client's where it is left open. */
function isForOwn({ exportTo, namespace }: MergedRule, client: string | undefined): boolean {
  const own = namespace ?? client;
  return (
    exportTo.size === 0 ||
    exportTo.has("*") ||
    exportTo.has(".") ||
    (own !== undefined && exportTo.has(own))
  );
}

interface Indexes {
  readonly exactly: (host: string) => InNamespace<MergedRule>;
  /** Rules of wildcards that cover a host, those of the longest first. */
  readonly widely: (host: string) => readonly InNamespace<MergedRule>[];
}

const none: InNamespace<MergedRule> = () => [];

interface HostedRule {
  readonly host: string;
  readonly rule: MergedRule;
}

function inNamespaces(found: readonly HostedRule[]): InNamespace<MergedRule> {
  return byNamespace(
    found.map(({ rule }) => rule),
    ({ namespace }) => namespace,
  );
}

/** Rules by host, each host's by namespace; in the order in which Istio lets them win. */
function indexesOf(rules: readonly DestinationRule[], clusterDomain: string): Indexes {
  const hosted = rules
    .toSorted((left, right) => byAge(left.resource, right.resource))
    .map((rule) => {
      const host = rule.host?.value ?? "";
      return { host: fullHost(host, rule.resource, clusterDomain), rule: unmerged(rule) };
    });
  const index = hostIndex(
    Array.from(
      groupBy(hosted, ({ host }) => host),
      ([host, found]) => [host, inNamespaces(found)] as const,
    ),
  );
  const byName = groupBy(hosted, ({ host }) => serviceNameOf(host, clusterDomain)?.name);
  const anywhere = new Map<string | undefined, InNamespace<MergedRule>>();

  /** Rules for a Service name in any namespace. */
  function named(name: string): InNamespace<MergedRule> {
    const known = anywhere.get(name) ?? inNamespaces(byName.get(name) ?? []);
    anywhere.set(name, known);
    return known;
  }

  return {
    exactly(host) {
      const service = serviceNameOf(host, clusterDomain);
      if (service?.namespace === openNamespace) return named(service.name);
      const found = index.exact.get(host);
      const open =
        service && index.exact.get(qualifyHost(service.name, openNamespace, clusterDomain));
      if (found && open) return (namespace) => [...found(namespace), ...open(namespace)];
      return found ?? open ?? none;
    },
    widely: (host) =>
      serviceNameOf(host, clusterDomain)?.namespace === openNamespace
        ? []
        : [...covering(index, host)],
  };
}
