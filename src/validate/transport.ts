/** The protocols that ports of Services, containers and NetworkPolicies have. Source: kubernetes `pkg/apis/core/types.go`. */
const transports: ReadonlySet<string> = new Set(["TCP", "UDP", "SCTP"]);

/** An empty one is TCP. */
export function isTransport(text: string): boolean {
  return text === "" || transports.has(text);
}
