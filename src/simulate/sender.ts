import type { Resource } from "../manifest/resource.ts";
import type { Pod } from "../mesh/resolve/pod.ts";
import type { Dialed } from "./name-resolution.ts";
import type { Outcome } from "./outcome.ts";
import type { SendingProxy } from "./proxy.ts";
import type { Incoming } from "./wire.ts";

/** What a connection to a gateway becomes there. */
export interface GatewayHops {
  /** `undefined`: the pod does not belong to a gateway. */
  pod(pod: Pod, port: number, incoming: Incoming): Outcome | undefined;
  /** At the proxy that Istio makes for a Gateway of the Gateway API. */
  managed(gateway: Resource, port: number, incoming: Incoming): Outcome;
}

/** Who sends, from where, and how gateways on the way are asked. */
export interface Sender {
  readonly proxy: SendingProxy;
  /** Of the certificate it shows. */
  readonly principal: string;
  /** What the client connected to; `undefined` at gateways. */
  readonly dialed: Dialed | undefined;
  readonly port: number;
  readonly hops: GatewayHops;
  /** Routes of the Gateway API send. */
  readonly isApi?: boolean;
}
