import type { Resource } from "../manifest/resource.ts";
import type { ProtoProblem } from "../proto/proto-file.ts";
import type { Violation } from "../schema/violation.ts";
import type { YamlProblem } from "../yaml/node.ts";
import type { Span } from "../yaml/source.ts";
import type { MeshConfig } from "./objects/mesh-config.ts";
import type { Delegates } from "./resolve/delegates.ts";
import type { DurationField } from "./objects/duration-fields.ts";
import type { Egresses } from "./resolve/egress.ts";
import type { EdgeLookups } from "./resolve/edge-lookups.ts";
import type { EnvoyPatch } from "./objects/envoy-filter.ts";
import type { EvidenceFor } from "./objects/evidence.ts";
import type { AnyApiRoute, GatewayApiRoute } from "./objects/gateway-api.ts";
import type { Gateway, GatewayServer } from "./objects/gateway.ts";
import type {
  AuthorizationOperation,
  AuthorizationPolicy,
  EffectiveMutualTls,
  PeerAuthentication,
} from "./objects/policies.ts";
import type { Alert } from "./objects/alerts.ts";
import type { MadeObject } from "./objects/made-objects.ts";
import type { IstioSettings } from "./objects/istio-settings.ts";
import type { Implementers } from "./resolve/implementers.ts";
import type { Registry } from "./resolve/registry.ts";
import type { ClientChannel } from "./objects/client-channels.ts";
import type { GrpcCommand } from "./objects/grpc-commands.ts";
import type { ClientOf } from "./resolve/clients.ts";
import type { Lookups } from "./resolve/lookups.ts";
import type { Authorization } from "./resolve/authorization.ts";
import type { Pods } from "./resolve/pods.ts";
import type { Destination, Route } from "./objects/route.ts";
import type { RpcDefinition } from "./resolve/rpc-definitions.ts";
import type { RpcLookups } from "./resolve/rpc-lookups.ts";
import type { RpcPath } from "./resolve/rpc-paths.ts";
import type { ServiceConfig } from "./objects/service-configs.ts";
import type { ServiceEntry } from "./objects/service-entry.ts";
import type { HostOwner, HostPort, Service, ServicePort } from "./objects/service.ts";
import type { DestinationRule, TrafficPolicy } from "./objects/traffic-policy.ts";
import type { MalformedSuppression, StaleSuppression } from "./objects/suppression.ts";
import type { VirtualService } from "./objects/virtual-service.ts";
import type { Container, Probe, Workload } from "./objects/workload.ts";
import type { Places } from "./objects/written-at.ts";
import type { MeshSettings } from "./world/settings.ts";

