/**
 * Host names as Istio reads them. Source: istio `pilot/pkg/model/config.go` ResolveShortnameToFQDN and
 * `pkg/config/host/name.go` (1.31).
 */

/** Placeholder in an expanded host for a namespace that the document does not set. */
export const openNamespace = "\u0000";

/** The name a reference means: one without a dot is completed with the namespace of the referring resource. */
export function qualifyHost(host: string, namespace: string, clusterDomain: string): string {
  if (host === "" || host.includes(".") || host.startsWith("*")) return host;
  return `${host}.${namespace}.svc.${clusterDomain}`;
}

/** The name that a host written in a resource means. */
export function fullHost(
  host: string,
  { namespace = openNamespace }: { readonly namespace: string | undefined },
  clusterDomain: string,
): string {
  return qualifyHost(host, namespace, clusterDomain);
}

export interface ServiceName {
  readonly name: string;
  readonly namespace: string;
}

/** The Kubernetes Service a fully qualified host names; `undefined` for any other host. */
export function serviceNameOf(host: string, clusterDomain: string): ServiceName | undefined {
  const suffix = `.svc.${clusterDomain}`;
  if (!host.endsWith(suffix)) return undefined;
  const end = host.length - suffix.length;
  const dot = host.indexOf(".");
  const isPair = dot > 0 && dot < end - 1 && host.indexOf(".", dot + 1) === end;
  return isPair ? { name: host.slice(0, dot), namespace: host.slice(dot + 1, end) } : undefined;
}

/** Whether a pattern such as `*.example.com` covers `host`; `*.foo` does not cover `foo`. */
export function hostCovers(pattern: string, host: string): boolean {
  if (pattern === "*" || pattern === host) return true;
  return (
    pattern.startsWith("*") && host.length >= pattern.length && host.endsWith(pattern.slice(1))
  );
}

/** Whether some host is covered by both patterns. */
export function hostsOverlap(left: string, right: string): boolean {
  return hostCovers(left, right) || hostCovers(right, left);
}
