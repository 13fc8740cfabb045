import type { GatewayProxy } from "../mesh/proxy/gateway-servers.ts";
import type { Pod } from "../mesh/resolve/pod.ts";
import type { Client } from "../mesh/proxy/sidecar-scope.ts";
import type { Step } from "./outcome.ts";
import type { Resource } from "../manifest/resource.ts";

/** Who calls. */
export type Caller =
  /** A plain pod of a namespace with a sidecar; the inputs hold no workload for it. */
  | {
      readonly kind: "namespace";
      readonly client: Client;
      /** The ServiceAccount's name. */
      readonly account: string;
      readonly hasSidecar: boolean;
    }
  | { readonly kind: "pod"; readonly pod: Pod }
  /** Somebody outside who connects to the proxy of an Istio Gateway. */
  | { readonly kind: "gateway"; readonly proxy: GatewayProxy }
  /** The same for the proxy that Istio makes for a Gateway of the Gateway API. */
  | { readonly kind: "managed gateway"; readonly gateway: Resource };

/** One gRPC call. */
export interface Call {
  readonly from: Caller;
  /** The name or address that the client connects to; at a gateway, the authority. */
  readonly host: string;
  readonly port: number;
  /** Why this port, where none is written. */
  readonly portTaken?: Step | undefined;
  /** `:authority`: gRPC clients send host and port. */
  readonly authority: string;
  /** The client application speaks TLS itself. */
  readonly tls: ClientTls | undefined;
  /** `/pkg.Service/Method`. */
  readonly path: string;
  /** Metadata, names in lower case. */
  readonly headers: ReadonlyMap<string, string>;
}

export interface ClientTls {
  readonly sni: string;
  /** It shows a client certificate that is not the mesh's. */
  readonly hasCertificate: boolean;
}

/** A request as the proxy at hand sees it; hops rewrite it. */
export interface Request {
  readonly authority: string;
  readonly path: string;
  readonly scheme: "http" | "https";
  readonly headers: ReadonlyMap<string, string>;
}

/** What the bytes of a connection are, without the proxies' own TLS. */
export type Stream =
  | { readonly kind: "http"; readonly version: "h2" | "http1"; readonly request: Request }
  | {
      readonly kind: "tls";
      readonly sni: string;
      readonly hasCertificate: boolean;
      readonly request: Request;
    };

/** The stream that a call's client opens. */
export function streamOf({ tls, authority, path, headers }: Call): Stream {
  const request: Request = { authority, path, headers, scheme: tls ? "https" : "http" };
  return tls ? { kind: "tls", ...tls, request } : { kind: "http", version: "h2", request };
}
