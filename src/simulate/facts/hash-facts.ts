import type { HttpDestination } from "../../mesh/proxy/http-route.ts";
import type { MergedRule } from "../../mesh/resolve/merged-rule.ts";
import type { Field } from "../../yaml/field.ts";
import { compact, type Fact } from "./compact.ts";
import { milliseconds } from "./connection-pool.ts";
import type { RouteContext } from "./route-facts.ts";

/**
 * The key a route hashes by: it looks at ports only where the destination names one.
 * Source: istio `pilot/pkg/networking/core/route/route.go` HashForHTTPDestination (1.31).
 */
export function hashFor(
  { host, port, subset }: HttpDestination,
  { cluster, client }: RouteContext,
): Field | undefined {
  const registered = cluster.hostsNamed(host)[0];
  const rule = registered && cluster.findRule(registered, client);
  return (
    hashIn(rule, subset, port, true) ??
    hashIn(rule, subset, port, false) ??
    hashIn(rule, undefined, port, true) ??
    hashIn(rule, undefined, port, false)
  );
}

function hashIn(
  rule: MergedRule | undefined,
  subset: string | undefined,
  port: number | undefined,
  ofPort: boolean,
): Field | undefined {
  if (ofPort && port === undefined) return undefined;
  const found = rule?.rule.policies.find(
    (policy) =>
      policy.subset?.name?.value === subset &&
      (ofPort ? policy.port?.value === port : policy.replaces === undefined),
  );
  return found?.loadBalancer?.get("consistentHash");
}

/** Straight to a host: its port is known. */
export function hashForPort(rule: MergedRule | undefined, port: number): Field | undefined {
  return hashIn(rule, undefined, port, true) ?? hashIn(rule, undefined, port, false);
}

export function hashFact(hash: Field | undefined): Fact | undefined {
  const text = (key: string): string | undefined => hash?.get(key)?.text;
  const cookie = hash?.get("httpCookie");
  return compact({
    header: text("httpHeaderName"),
    query: text("httpQueryParameterName"),
    source_ip: hash?.get("useSourceIp")?.boolean()?.value,
    cookie: cookie?.get("name")?.text,
    path: cookie?.get("path")?.text,
    ttl_ms: milliseconds(cookie?.get("ttl")),
  });
}
