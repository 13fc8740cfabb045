/** Messages of Istio's analyzers that are not said here, each for a reason; `resource` may be left out for all of a file. */
export interface Difference {
  readonly code: string;
  readonly file: RegExp;
  readonly resource?: string;
  readonly reason: string;
}

const noOrder =
  "the filter it is placed by is not added by another EnvoyFilter, so that no order decides";
const done = "istiod does this operation for HTTP_ROUTE (rc_patch.go)";
const notHttp = "routes of TCP and TLS carry no gRPC that could be matched";

export const differences: readonly Difference[] = [
  { code: "IST0151", file: /./, reason: noOrder },
  { code: "IST0155", file: /./, reason: noOrder },
  {
    code: "IST0153",
    file: /add-operation/,
    resource: "EnvoyFilter bookinfo/test-auth-3",
    reason: done,
  },
  {
    code: "IST0154",
    file: /remove-operation/,
    resource: "EnvoyFilter bookinfo/test-remove-3",
    reason: done,
  },
  {
    code: "IST0166",
    file: /k8sgateway-selector/,
    reason:
      "gateways do look at selectors unless a feature is switched off; only waypoints never do",
  },
  {
    code: "IST0116",
    file: /deployment-multi-service/,
    reason: "TCP and UDP on a port of one number work side by side: UDP does not reach the sidecar",
  },
  {
    code: "IST0137",
    file: /deployment-multi-service/,
    reason: "two ports that lead to one container port work unless their protocols differ",
  },
  {
    code: "IST0173",
    file: /subsets-not-select-pods/,
    reason: "the Service selects no pods at all, and `service-selects-no-pods` says it there",
  },
  {
    code: "IST0173",
    file: /empty-topology-labels/,
    reason: "labels of topology come from nodes, which manifests do not hold",
  },
  {
    code: "IST0002",
    file: /lightstep/,
    reason: "the providers are in the mesh config of the installation",
  },
  {
    code: "IST0161",
    file: /gateway-secrets-validation/,
    reason: "whether a certificate can be read, and is still valid, is not looked at",
  },
  {
    code: "IST0112",
    file: /destinationhosts/,
    reason: "the VirtualService has no hosts, so that nothing is known of its callers' ports",
  },
  {
    code: "IST0132",
    file: /virtualservice_gateways/,
    reason: "the Gateway has no servers, or does not exist and `gateway-unknown` says so",
  },
  {
    code: "IST0132",
    file: /kubernetes_gateways/,
    reason: "a VirtualService on a Gateway of the Gateway API: its listeners are not compared",
  },
  {
    code: "IST0132",
    file: /host_not_found_gateway/,
    resource: "VirtualService default/testing-service-02-test-03",
    reason: "one of its two gateways serves the host, which is enough for the routes to be used",
  },
  {
    code: "IST0109",
    file: /with_exportto/,
    reason: "of two wildcards the closer one wins for its hosts, whatever their age",
  },
  {
    code: "IST0101",
    file: /destinationhosts/,
    resource: "VirtualService hello/hello-export-to-bogus",
    reason:
      "the host exists; that `exportTo` names a namespace of nobody hides the routes, not the host",
  },
  {
    code: "IST0108",
    file: /misannotated/,
    reason: "outside of the injector's own domains an annotation may be another tool's",
  },
  {
    code: "IST0107",
    file: /misannotated/,
    reason: "`kubernetes.io/ingress.class` is not of Istio, and has no effect on gRPC",
  },
  {
    code: "IST0135",
    file: /misannotated/,
    reason: "the annotation stands where nobody reads it, which `annotation-misplaced` says",
  },
  {
    code: "IST0130",
    file: /dupmatches/,
    resource: "VirtualService duplicate-tcp-match",
    reason: notHttp,
  },
  {
    code: "IST0130",
    file: /dupmatches/,
    resource: "VirtualService duplicate-empty-tcp",
    reason: notHttp,
  },
  {
    code: "IST0130",
    file: /dupmatches/,
    resource: "VirtualService none/tls-routing",
    reason: notHttp,
  },
  {
    code: "IST0131",
    file: /dupmatches/,
    resource: "VirtualService almost-duplicate-tcp-match",
    reason: notHttp,
  },
  {
    code: "IST0131",
    file: /dupmatches/,
    resource: "VirtualService duplicate-tcp-match",
    reason: notHttp,
  },
  {
    code: "IST0131",
    file: /dupmatches/,
    resource: "VirtualService none/tls-routing-almostmatch",
    reason: notHttp,
  },
  {
    code: "IST0131",
    file: /dupmatches/,
    resource: "VirtualService none/tls-routing",
    reason: notHttp,
  },
];

/** Why a message is not said; `undefined` where it has to be. */
export function reasonAgainst(code: string, resource: string, file: string): string | undefined {
  return differences.find(
    (it) =>
      it.code === code &&
      it.file.test(file) &&
      (it.resource === undefined || it.resource === resource),
  )?.reason;
}
