import { confidenceOf, type GrpcEvidence } from "../objects/evidence.ts";
import { isHttp, isHttp2, type Protocol } from "../objects/protocol.ts";
import type { HostPort, ServicePort } from "../objects/service.ts";

/** What Istio's reading of a port means on the wire, for the middle of a sentence. */
export function wireOf(protocol: Protocol): string {
  if (isHttp2(protocol)) return "HTTP/2";
  if (isHttp(protocol)) return "HTTP/1.1";
  if (protocol === "auto") return "undeclared";
  return protocol === "TLS" || protocol === "HTTPS" ? "encrypted bytes" : "raw TCP";
}

/** What decides a port's protocol, as it is written: `appProtocol: http`, the name, or `protocol: HTTP`. */
export function declarationOf(port: HostPort): string {
  if (port.service === undefined) return `\`protocol: ${port.protocolName?.value ?? ""}\``;
  const { appProtocol, name } = port;
  if (appProtocol) return `\`appProtocol: ${appProtocol.value}\``;
  return name ? `the name \`${name.value}\`` : "a port without name";
}

/** Someone chose bytes for this port: `appProtocol` has no other reason to be `tcp`, `tls` or `https`. */
export function isDeliberate({ appProtocol }: ServicePort): boolean {
  return /^(?:tcp|tls|https)$/i.test(appProtocol?.value ?? "");
}

/** What declares gRPC on such a port. */
export function grpcDeclaration({ service }: HostPort): string {
  return service ? "`appProtocol: grpc`" : "`protocol: GRPC`";
}

/** How far a headline may go: flags and images of a server only suggest that it serves gRPC. */
export function servesGrpc(evidence: GrpcEvidence): string {
  return confidenceOf(evidence) === "weak" ? "seems to serve gRPC" : "serves gRPC";
}
