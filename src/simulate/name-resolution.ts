import type { Cluster } from "../mesh/proxy/cluster.ts";
import type { Pod } from "../mesh/resolve/pod.ts";
import type { RegisteredHost } from "../mesh/proxy/registered-host.ts";

/** What a name resolves to in a pod. */
export type Dialed =
  /** The cluster IP of a Service. */
  | { readonly kind: "service"; readonly host: RegisteredHost }
  /** The first pod of a headless Service. */
  | { readonly kind: "pod"; readonly pod: Pod }
  /** An address outside the cluster: `ip` where the inputs hold it. */
  | { readonly kind: "outside"; readonly name: string; readonly ip: string | undefined }
  | { readonly kind: "error"; readonly why: string };

/** Kubernetes' `ndots`: names with fewer dots are tried with the search domains first. */
const ndots = 5;

/** Resolves a name as the DNS of a pod does, with its three search domains. `namespace` is the pod's. */
export function resolveName(name: string, namespace: string, cluster: Cluster): Dialed {
  const plain = name.endsWith(".") ? name.slice(0, -1) : name;
  for (const candidate of candidatesOf(name, namespace, cluster)) {
    const found = lookup(candidate, cluster, 0);
    if (found) return found;
  }
  if (isIp(plain)) return { kind: "outside", name: plain, ip: plain };
  if (cannotBeOutside(plain, cluster)) return { kind: "error", why: "no such Service" };
  return { kind: "outside", name: plain, ip: addressOf(plain, cluster) };
}

/** The Service that a name stands for there, headless or not. */
export function serviceNamed(
  name: string,
  namespace: string,
  cluster: Cluster,
): RegisteredHost | undefined {
  for (const candidate of candidatesOf(name, namespace, cluster)) {
    const found = hostAt(candidate, cluster);
    if (found) return found;
  }
  return undefined;
}

function candidatesOf(
  name: string,
  namespace: string,
  { clusterDomain }: Cluster,
): readonly string[] {
  const plain = (name.endsWith(".") ? name.slice(0, -1) : name).toLowerCase();
  const searches = [`${namespace}.svc.${clusterDomain}`, `svc.${clusterDomain}`, clusterDomain];
  const isAbsolute = name.endsWith(".") || plain.split(".").length > ndots;
  return isAbsolute ? [plain] : [...searches.map((it) => `${plain}.${it}`.toLowerCase()), plain];
}

function hostAt(name: string, cluster: Cluster): RegisteredHost | undefined {
  return cluster.hostsNamed(name).find((it) => it.service !== undefined || it.managed);
}

const mostAliases = 8;

function lookup(name: string, cluster: Cluster, depth: number): Dialed | undefined {
  const host = hostAt(name, cluster);
  if (host === undefined) return undefined;
  if (host.resolution === "alias") {
    const target = host.aliasOf ?? "";
    if (depth > mostAliases) return { kind: "error", why: "no such Service" };
    const found = lookup(target.toLowerCase(), cluster, depth + 1);
    if (found) return found;
    return cannotBeOutside(target, cluster)
      ? { kind: "error", why: "no such Service" }
      : { kind: "outside", name: target, ip: undefined };
  }
  if (host.resolution !== "passthrough") return { kind: "service", host };
  const [pod] = cluster.podsOf(host);
  if (pod) return { kind: "pod", pod };
  const address = host.ports
    .flatMap((port) => cluster.endpointsOf(host, port))
    .find((it) => it.address);
  return address
    ? { kind: "outside", name, ip: address.address }
    : { kind: "error", why: "headless Service without endpoints" };
}

/** Names that can only be Services: single labels, `*.svc`, `x.<namespace>`, and any of the cluster's domain. */
function cannotBeOutside(name: string, cluster: Cluster): boolean {
  const labels = name.split(".");
  if (labels.length === 1) return true;
  if (name.endsWith(".svc") || name.endsWith(`.${cluster.clusterDomain}`)) return true;
  return labels.length === 2 && cluster.namespaces.has(labels[1] ?? "");
}

/** The one address of a ServiceEntry, if it is an IP. */
function addressOf(name: string, cluster: Cluster): string | undefined {
  const entries = cluster.hostsNamed(name);
  const [address, ...others] = entries.flatMap(({ addresses }) => addresses);
  return address !== undefined && others.length === 0 && isIp(address) ? address : undefined;
}

export function isIp(text: string): boolean {
  return /^\d{1,3}(?:\.\d{1,3}){3}$/.test(text) || /^[\da-f]*:[\da-f:.]*$/i.test(text);
}
