import { isHttp, isHttp2, type Protocol } from "./protocol.ts";
import type { ServicePort } from "./service.ts";

/** What Istio's reading of a port means on the wire, for the middle of a sentence. */
export function wireOf(protocol: Protocol): string {
  if (isHttp2(protocol)) return "HTTP/2";
  if (isHttp(protocol)) return "HTTP/1.1";
  if (protocol === "auto") return "undeclared";
  return protocol === "TLS" || protocol === "HTTPS" ? "encrypted bytes" : "raw TCP";
}

/** What decides a port's protocol, as it is written: `appProtocol: http` or the name. */
export function declarationOf({ appProtocol, name }: ServicePort): string {
  if (appProtocol) return `\`appProtocol: ${appProtocol.value}\``;
  return name ? `the name \`${name.value}\`` : "a port without name";
}
