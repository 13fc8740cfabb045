import type { Field } from "../yaml/field.ts";
import type { Fact } from "./facts/compact.ts";

/** How a call ends at the proxy at hand. */
export type Result =
  | "routed"
  | "tcp"
  | "passthrough"
  | "direct"
  | "no_route"
  | "no_vhost"
  | "denied"
  | "direct_response"
  | "redirect"
  | "https_redirect"
  | "blackhole"
  | "no_listener"
  | "no_chain"
  | "tls_error"
  | "dns_error"
  | "unknown";

/** gRPC statuses that a client gets from a proxy. */
export type Sees = string;

/** Why a call cannot work, at the field that causes it. */
export type Fails =
  | "missing_cluster"
  | "no_endpoints"
  | "no_such_port"
  | "http1_upstream"
  | "http1_to_app"
  | "http1_downstream"
  | "mtls_required"
  | "no_inbound_chain"
  | "tls_to_plaintext"
  | "mtls_to_app"
  | "denied"
  | "fault_abort"
  | "blackhole";

/** One thing that was decided on the way, and what decided it. */
export interface Step {
  readonly text: string;
  /** Where it is written; `undefined` where Istio or Kubernetes decide by themselves. */
  readonly field: Field | undefined;
}

/** What becomes of a call at one proxy. All but `steps` is plain data. */
export interface Outcome {
  readonly result: Result;
  readonly why?: string;
  readonly as?: "tcp";
  readonly dial?: string;
  readonly vhost?: string;
  readonly rule?: Fact;
  /** Settings of the route: `timeout_ms`, `retries`, `fault`, `mirror`, `rewrite` … */
  readonly settings?: { readonly [key: string]: Fact | undefined };
  /** The deadline that the router applies where the client sends one, in milliseconds. */
  readonly deadline_ms?: number;
  readonly filters?: readonly string[];
  readonly authz?: Decision;
  readonly by?: readonly string[];
  readonly to?: readonly Target[];
  /** Where a client without a proxy ends up. */
  readonly endpoints?: readonly EndpointOutcome[];
  readonly fails?: readonly Fails[];
  readonly sees?: Sees;
  readonly steps: readonly Step[];
}

export type Decision = "allow" | "deny" | "unknown";

/** One destination of a route. */
export interface Target {
  readonly host?: string;
  readonly port?: number;
  readonly subset?: string;
  /** `PassthroughCluster`, where no host is known. */
  readonly cluster?: string;
  readonly weight?: number;
  readonly http?: "h2" | "http1";
  readonly missing?: true;
  readonly why?: string;
  readonly settings?: { readonly [key: string]: Fact | undefined };
  readonly fails?: readonly Fails[];
  readonly sees?: Sees;
  readonly endpoints?: readonly EndpointOutcome[];
  /** What decides how it is reached: the destination, its DestinationRule, TLS. */
  readonly steps: readonly Step[];
}

/** What becomes of it at one place that a destination leads to. */
export interface EndpointOutcome {
  readonly pods?: readonly string[];
  readonly address?: string;
  readonly port?: number;
  readonly sent?: "mtls" | "tls" | "plaintext";
  readonly sni?: string;
  readonly in?: "http" | "tcp" | "refused" | "app";
  readonly app?: "h2" | "http1" | "tls";
  readonly passthrough?: true;
  readonly app_at?: string;
  readonly filters?: readonly string[];
  readonly authz?: Decision;
  readonly by?: readonly string[];
  readonly fails?: readonly Fails[];
  readonly sees?: Sees;
  /** The way on from a gateway. */
  readonly hop?: Outcome;
  readonly steps?: readonly Step[];
}
