import type { Resource } from "../manifest/resource.ts";
import { namespaceOf } from "../mesh/world/age.ts";
import type { Cluster } from "../mesh/proxy/cluster.ts";
import type { Pod } from "../mesh/resolve/pod.ts";
import { oneOf } from "../text/lists.ts";
import { similarName } from "../text/similar-name.ts";
import type { Caller } from "./call.ts";
import type { Simulation } from "./simulate.ts";

/** Why a caller is not found, and what to write. */
export interface CallerFault {
  readonly fault: string;
  readonly help: readonly string[];
}

interface Asked {
  readonly cluster: Cluster;
  readonly simulation: Simulation;
  readonly resources: readonly Resource[];
  /** What admission refuses: near names may be of these. */
  readonly refused?: readonly { readonly resource: Resource }[];
}

/**
 * The caller that `NAMESPACE/WORKLOAD`, `NAMESPACE`, `serviceaccount:NAMESPACE/NAME` or `gateway:NAMESPACE/NAME` names. The
 * account need not be in the input: policies name accounts of other repositories.
 */
export function findCaller(text: string, asked: Asked): Caller | CallerFault {
  const { cluster, simulation } = asked;
  if (text.startsWith("gateway:")) return gatewayNamed(text.slice("gateway:".length), asked);
  const account = /^serviceaccount:([^/]+)\/([^/]+)$/.exec(text);
  if (account !== null) {
    const [, namespace = "", name = ""] = account;
    const client = { namespace, labels: new Map<string, string>() };
    const hasSidecar = simulation.injects(namespace);
    return { kind: "namespace", client, account: name, hasSidecar };
  }
  return text.includes("/") ? podNamed(text, cluster) : namespaceNamed(text, cluster, simulation);
}

function gatewayNamed(
  name: string,
  { simulation, resources, refused = [] }: Asked,
): Caller | CallerFault {
  const proxy = simulation.gateways.find(({ gateways }) =>
    gateways.some(({ resource }) => titleOf(resource) === name),
  );
  if (proxy) return { kind: "gateway", proxy };
  const managed = resources.filter(
    ({ kind, group }) => kind === "Gateway" && group === "gateway.networking.k8s.io",
  );
  const gateway = managed.find((it) => titleOf(it) === name);
  if (gateway) return { kind: "managed gateway", gateway };
  const known = [
    ...simulation.gateways.flatMap(({ gateways }) => gateways.map((it) => titleOf(it.resource))),
    ...managed.map(titleOf),
    ...refused.flatMap(({ resource }) => (resource.kind === "Gateway" ? [titleOf(resource)] : [])),
  ];
  return missing(`no Gateway \`${name}\` in the input`, name, known);
}

function podNamed(text: string, cluster: Cluster): Caller | CallerFault {
  const found = cluster.pods.filter((it) => podTitle(it) === text);
  const [pod, ...others] = found;
  if (pod && others.length === 0) return { kind: "pod", pod };
  if (pod) {
    const kinds = found.map(({ workload }) => workload.resource.kind);
    return {
      fault: `\`${text}\` names several workloads: ${kinds.join(", ")}`,
      help: ["add the folder or file of the intended one"],
    };
  }
  return missing(`no workload \`${text}\` in the input`, text, cluster.pods.map(podTitle));
}

function namespaceNamed(
  namespace: string,
  cluster: Cluster,
  simulation: Simulation,
): Caller | CallerFault {
  if (!cluster.namespaces.has(namespace)) {
    const meant = cluster.pods.filter(({ workload }) => workload.resource.name === namespace);
    if (meant.length > 0) {
      const fault = `\`${namespace}\` is a workload, and its namespace is missing`;
      return { fault, help: [`use ${oneOf([...new Set(meant.map(podTitle))], mostShown)}`] };
    }
    return missing(`nothing in the input is in namespace \`${namespace}\``, namespace, [
      ...cluster.namespaces,
    ]);
  }
  const client = { namespace, labels: new Map<string, string>() };
  const hasSidecar = simulation.injects(namespace);
  return { kind: "namespace", client, account: "default", hasSidecar };
}

const mostShown = 6;

function missing(fault: string, name: string, known: readonly string[]): CallerFault {
  const similar = similarName(name, known);
  if (similar !== undefined) return { fault, help: [`did you mean \`${similar}\`?`] };
  const shown = [...new Set(known)].toSorted().slice(0, mostShown);
  return { fault, help: shown.length > 0 ? [`the input has ${oneOf(shown)}`] : [] };
}

function titleOf(resource: Resource): string {
  return `${namespaceOf(resource)}/${resource.name}`;
}

function podTitle({ namespace, workload }: Pod): string {
  return `${namespace}/${workload.resource.name}`;
}