/** What rules can read, by name. A rule's `reads` is one of these, and its `check` gets one at a time. */
export interface Views {
  /** A text that is not valid YAML, a duplicate key, a Helm source. */
  readonly yamlProblem: YamlProblem;
  /** A syntax error in a `.proto` file, or a descriptor set that is cut off. */
  readonly protoProblem: ProtoProblem;
  /** A gRPC service config in a file, a ConfigMap, a container's variable or a TXT record. */
  readonly serviceConfig: ServiceConfig;
  /** A gRPC channel in the properties of a Spring application. */
  readonly clientChannel: ClientChannel;
  /** A command line that calls a gRPC server. */
  readonly grpcCommand: GrpcCommand;
  /** A path in a route or policy that may name an RPC, where the inputs define some. */
  readonly rpcPath: RpcPath;
  /** An RPC in a `.proto` file that findings are reported on. */
  readonly rpcDefinition: RpcDefinition;
  /** A place where a resource does not have the structure of its kind. */
  readonly violation: Violation;
  /** Any resource of a known kind. */
  readonly resource: Resource;
  /** A duration in a field where admission may have something to say about it. */
  readonly durationField: DurationField;
  readonly service: Service;
  readonly servicePort: ServicePort;
  readonly serviceEntry: ServiceEntry;
  readonly workload: Workload;
  readonly container: Container;
  readonly probe: Probe;
  readonly virtualService: VirtualService;
  /** HTTPRoutes and GRPCRoutes. */
  readonly gatewayApiRoute: GatewayApiRoute;
  /** TLSRoutes and TCPRoutes as well. */
  readonly anyGatewayApiRoute: AnyApiRoute;
  /** VirtualService `http[]`, HTTPRoute and GRPCRoute rules alike. */
  readonly route: Route;
  /** Every destination of those, mirrors left out. */
  readonly destination: Destination;
  /** VirtualService `tls[]` and `tcp[]`, TLSRoute and TCPRoute rules as well. */
  readonly anyRoute: Route;
  readonly anyDestination: Destination;
  readonly destinationRule: DestinationRule;
  /** Top level, subset and port policies of every DestinationRule. */
  readonly trafficPolicy: TrafficPolicy;
  readonly gateway: Gateway;
  readonly gatewayServer: GatewayServer;
  readonly authorizationPolicy: AuthorizationPolicy;
  readonly authorizationOperation: AuthorizationOperation;
  readonly peerAuthentication: PeerAuthentication;
  readonly envoyPatch: EnvoyPatch;
  /** Mesh configurations, and `proxy.istio.io/config` of pods. */
  readonly istioSettings: IstioSettings;
  /** Rules of PrometheusRules. */
  readonly alert: Alert;
  /** What controllers make for objects of the inputs: Secrets of a Certificate, pods of a Knative Service. */
  readonly madeObject: MadeObject;
  /** Known only after all other rules ran. */
  readonly staleSuppression: StaleSuppression;
  readonly malformedSuppression: MalformedSuppression;
}

export type ViewName = keyof Views;

/**
 * Everything the inputs say, as one program. What they do not hold is `undefined` or an empty list, never a
 * guess: a repository is rarely the whole mesh.
 */
export interface Mesh
  extends
    Lookups,
    EdgeLookups,
    RpcLookups,
    Registry,
    Pods,
    Authorization,
    Delegates,
    Egresses,
    Implementers {
  readonly settings: MeshSettings;
  /** What the inputs say about the mesh as a whole; Istio's defaults where they say nothing. */
  config(): MeshConfig;
  /**
   * Every view by name, in the order of the inputs; with `places` only those of resources that may have something
   * there, whatever their order.
   */
  readonly all: {
    readonly [Name in ViewName]: (places?: readonly Places[]) => readonly Views[Name][];
  };
  /** The Service that `host`, written in `from`, means. */
  findService(host: string, from: Resource): Service | undefined;
  /**
   * DestinationRules for `host` as seen from `from`, the one in force first; rules of one host in one namespace are one, as
   * Istio merges them.
   */
  findDestinationRules(host: string, from: Resource): readonly DestinationRule[];
  /** The proxies that read what a resource says of hosts; `undefined` where these may be anywhere. */
  readonly clientOf: ClientOf;
  /** The Service or ServiceEntry a DestinationRule is about. */
  ownerOf(rule: DestinationRule): HostOwner | undefined;
  /** The same where it is a Service. */
  serviceOf(rule: DestinationRule): Service | undefined;
  /** The ports a traffic policy applies to; empty where the host is not known. */
  portsOf(policy: TrafficPolicy): readonly HostPort[];
  /**
   * Why a port serves gRPC, best reason first; empty where nothing says so. Without `least` what is declared, probed and
   * routed; flags, variables and images only for rules that ask for them.
   */
  readonly evidenceFor: EvidenceFor;
  /** The mutual TLS mode of a pod's port (its own port, not the Service's) after all PeerAuthentications. */
  mutualTlsOf(workload: Workload, port: number | undefined): EffectiveMutualTls;
  /** Whether a PeerAuthentication of the inputs switches mutual TLS off. */
  mayLackMutualTls(): boolean;
  /** Gateways that a VirtualService names and the inputs hold. */
  gatewaysOf(virtualService: VirtualService): readonly Gateway[];
  /** VirtualServices bound to a server: they name its gateway, and a host of theirs is among its hosts. */
  virtualServicesOf(server: GatewayServer): readonly VirtualService[];
  /** The place of a resource's name, for labels that point at a whole resource. */
  nameSpan(resource: Resource): Span;
}
