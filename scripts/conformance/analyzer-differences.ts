import type { Message } from "./analyzer-messages.ts";

/** Messages of Istio's analyzers that are not said here, each for a reason; what is left out may be any. */
interface Difference {
  readonly code: string;
  /** The files of an input, or its name. */
  readonly file?: RegExp;
  readonly resource?: string;
  readonly text?: RegExp;
  readonly reason: string;
}

const noOrder =
  "the filter it is placed by is not added by another EnvoyFilter, so that no order decides";
const done = "istiod does this operation for HTTP_ROUTE (rc_patch.go)";
const notHttp = "routes of TCP and TLS carry no gRPC that could be matched";

const differences: readonly Difference[] = [
  {
    code: "IST0101",
    text: /host\+subset .*inventory\.backend|host\+subset .*media\.trade/,
    reason: "a DestinationRule for a wildcard defines the subset, and is in force for the host",
  },
  {
    code: "IST0101",
    file: /^guide-examples$/,
    resource: "VirtualService grpc-web-vs",
    reason: "of the Services of that name in the folder one has the port",
  },
  {
    code: "IST0101",
    file: /admiral/,
    resource: "VirtualService rollout-vsvc",
    reason: "the Services stand beside it, without a namespace",
  },
  {
    code: "IST0127",
    file: /istio-samples|^guide-examples$/,
    reason: "pods with the labels are there without a namespace, which may be this one",
  },
  {
    code: "IST0174",
    file: /istio-samples/,
    reason: "a Service of the name is there without a namespace, which may be this one",
  },
  {
    code: "IST0132",
    file: /istio-samples/,
    reason: "the Gateway stands in another folder without a namespace, and serves the host",
  },
  {
    code: "IST0146",
    file: /federation/,
    reason: "the Namespace, whose labels decide, is not among the files",
  },
  {
    code: "IST0147",
    file: /federation/,
    reason: "the Namespace, whose labels decide, is not among the files",
  },
  {
    code: "IST0116",
    file: /^port-transport-03$/,
    reason: "TCP and UDP on a port of one number work side by side: UDP does not reach the sidecar",
  },
  {
    code: "IST0137",
    file: /^(?:shared-target|two-services)-/,
    reason: "two ports that lead to one container port work unless their protocols differ",
  },
  {
    code: "IST0130",
    file: /^vs-delegate-04$/,
    reason:
      "the route without `match` delegates to a VirtualService that is not there, and is dropped",
  },
  {
    code: "IST0131",
    file: /^vs-order-11$/,
    reason: "the earlier match is for callers with a label, so that others reach this one",
  },
  {
    code: "IST0174",
    text: /host \*/,
    reason: "a wildcard is in force for every Service within it, and there is one",
  },
  {
    code: "IST0112",
    text: /exposes multiple ports/,
    reason: "the port of the call is taken, and the Service has it",
  },
  {
    code: "IST0133",
    text: /EnvoyFilter exposes internal/,
    reason: "said of every EnvoyFilter, whatever it does",
  },
  {
    code: "IST0133",
    text: /deny all traffic to TCP ports/,
    reason: "none of its pods has a TCP port",
  },
  {
    code: "IST0101",
    text: /gateway not found: "[\w-]+\.[\w-]+\.svc/,
    reason: "istiod reads the old form of a gateway's name, and the Gateway is there",
  },
  {
    code: "IST0132",
    text: /not found in Gateway [\w-]+\/[\w-]+\.[\w-]+\.svc/,
    reason: "istiod reads the old form of a gateway's name, and the Gateway serves the host",
  },
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
    reason: "outside the injector's own domains an annotation may be another tool's",
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
    code: "IST0123",
    file: /injection/,
    resource: "Namespace multi-ns-3",
    reason: "beside ambient mode `istio.io/rev` names the revision of waypoints and gateways",
  },
  {
    code: "IST0135",
    resource: "Pod kiali-test-mesh-operator-0",
    reason: "the webhook reads a refusal in the annotation as well as in the label",
  },
  {
    code: "IST0135",
    resource: "Pod proxy/proxy-deploy-qal-0",
    reason: "another pod of its namespace speaks for it",
  },
  {
    code: "IST0144",
    file: /sec-uid/,
    reason: "nothing shows that the pod has a sidecar, whose user 1337 would be",
  },
  {
    code: "IST0133",
    resource: "Sidecar istio-system/default",
    text: /duplicated egress host: istio-system/,
    reason: "in a Sidecar of the root namespace `.` is the namespace of each proxy",
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
export function reasonAgainst(
  { code, resource, text = "" }: Message,
  input: string,
): string | undefined {
  return differences.find(
    (it) =>
      it.code === code &&
      (it.file === undefined || it.file.test(input)) &&
      (it.resource === undefined || it.resource === resource) &&
      (it.text === undefined || it.text.test(text)),
  )?.reason;
}

/** An error that the analyzers do not give, and why it is one. */
interface Extra {
  readonly rule: string;
  readonly input?: RegExp;
  readonly reason: string;
}

const refused = "the API server refuses it; the analyzers look no further than what they can read";
const dataPlane = "it follows from what istiod generates, which the analyzers do not look at";

const extras: readonly Extra[] = [
  ...[
    "missing-field",
    "unknown-api-version",
    "unknown-field",
    "value-not-allowed",
    "wrong-type",
    "duration-invalid",
    "service-entry-any-host",
  ].map((rule) => ({ rule, reason: refused })),
  ...[
    "authz-port-is-service-port",
    "authz-principal-without-mtls",
    "destination-tls-conflicts-strict",
    "envoy-filter-operation-ignored",
    "gateway-host-conflict",
    "grpc-port-udp",
    "port-level-mtls-service-port",
    "target-port-not-in-pod",
  ].map((rule) => ({ rule, reason: dataPlane })),
  {
    rule: "backend-service-unknown",
    reason: "the analyzers read VirtualServices alone, and this is a route of the Gateway API",
  },
  {
    rule: "backend-without-reference-grant",
    reason: "the analyzers read VirtualServices alone, and this is a route of the Gateway API",
  },
  {
    rule: "destination-port-missing",
    reason: "the analyzers ask only whether there are several ports, not whether one is the call's",
  },
  {
    rule: "delegate-unknown",
    reason: "no analyzer looks at delegates; istiod logs that it leaves the route out",
  },
  {
    rule: "delegate-left-out",
    reason: "no analyzer looks at delegates; istiod logs that it leaves the route out",
  },
  {
    rule: "object-name-malformed",
    reason: "the API server refuses such a name; the analyzers read what it has taken",
  },
  {
    rule: "subset-selects-no-pods",
    input: /^combo-/,
    reason:
      "no pod of the host has the labels; the analyzer passes over rules of the root namespace",
  },
  {
    rule: "workload-policies-overlap",
    input: /^peerauth-26$/,
    reason: "the analyzers ask this of Sidecars and Telemetries, and not of PeerAuthentications",
  },
  {
    rule: "subset-undefined",
    input: /virtualservice_destinationhosts/,
    reason: "another analyzer of the same code looks at subsets, and was not asked",
  },
  {
    rule: "destination-host-unknown",
    input: /virtualservice_(?:destinationrules|internal_gateway_ref|host_not_found)/,
    reason: "another analyzer of the same code looks at hosts, and was not asked",
  },
];

/** Why an error of ours is said although the analyzers do not. */
/** Rules about what the API server rejects of built-in kinds; the analyzers read what it has accepted. */
const refusedByKubernetes: ReadonlySet<string> = new Set([
  "service-port-malformed",
  "service-type-conflict",
  "pod-port-malformed",
  "container-malformed",
  "probe-malformed",
  "restart-policy-refused",
  "selector-template-mismatch",
  "ingress-malformed",
  "network-policy-malformed",
  "autoscaler-malformed",
  "config-key-malformed",
]);

export function reasonFor(rule: string, input: string): string | undefined {
  if (refusedByKubernetes.has(rule))
    return "the API server rejects the object; the analyzers do not look";
  return extras.find((it) => it.rule === rule && (it.input === undefined || it.input.test(input)))
    ?.reason;
}
