/**
 * Browsers ask with OPTIONS before a call of gRPC-Web or Connect goes to another origin, so a rule or route for that
 * method alone is one for them. Source: Fetch standard, CORS-preflight fetch.
 */
export function isPreflight(method: string): boolean {
  return method === "OPTIONS";
}

/** Connect calls methods without side effects with GET. Source: connectrpc.com, Connect protocol, Unary-Get-Request. */
export function mayBeConnect(method: string): boolean {
  return method === "GET";
}
