import type { Endpoint } from "../mesh/proxy/endpoints.ts";
import type { Stream } from "./call.ts";
import { answersMutualTls, type Upstream } from "./facts/clusters.ts";
import type { Sender } from "./sender.ts";

/** A connection that a proxy opens. */
export interface Incoming {
  readonly stream: Stream;
  readonly sent: "mtls" | "tls" | "plaintext";
  readonly principal: string | undefined;
  readonly sni: string | undefined;
  /** The proxy forwards bytes: it offers the server's proxy no HTTP. */
  readonly asTcp: boolean;
  /** By ztunnel: to pods in ambient mode it goes through a tunnel, with mutual TLS. */
  readonly isTunnelled?: boolean;
}

/** What a proxy sends through a cluster. */
export interface Sending {
  readonly stream: Stream;
  readonly asTcp: boolean;
}

export function sniShown({ sent, sni }: Incoming): { readonly sni?: string } {
  return sent !== "plaintext" && sni !== undefined ? { sni } : {};
}

/** How the sending proxy wraps a stream. */
export function wireFor(
  upstream: Upstream,
  endpoint: Endpoint | undefined,
  { stream, asTcp }: Sending,
  { proxy, principal }: Sender,
): Incoming {
  const { host, port, subset, tls } = upstream;
  const plain: Incoming = {
    stream,
    sent: stream.kind === "tls" ? "tls" : "plaintext",
    principal: undefined,
    sni: stream.kind === "tls" ? stream.sni : undefined,
    asTcp,
  };
  const own = tls.written?.get("sni")?.text;
  const istioSni = `outbound_.${port.number}_.${subset?.name?.value ?? ""}_.${host.host}`;
  switch (tls.mode) {
    case "DISABLE":
      return plain;
    case "auto":
      return endpoint && answersMutualTls(endpoint, proxy.cluster)
        ? { stream, sent: "mtls", principal, sni: istioSni, asTcp }
        : plain;
    case "ISTIO_MUTUAL":
      return { stream, sent: "mtls", principal, sni: own ?? istioSni, asTcp };
    default: {
      // A name taken from the request, which a TCP proxy does not see.
      const request = stream.kind === "http" && !asTcp ? stream.request : undefined;
      const auto = request?.authority.replace(/:\d+$/, "");
      return { stream, sent: "tls", principal: undefined, sni: own ?? auto, asTcp };
    }
  }
}
