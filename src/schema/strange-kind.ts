import { holdsPlaceholder } from "../manifest/placeholder.ts";
import { similarName } from "../text/similar-name.ts";
import { findKind, groupOf, kindsByGroup, kindsIn } from "./kinds.ts";

/** What is wrong with a kind or a group that nothing here knows. */
export interface StrangeKind {
  /** No such group, or no such kind in a group that is known as a whole; of a group that others use, too, a guess. */
  readonly what: "group" | "kind" | "kind, perhaps";
  /** The intended name of a group or kind. */
  readonly nearest?: string;
  /** Groups that do have the kind. */
  readonly groups: readonly string[];
}

/**
 * Kinds without a structure here, of groups whose kinds are known as a whole; also those of earlier releases. Sources:
 * Kubernetes `api/openapi-spec/v3`, 1.16 to 1.37; Gateway API `apis`, 0.3 to 1.7.
 */
const furtherKinds: Readonly<Record<string, readonly string[]>> = {
  apps: ["ControllerRevision", "DeploymentRollback", "Scale"],
  autoscaling: ["Scale"],
  batch: ["JobTemplate"],
  "discovery.k8s.io": [],
  "networking.k8s.io": ["ClusterCIDR", "IPAddress", "IngressClass", "ServiceCIDR"],
  policy: ["Eviction", "PodSecurityPolicy"],
  "extensions.istio.io": [],
  "gateway.networking.k8s.io": [
    "BackendLBPolicy",
    "BackendPolicy",
    "ConformanceReport",
    "ReferencePolicy",
  ],
  "networking.istio.io": [],
  "security.istio.io": [],
  "telemetry.istio.io": [],
};

/** Of the core group; other tools write `apiVersion: v1`, too. */
const coreKinds = [
  "Binding",
  "ComponentStatus",
  "Config",
  "Event",
  "LimitRange",
  "List",
  "Node",
  "PersistentVolume",
  "ResourceQuota",
  "Template",
];

/** Groups that are near to another one, and exist. */
const others = new Set(["gateway.networking.x-k8s.io", "networking.x-k8s.io"]);

/** Why nothing knows a kind; `undefined` where it is known, or may well exist. */
export function strangeKind(apiVersion: string, kind: string): StrangeKind | undefined {
  const group = groupOf(apiVersion);
  if (findKind(group, kind) !== undefined || others.has(group)) return undefined;
  if (kind.endsWith("List") || holdsPlaceholder(apiVersion) || holdsPlaceholder(kind))
    return undefined;
  const further = group === "" ? coreKinds : furtherKinds[group];
  if (further === undefined) return strangeGroup(group, kind);
  if (further.includes(kind)) return undefined;
  const nearest = similarName(kind, [...kindsIn(group), ...further]);
  const groups = groupsOf(kind);
  if (group !== "") {
    // Other than those of Istio, groups of Kubernetes grow with every release.
    const isYoung = nearest === undefined && groups.length === 0 && !group.endsWith("istio.io");
    if (isYoung) return undefined;
    return { what: "kind", groups, ...(nearest !== undefined && { nearest }) };
  }
  const isMeant = nearest !== undefined || (groups.length > 0 && /^v\d/.test(apiVersion));
  return isMeant
    ? { what: "kind, perhaps", groups, ...(nearest !== undefined && { nearest }) }
    : undefined;
}

/** An unknown group is a mistake only if the group with a similar name has the kind. */
function strangeGroup(group: string, kind: string): StrangeKind | undefined {
  const groups = groupsOf(kind);
  const nearest = similarName(group, groups);
  return nearest === undefined ? undefined : { what: "group", nearest, groups };
}

function groupsOf(kind: string): readonly string[] {
  return [...kindsByGroup()].flatMap(([group, found]) => (found.has(kind) ? [group] : []));
}
