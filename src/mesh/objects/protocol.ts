/**
 * What Istio takes a port for. `auto` is Istio's "unsupported" protocol: sidecars detect it, gateways use HTTP/1.1.
 * Source: istio `pkg/config/protocol/instance.go`, `pkg/config/kube/conversion.go` (1.31).
 */
export type Protocol =
  | "GRPC"
  | "GRPC-Web"
  | "HTTP2"
  | "HTTP"
  | "HTTP_PROXY"
  | "HTTPS"
  | "TLS"
  | "TCP"
  | "UDP"
  | "Mongo"
  | "Redis"
  | "MySQL"
  | "auto";

const byName: ReadonlyMap<string, Protocol> = new Map([
  ["grpc", "GRPC"],
  ["grpc-web", "GRPC-Web"],
  ["http2", "HTTP2"],
  ["http", "HTTP"],
  ["http_proxy", "HTTP_PROXY"],
  ["https", "HTTPS"],
  ["tls", "TLS"],
  ["tcp", "TCP"],
  ["udp", "UDP"],
  ["mongo", "Mongo"],
  ["redis", "Redis"],
  ["mysql", "MySQL"],
]);

/** Exact values of `appProtocol` that Kubernetes defines (KEP-3726) and Istio maps; case matters. */
const byAppProtocol: ReadonlyMap<string, Protocol> = new Map([
  ["kubernetes.io/h2c", "HTTP2"],
  ["kubernetes.io/ws", "HTTP"],
  ["kubernetes.io/wss", "HTTPS"],
]);

/** Ports whose protocols let the server speak first: undeclared they are TCP, not sniffed. */
const serverFirstPorts: ReadonlySet<number> = new Set([25, 53, 3306, 27017]);

/** A protocol name as Gateway, ServiceEntry and Sidecar ports spell it: any case, no suffix. */
export function parseProtocol(name: string): Protocol {
  return byName.get(name.toLowerCase()) ?? "auto";
}

/** What only the `name` of a Service port declares: the whole name, or the part before the first `-`. */
export function protocolOfPortName(name: string): Protocol {
  if (/^grpc-web/i.test(name)) return "GRPC-Web";
  const dash = name.indexOf("-");
  return parseProtocol(dash < 0 ? name : name.slice(0, dash));
}

export function protocolOfAppProtocol(appProtocol: string): Protocol {
  return byAppProtocol.get(appProtocol) ?? protocolOfPortName(appProtocol);
}

export interface PortDeclaration {
  readonly name: string | undefined;
  readonly appProtocol: string | undefined;
  /** `TCP`, `UDP` or `SCTP`. */
  readonly transport: string | undefined;
  readonly number: number | undefined;
}

/** Istio's protocol selection for a Service port: UDP first, then `appProtocol`, then the name. */
export function protocolOf(port: PortDeclaration): Protocol {
  if (port.transport === "UDP") return "UDP";
  const declared =
    port.appProtocol === undefined
      ? protocolOfPortName(port.name ?? "")
      : protocolOfAppProtocol(port.appProtocol);
  if (declared !== "auto") return declared;
  return port.number !== undefined && serverFirstPorts.has(port.number) ? "TCP" : "auto";
}

/** Every proxy connects to it over HTTP/2. */
export function isHttp2(protocol: Protocol): boolean {
  return protocol === "GRPC" || protocol === "GRPC-Web" || protocol === "HTTP2";
}

/** Has HTTP routes, retries, timeouts and path based authorization. */
export function isHttp(protocol: Protocol): boolean {
  return isHttp2(protocol) || protocol === "HTTP" || protocol === "HTTP_PROXY";
}

/** Forwarded as bytes: balanced per connection, no HTTP settings apply. */
export function isTcp(protocol: Protocol): boolean {
  return !isHttp(protocol) && protocol !== "auto" && protocol !== "UDP";
}
