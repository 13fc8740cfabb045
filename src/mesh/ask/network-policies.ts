import { matchLabelsOf } from "../objects/match-labels.ts";
import type { Resource } from "../../manifest/resource.ts";
import type { Field } from "../../yaml/field.ts";
import type { Mesh } from "../mesh.ts";
import { selects } from "../objects/select.ts";
import { findContainerPort, type Workload } from "../objects/workload.ts";
import { namespacesAgree } from "../world/by-namespace.ts";

/** Connections between pods of the ambient mesh come in at this port, whatever they are for. */
const hbonePort = 15008;

/**
 * Whether some NetworkPolicy lets TCP connections to a port of a pod in, from wherever: what several allow adds up.
 * Source: kubernetes `staging/src/k8s.io/api/networking/v1/types.go` NetworkPolicySpec.ingress (1.35).
 */
export function someAllows(pod: Workload, port: number, from: Resource, mesh: Mesh): boolean {
  return mesh
    .ofType("networking.k8s.io/NetworkPolicy")
    .filter((it) => namespacesAgree(it.namespace, from.namespace) && maySelect(it, pod))
    .some((it) => mesh.isPatched(it, "spec.ingress") || allows(it, pod, port));
}

/** Expressions may select any pod. */
function maySelect(policy: Resource, { labels }: Workload): boolean {
  return selects(matchLabelsOf(policy, "podSelector"), labels);
}

function allows({ spec }: Resource, pod: Workload, port: number): boolean {
  return (spec?.get("ingress")?.items() ?? []).some((rule) => {
    const entries = rule.get("ports")?.items() ?? [];
    return entries.length === 0 || entries.some((entry) => isOpenTo(entry, pod, port));
  });
}

function isOpenTo(entry: Field, pod: Workload, port: number): boolean {
  if (!isTcpEntry(entry)) return false;
  const first = entry.get("port");
  const number = first?.number()?.value;
  if (number === undefined) {
    const named = findContainerPort(pod, first?.text ?? "");
    return named === undefined || named.number?.value === port;
  }
  const last = entry.get("endPort")?.number()?.value ?? number;
  return [port, hbonePort].some((it) => number <= it && it <= last);
}

/** Whether an entry of `ports` is about TCP, as it is where it does not say. */
export function isTcpEntry(entry: Field): boolean {
  return (entry.get("protocol")?.text ?? "TCP") === "TCP";
}
