import type { ApiBackend, ApiRoute } from "../../mesh/proxy/api-routes.ts";
import { backendOf } from "../../mesh/proxy/api-routes.ts";
import { apiRetriesOf, apiRetryConditions, apiTimeoutOf } from "../../mesh/objects/api-retries.ts";
import { namespaceOf } from "../../mesh/world/age.ts";
import type { PathMatch, RouteMatch } from "../../mesh/objects/route.ts";
import { compact, filled, type Fact } from "./compact.ts";
import { retriesFact, type RouteContext } from "./route-facts.ts";

/** A route of the Gateway API. `on` names what it is attached to: a Service's host, or gateway, listener and host. */
export function apiRouteFact(route: ApiRoute, on: string, context: RouteContext): Fact {
  const { api, rule, index, match } = route;
  const namespace = namespaceOf(api.resource);
  return (
    compact({
      match: match && matchFact(match, api.api === "HTTPRoute"),
      vs: `${namespace}/${on}`,
      name: `${namespace}.${api.resource.name}.${index}`,
      not_found: 500,
      timeout_ms: apiTimeoutOf(rule)?.value,
      retries: apiRetriesFact(route, context),
      to: filled(backendFacts(route, context)),
      mirror: filled(apiMirrorFacts(route, context)),
      req_headers: filled(headerNames(route, "requestHeaderModifier")),
      resp_headers: filled(headerNames(route, "responseHeaderModifier")),
    }) ?? {}
  );
}

/** What `retry` of an HTTPRoute comes to; Istio's own retries, or those of the mesh, where there is none. */
export function apiRetriesFact({ api, rule }: ApiRoute, context: RouteContext): Fact | undefined {
  const own = api.api === "HTTPRoute" ? apiRetriesOf(rule) : undefined;
  if (own === undefined) {
    return retriesFact(context.cluster.config.written?.get("defaultHttpRetryPolicy"), false);
  }
  const attempts = own.attempts?.value ?? 0;
  if (attempts <= 0) return { attempts: 0 };
  const codes = own.named.map(({ value }) => Number(value)).filter(Number.isInteger);
  const on =
    codes.length > 0 ? [...apiRetryConditions, "retriable-status-codes"] : apiRetryConditions;
  return compact({
    attempts,
    on: on.join(","),
    codes: filled(codes),
    per_try_ms: own.perTryTimeout?.value,
    backoff_ms: own.backoff?.value,
  });
}

function backendFacts({ backends }: ApiRoute, context: RouteContext): readonly Fact[] {
  const used = backends.filter(({ weight }) => weight !== 0);
  const isSingle = backends.length === 1;
  return used.map((it) => backendFact(it, context, isSingle ? undefined : it.weight));
}

function backendFact(
  { host, port }: ApiBackend,
  { has }: RouteContext,
  weight: number | undefined,
): Fact {
  if (host === undefined)
    return compact({ cluster: "UnknownService", missing: true, weight }) ?? {};
  const isThere = port !== undefined && has(host, port, undefined);
  return compact({ host, port, missing: isThere ? undefined : true, weight }) ?? {};
}

export function apiMirrorFacts({ api, rule }: ApiRoute, context: RouteContext): readonly Fact[] {
  const question = { clusterDomain: context.cluster.clusterDomain, grants: undefined };
  return (rule.get("filters")?.items() ?? []).flatMap((filter) => {
    const ref = filter.at("requestMirror", "backendRef");
    return ref ? [backendFact(backendOf(ref, api, question), context, undefined)] : [];
  });
}

function headerNames({ rule }: ApiRoute, filter: string): readonly string[] {
  const filters = (rule.get("filters")?.items() ?? []).flatMap((it) => it.get(filter) ?? []);
  const changed = filters
    .flatMap((it) => [it.get("set"), it.get("add")])
    .flatMap((list) => list?.items() ?? [])
    .flatMap((entry) => entry.get("name")?.string() ?? []);
  const removed = filters.flatMap((it) => it.get("remove")?.strings() ?? []);
  return [...new Set([...changed, ...removed].map(({ value }) => value))].toSorted();
}

function matchFact(match: RouteMatch, isHttp: boolean): Fact | undefined {
  const method = isHttp ? match.field.get("method")?.text : undefined;
  const headers = match.headers.map(({ name, value, kind }) => ({
    name: name.value,
    [kind]: value?.value ?? "",
  }));
  const query = (match.field.get("queryParams")?.items() ?? []).map((field) => ({
    name: field.get("name")?.text ?? "",
    exact: field.get("value")?.text ?? "",
  }));
  return compact({
    ...pathFact(match.path),
    headers: filled([...headers, ...(method ? [{ name: ":method", exact: method }] : [])]),
    query: filled(query),
  });
}

function pathFact(path: PathMatch | undefined): { readonly [key: string]: Fact } {
  if (path === undefined) return {};
  const { kind, value } = path;
  if (kind === "exact" || kind === "regex") return { [kind]: value };
  const folder = value.replace(/\/$/, "");
  return folder === "" ? {} : { path_prefix: folder };
}
