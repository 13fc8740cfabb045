import type { Resource } from "../../manifest/resource.ts";
import type { Field } from "../../yaml/field.ts";
import type { Located } from "../../yaml/source.ts";
import { isHttp, parseProtocol, type Protocol } from "./protocol.ts";

/** An Istio `Gateway` (not the Gateway API's). */
export interface Gateway {
  readonly resource: Resource;
  readonly selector: ReadonlyMap<string, Located<string>>;
  readonly servers: readonly GatewayServer[];
}

export interface GatewayServer {
  readonly gateway: Gateway;
  readonly field: Field;
  readonly portNumber: Located<number> | undefined;
  readonly protocolName: Located<string> | undefined;
  readonly protocol: Protocol;
  readonly tls: Field | undefined;
  /** `SIMPLE`, `MUTUAL`, `PASSTHROUGH` …; `undefined` where not written (then `PASSTHROUGH`, the enum's zero). */
  readonly tlsMode: Located<string> | undefined;
  /** The Secret, or the file, that the certificate comes from. */
  readonly certificate: Located<string> | undefined;
  /** As written, with a namespace prefix such as `prod/*.example.com` still on. */
  readonly hosts: readonly Located<string>[];
}

export function gatewayOf(resource: Resource): Gateway {
  const { spec } = resource;
  const servers: GatewayServer[] = [];
  const gateway: Gateway = {
    resource,
    selector: spec?.get("selector")?.stringMap() ?? new Map(),
    servers,
  };
  for (const field of spec?.get("servers")?.items() ?? []) {
    const protocolName = field.at("port", "protocol")?.string();
    const tls = field.get("tls");
    servers.push({
      gateway,
      field,
      portNumber: field.at("port", "number")?.number(),
      protocolName,
      protocol: parseProtocol(protocolName?.value ?? ""),
      tls,
      tlsMode: tls?.get("mode")?.string(),
      certificate: tls?.get("credentialName")?.string() ?? tls?.get("serverCertificate")?.string(),
      hosts: field.get("hosts")?.strings() ?? [],
    });
  }
  return gateway;
}

/** TLS goes through undecrypted. Source: istio `pkg/config/gateway/gateway.go` IsPassThroughServer (1.31). */
export function isPassthrough({ tls, tlsMode }: GatewayServer): boolean {
  return tls !== undefined && /^(AUTO_)?PASSTHROUGH$/.test(tlsMode?.value ?? "PASSTHROUGH");
}

/** Has HTTP routes; every other server has `tcp` or `tls` routes. Source: IsHTTPServer, same file. */
export function servesHttp(server: GatewayServer): boolean {
  return isHttp(server.protocol) || (server.protocol === "HTTPS" && !isPassthrough(server));
}

/** A server's host without its namespace prefix. */
export function serverHost(host: string): string {
  return host.slice(host.indexOf("/") + 1);
}
