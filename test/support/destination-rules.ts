/** A DestinationRule with one warning, `lb-least-conn-deprecated`, in a namespace and of a name. */
export function withLeastConn(namespace: string, name: string): string {
  return `apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: ${name}, namespace: ${namespace} }
spec:
  host: ${name}.${namespace}.svc.cluster.local
  trafficPolicy:
    loadBalancer: { simple: LEAST_CONN }
`;
}
