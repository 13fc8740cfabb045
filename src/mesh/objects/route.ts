import type { Resource } from "../../manifest/resource.ts";
import type { Field } from "../../yaml/field.ts";
import type { Located, Span } from "../../yaml/source.ts";
import type { ApiRouteKind } from "./gateway-api.ts";
import type { EffectivePolicy, DestinationRule, Subset } from "./traffic-policy.ts";
import type { GrpcEvidence } from "./evidence.ts";
import type { HeaderOperation } from "./header-operations.ts";
import type { HostOwner, HostPort, Service } from "./service.ts";
import type { VirtualService } from "./virtual-service.ts";

/** One entry of a VirtualService's `http`, `tls` or `tcp`, or one rule of a route of the Gateway API. */
export interface Route {
  readonly resource: Resource;
  readonly api: "VirtualService" | ApiRouteKind;
  /** Routes of TLS and TCP carry connections: they have no paths, retries or headers. */
  readonly protocol: "http" | "tls" | "tcp";
  readonly field: Field;
  readonly hosts: readonly Located<string>[];
  /** VirtualServices whose hosts and gateways it is for: its own, a delegate's roots as far as they are known. */
  readonly owners: readonly VirtualService[];
  /** Sidecars use it. */
  readonly viaMesh: boolean;
  /** A gateway uses it. */
  readonly viaGateway: boolean;
  /** ORed; empty means that every request matches. */
  readonly matches: readonly RouteMatch[];
  readonly destinations: readonly Destination[];
  readonly mirrors: readonly Destination[];
  /** Milliseconds for the whole call, all tries included. */
  readonly timeout: Located<number> | undefined;
  readonly retries: Retries | undefined;
  /** What it does to headers, itself and by its destinations. */
  readonly headerOperations: readonly HeaderOperation[];
  /** Why this route carries gRPC, best reason first, one of each port; empty if there is no evidence. */
  readonly evidence: readonly GrpcEvidence[];
  /** Every destination is a port known to serve gRPC over HTTP/2: what does not fit gRPC can never match. */
  readonly grpcOnly: boolean;
}

/** One set of conditions that must all hold. */
export interface RouteMatch {
  readonly field: Field;
  readonly path: PathMatch | undefined;
  readonly headers: readonly HeaderMatch[];
  /** Conditions other than the path, as written: `headers`, `method`, `queryParams`, `port` … */
  readonly conditions: readonly Field[];
}

export interface PathMatch {
  /** `prefix` compares characters (VirtualService); `path-prefix` whole segments (Gateway API). */
  readonly kind: "exact" | "prefix" | "path-prefix" | "regex";
  /** The path as Envoy compares it; a GRPCRoute's service and method are put together. */
  readonly value: string;
  readonly span: Span;
  readonly field: Field;
}

export interface HeaderMatch {
  readonly name: Located<string>;
  readonly field: Field;
  /** The text compared with, if any, and how. */
  readonly value: Located<string> | undefined;
  readonly kind: "exact" | "prefix" | "regex" | "present";
}

export interface Destination {
  readonly route: Route;
  /** The entry of `route`, `backendRefs` or `mirrors` (for `mirror`: the destination itself). */
  readonly field: Field;
  readonly host: Located<string> | undefined;
  /** The Service or ServiceEntry that `host` means, if the inputs hold it. */
  readonly owner: HostOwner | undefined;
  /** The same where it is a Service. */
  readonly service: Service | undefined;
  readonly portNumber: Located<number> | undefined;
  /** The port reached: the one named, or its only one (not for VirtualServices, see `destination-port-missing`). */
  readonly port: HostPort | undefined;
  readonly subsetName: Located<string> | undefined;
  readonly weight: Located<number> | undefined;
  /** The DestinationRules in the inputs for the host, the one in effect first. */
  readonly rules: readonly DestinationRule[];
  /** The subset named, if one of `rules` defines it. */
  readonly subset: Subset | undefined;
  /** The settings of the rule in effect for this port and subset. */
  readonly policy: EffectivePolicy | undefined;
}

export interface Retries {
  readonly field: Field;
  /** Retries after the first try. */
  readonly attempts: Located<number> | undefined;
  /** Limit of a single attempt in milliseconds. */
  readonly perTryTimeout: Located<number> | undefined;
  /** Milliseconds of the base of the back-off. */
  readonly backoff: Located<number> | undefined;
  /** The whole list as written. */
  readonly retryOn: Field | undefined;
  /** Its parts between commas, untrimmed. */
  readonly conditions: readonly Located<string>[];
  /** The conditions that are written in the list, trimmed; empty if Istio's default list is in effect. */
  readonly named: readonly Located<string>[];
}
