/** Paths by kind; `[]` matches every item of a list, `{}` every value of a map. */
type PortPlaces = Readonly<Record<string, readonly string[]>>;

/** Sources: istio/api `kubernetes/customresourcedefinitions.gen.yaml` (CEL), istio `pkg/config/validation` (1.31). */
const destinations = [
  "spec.http[].route[].destination",
  "spec.http[].mirrors[].destination",
  "spec.http[].mirror",
  "spec.tls[].route[].destination",
  "spec.tcp[].route[].destination",
];

/** Maps whose `number` is the port. */
export const portSelectors: PortPlaces = {
  "networking.istio.io/VirtualService": destinations.map((path) => `${path}.port`),
  "networking.istio.io/Sidecar": [
    "spec.ingress[].port",
    "spec.outboundTrafficPolicy.egressProxy.port",
  ],
};

/** Ports that are not set where they are 0. */
export const portsUnsetAtZero: PortPlaces = {
  "networking.istio.io/VirtualService": [
    ...["http", "tls", "tcp"].map((protocol) => `spec.${protocol}[].match[].port`),
    "spec.http[].redirect.port",
  ],
  "networking.istio.io/Sidecar": ["spec.egress[].port.number"],
};

/** Ports that are never 0. */
export const portNumbers: PortPlaces = {
  "networking.istio.io/DestinationRule": [
    "spec.trafficPolicy.tunnel.targetPort",
    "spec.subsets[].trafficPolicy.tunnel.targetPort",
  ],
  "networking.istio.io/EnvoyFilter": ["spec.configPatches[].match.waypoint.portNumber"],
  "networking.istio.io/Gateway": ["spec.servers[].port.number"],
  "networking.istio.io/ServiceEntry": [
    "spec.endpoints[].ports{}",
    "spec.ports[].number",
    "spec.ports[].targetPort",
  ],
  "networking.istio.io/Sidecar": [
    "spec.ingress[].port.number",
    "spec.outboundTrafficPolicy.egressProxy.port.number",
  ],
  "networking.istio.io/VirtualService": destinations.map((path) => `${path}.port.number`),
  "networking.istio.io/WorkloadEntry": ["spec.ports{}"],
  "networking.istio.io/WorkloadGroup": [
    "spec.probe.grpc.port",
    "spec.probe.httpGet.port",
    "spec.probe.tcpSocket.port",
    "spec.template.ports{}",
  ],
};

/** Maps whose keys are ports. */
export const portKeys: PortPlaces = {
  "security.istio.io/PeerAuthentication": ["spec.portLevelMtls{}"],
};
