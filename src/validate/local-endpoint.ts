import { isPort } from "./port.ts";

const hosts: ReadonlySet<string> = new Set(["", "127.0.0.1", "0.0.0.0", "::1", "::"]);

/**
 * In a label's words, what keeps a text from being where a Sidecar hands incoming calls to: an address of the pod
 * itself. Empty is fine. Source: istio `pkg/config/validation/validation.go` ValidateSidecar, defaultEndpoint (1.31).
 */
export function localEndpointFault(text: string): string | undefined {
  if (text === "") return undefined;
  if (text.startsWith("unix://"))
    return isSocketPath(text.slice(7)) ? undefined : "not a socket path";
  const [, bracketed, bare, port] = /^(?:\[([^\][]*)\]|([^\][:]*)):([^\][:]*)$/.exec(text) ?? [];
  if (port === undefined) return "not `address:port`";
  if (!hosts.has(bracketed ?? bare ?? "")) return "not the pod itself";
  return /^[+-]?\d+$/.test(port) && isPort(Number(port)) ? undefined : "not a port number";
}

/** An absolute path of a file, or an abstract name. */
export function isSocketPath(path: string): boolean {
  return path.startsWith("@") || (path.startsWith("/") && !path.endsWith("/"));
}
