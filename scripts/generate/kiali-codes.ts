import type { ForeignCode } from "./foreign-codes.ts";

/** Every code of Kiali's validations (kiali/kiali, `models/istio_validation.go`, August 2026). */
export const kialiCodes: readonly ForeignCode[] = [
  { code: "KIA0002", means: "more than one selector-less object in the same namespace" },
  { code: "KIA0003", means: "more than one object applied to the same workload" },
  { code: "KIA0004", means: "no matching workload for the selector" },
  {
    code: "KIA0005",
    means: "no matching namespace in `exportTo`",
    leftOut: "not decidable from files: whether a namespace exists that has nothing in the inputs",
  },
  { code: "KIA0101", means: "no matching namespace for the rule" },
  { code: "KIA0102", means: "HTTP methods only, and full gRPC names" },
  {
    code: "KIA0104",
    means: "no matching entry for the host in the registry",
    leftOut: "the host of a call is its authority, which need not be in the registry",
  },
  { code: "KIA0105", means: "the field needs mutual TLS" },
  { code: "KIA0106", means: "service account not found" },
  {
    code: "KIA0107",
    means: "service account of a remote cluster",
    leftOut: "not decidable from files: other clusters",
  },
  {
    code: "KIA0108",
    means: "service account of an unknown trust domain",
    leftOut: "not decidable from files: the trust domains of the mesh",
  },
  { code: "KIA0109", means: "L7 policy without a waypoint" },
  { code: "KIA0110", means: "selector where `targetRefs` are needed" },
  { code: "KIA0201", means: "more than one DestinationRule for the same host and subset" },
  { code: "KIA0202", means: "no matching entry for the host in the registry" },
  { code: "KIA0203", means: "subset labels match no pods" },
  {
    code: "KIA0204",
    means: "mutual TLS settings of a non-local DestinationRule are overridden",
    leftOut: "harmless since automatic mutual TLS, which needs no DestinationRule",
  },
  {
    code: "KIA0205",
    means: "PeerAuthentication enabling mutual TLS mesh-wide is missing",
    leftOut: "mutual TLS from the client works under PERMISSIVE, the default",
  },
  {
    code: "KIA0206",
    means: "PeerAuthentication enabling mutual TLS namespace-wide is missing",
    leftOut: "mutual TLS from the client works under PERMISSIVE, the default",
  },
  { code: "KIA0207", means: "PeerAuthentication STRICT, DestinationRule DISABLE in the namespace" },
  { code: "KIA0208", means: "PeerAuthentication STRICT, DestinationRule DISABLE in the mesh" },
  { code: "KIA0209", means: "subset without labels" },
  { code: "KIA0210", means: "L7 DestinationRule without a waypoint" },
  { code: "KIA0211", means: "service not enrolled to a waypoint" },
  {
    code: "KIA0212",
    means: "DestinationRule in another namespace than its service",
    leftOut: "a waypoint of the Service's namespace may read it, and so may clients with sidecars",
  },
  { code: "KIA0301", means: "more than one Gateway for the same host and port" },
  { code: "KIA0302", means: "no matching workload for the gateway selector" },
  {
    code: "KIA0401",
    means: "DestinationRule enabling mutual TLS mesh-wide is missing",
    leftOut: "harmless since automatic mutual TLS, which needs no DestinationRule",
  },
  {
    code: "KIA0501",
    means: "DestinationRule enabling mutual TLS namespace-wide is missing",
    leftOut: "harmless since automatic mutual TLS, which needs no DestinationRule",
  },
  {
    code: "KIA0505",
    means: "DestinationRule enabling mutual TLS, PeerAuthentication DISABLE in the namespace",
  },
  {
    code: "KIA0506",
    means: "DestinationRule enabling mutual TLS, PeerAuthentication DISABLE in the mesh",
  },
  { code: "KIA0601", means: "port name must follow `<protocol>[-suffix]`" },
  { code: "KIA0602", means: "port appProtocol must be known" },
  { code: "KIA0701", means: "no matching container port for the target port" },
  { code: "KIA1004", means: "no matching entry for the egress host in the registry" },
  { code: "KIA1006", means: "global default Sidecar with a selector" },
  {
    code: "KIA1007",
    means: "`outboundTrafficPolicy` without a mode",
    leftOut: "an empty mode is the default, REGISTRY_ONLY or ALLOW_ANY by the mesh config",
  },
  { code: "KIA1101", means: "no matching entry for the destination host" },
  { code: "KIA1102", means: "VirtualService points to a gateway that does not exist" },
  { code: "KIA1104", means: "weight is assumed to be 100 because there is only one destination" },
  { code: "KIA1105", means: "host and subset are already in the route" },
  { code: "KIA1106", means: "more than one VirtualService for the same host" },
  { code: "KIA1107", means: "subset not found" },
  { code: "KIA1108", means: "preferred nomenclature of gateways" },
  { code: "KIA1109", means: "VirtualService of a namespace not enrolled to a waypoint" },
  {
    code: "KIA1110",
    means: "ambient RequestAuthentication without a waypoint",
    leftOut:
      "gRPC calls pass as they would without it; what they may do is said of AuthorizationPolicies",
  },
  {
    code: "KIA1111",
    means: "ambient WasmPlugin without a waypoint",
    leftOut:
      "gRPC calls pass as they would without it; what they may do is said of AuthorizationPolicies",
  },
  {
    code: "KIA1112",
    means: "ambient Telemetry without a waypoint",
    leftOut:
      "gRPC calls pass as they would without it; what they may do is said of AuthorizationPolicies",
  },
  { code: "KIA1113", means: "service not captured by a waypoint" },
  {
    code: "KIA1114",
    means: "VirtualService in another namespace than its service",
    leftOut: "a waypoint of the Service's namespace may read it, and so may clients with sidecars",
  },
  {
    code: "KIA1115",
    means: "ambient RequestAuthentication with a selector instead of `targetRefs`",
    leftOut: "said where the selector is that of a waypoint, by `selector-on-waypoint`",
  },
  {
    code: "KIA1116",
    means: "ambient WasmPlugin with a selector instead of `targetRefs`",
    leftOut: "said where the selector is that of a waypoint, by `selector-on-waypoint`",
  },
  {
    code: "KIA1117",
    means: "ambient Telemetry with a selector instead of `targetRefs`",
    leftOut: "said where the selector is that of a waypoint, by `selector-on-waypoint`",
  },
  {
    code: "KIA1211",
    means: "more than one ServiceEntry for the same host and port",
    leftOut: "several ServiceEntries may add endpoints to one host",
  },
  { code: "KIA1212", means: "as KIA1211, with different protocols" },
  {
    code: "KIA1301",
    means: "no AuthorizationPolicy covers the workload",
    leftOut: "a mesh without authorization is a choice; off in Kiali too",
  },
  {
    code: "KIA1311",
    means: "ambient and sidecar labels of pods",
    leftOut: "not decidable from files: labels and annotations of running pods",
  },
  {
    code: "KIA1312",
    means: "ambient and sidecar labels of pods",
    leftOut: "not decidable from files: labels and annotations of running pods",
  },
  {
    code: "KIA1313",
    means: "ambient and sidecar labels of pods",
    leftOut: "not decidable from files: labels and annotations of running pods",
  },
  {
    code: "KIA1314",
    means: "ambient and sidecar labels of pods",
    leftOut: "not decidable from files: labels and annotations of running pods",
  },
  {
    code: "KIA1315",
    means: "ambient and sidecar labels of pods",
    leftOut: "not decidable from files: labels and annotations of running pods",
  },
  {
    code: "KIA1316",
    means: "ambient and sidecar labels of pods",
    leftOut: "not decidable from files: labels and annotations of running pods",
  },
  { code: "KIA1317", means: "L7 AuthorizationPolicy for ambient pods" },
  { code: "KIA1401", means: "route points to a Gateway that does not exist or is not shared" },
  { code: "KIA1402", means: "reference to a Service that is not found or not granted" },
  {
    code: "KIA1501",
    means: "same listener in several Gateways",
    leftOut: "each Gateway has pods and addresses of its own",
  },
  {
    code: "KIA1502",
    means: "same address in several Gateways",
    leftOut: "not decidable from files: what addresses a cluster may share",
  },
  { code: "KIA1503", means: "listeners of one Gateway are not unique" },
  {
    code: "KIA1504",
    means: "unknown GatewayClass",
    leftOut: "not decidable from files: the classes of the cluster",
  },
  {
    code: "KIA1601",
    means: "namespace of a ReferenceGrant not found",
    leftOut: "not decidable from files: whether a namespace exists that has nothing in the inputs",
  },
  {
    code: "KIA1701",
    means: "service account of a WorkloadGroup not found",
    leftOut: "not decidable from files: service accounts are made by controllers too",
  },
  {
    code: "KIA1702",
    means: "duplicate labels of a WorkloadGroup",
    leftOut: "about virtual machines, not about gRPC",
  },
  {
    code: "GWAPI",
    means: "status conditions of Gateway API objects",
    leftOut: "not decidable from files: the status that controllers write",
  },
];
