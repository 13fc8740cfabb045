import type { Cluster } from "../../mesh/proxy/cluster.ts";
import type { HttpDestination, HttpRoute } from "../../mesh/proxy/http-route.ts";
import type { RouteInForce } from "../../mesh/proxy/routes-in-force.ts";
import type { Client } from "../../mesh/proxy/sidecar-scope.ts";
import { operations } from "./header-facts.ts";
import { grpcStatusNumber } from "./grpc-statuses.ts";
import type { Field } from "../../yaml/field.ts";
import { compact, filled, type Fact } from "./compact.ts";
import { milliseconds } from "./connection-pool.ts";
import { hashFact, hashFor } from "./hash-facts.ts";
import { matchFact } from "./match-facts.ts";

/** The proxy a route is for. */
export interface RouteContext {
  readonly cluster: Cluster;
  readonly client: Client;
  /** The port requests come in on. */
  readonly port: number;
  /** Whether it has the cluster of a host, port and subset. */
  readonly has: (host: string, port: number, subset: string | undefined) => boolean;
  /** The hosts that a destination without port may take its port from. */
  readonly portOf: (host: string) => number | undefined;
  readonly aliasOf: (host: string) => string | undefined;
}

export function routeFact({ route, match }: RouteInForce, context: RouteContext): Fact {
  const suffix = match?.name ?? "";
  const name = suffix === "" ? route.name : `${route.name}.${suffix}`;
  const { owner } = route;
  return (
    compact({
      match: match && matchFact(match),
      vs: `${owner.namespace ?? "default"}/${owner.name}`,
      name: name === "" ? undefined : name,
      fault: faultFact(route.get("fault")),
      cors: corsFact(route.get("corsPolicy")),
      ...operations(headersOf(route)),
      ...actionFacts(route, context),
    }) ?? {}
  );
}

/** A single destination's headers are the route's. */
function headersOf(route: HttpRoute): readonly (Field | undefined)[] {
  const [only, ...others] = route.destinations;
  return [route.get("headers"), others.length === 0 ? only?.field.get("headers") : undefined];
}

function actionFacts(
  route: HttpRoute,
  context: RouteContext,
): { readonly [key: string]: Fact | undefined } {
  const redirect = route.get("redirect");
  if (redirect) return { redirect: redirectFact(redirect, context.port) };
  const direct = route.get("directResponse");
  if (direct) return { direct: compact({ status: direct.get("status")?.number()?.value }) };
  const hashes = route.destinations.map((it) => hashFor(it, context));
  const timeout = milliseconds(route.get("timeout"));
  return {
    timeout_ms: timeout === 0 ? undefined : timeout,
    to: filled(destinationFacts(route, context)),
    hash: filled(hashes.flatMap((hash) => hashFact(hash) ?? [])),
    retries: retriesFact(
      route.get("retries") ?? context.cluster.config.written?.get("defaultHttpRetryPolicy"),
      hashes.length === 1 && hashes[0] !== undefined,
    ),
    rewrite: rewriteFact(route),
    mirror: filled(mirrorFacts(route, context)),
  };
}

export function destinationFacts(route: HttpRoute, context: RouteContext): readonly Fact[] {
  const all = route.destinations;
  if (all.length === 1) return all.map((it) => targetFact(it, context, {}));
  return all
    .filter((it) => weightOf(it) !== 0)
    .map((it) => targetFact(it, context, { weight: weightOf(it) }));
}

export function weightOf({ field }: HttpDestination): number {
  return field.get("weight")?.number()?.value ?? 0;
}

function targetFact(
  destination: HttpDestination,
  context: RouteContext,
  more: { readonly [key: string]: Fact | undefined },
): Fact {
  const host = context.aliasOf(destination.host) ?? destination.host;
  const port = destination.port ?? context.portOf(destination.host) ?? context.port;
  const { subset } = destination;
  const isThere = context.has(host, port, subset);
  return compact({ host, port, subset, missing: isThere ? undefined : true, ...more }) ?? {};
}

export function mirrorFacts(route: HttpRoute, context: RouteContext): readonly Fact[] {
  const single = route.get("mirror");
  const percent = route.get("mirrorPercentage")?.get("value") ?? route.get("mirrorPercent");
  const entries = [
    ...(single ? [{ field: single, entry: single, percent: percentOf(percent) }] : []),
    ...(route.get("mirrors")?.items() ?? []).map((entry) => ({
      field: entry.get("destination"),
      entry,
      percent: percentOf(entry.at("percentage", "value")),
    })),
  ];
  return entries.flatMap(({ field, entry, percent: share }) => {
    const to = route.destinationAt(field, entry);
    if (to === undefined || share === 0) return [];
    return [targetFact(to, context, { pct: share === 100 ? undefined : share })];
  });
}

function percentOf(field: Field | undefined): number {
  return field?.number()?.value ?? 100;
}

const builtIn = "connect-failure,refused-stream,unavailable,cancelled,retriable-status-codes";

/** Without a policy Istio's own is in force: it says nothing here. */
export function retriesFact(retries: Field | undefined, isHashed: boolean): Fact | undefined {
  const attempts = retries?.get("attempts")?.number()?.value ?? 0;
  if (retries !== undefined && attempts <= 0) return { attempts: 0 };
  const { on, codes } = conditionsOf(retries?.get("retryOn")?.text ?? "");
  const skips = retries?.get("retryIgnorePreviousHosts")?.boolean()?.value ?? !isHashed;
  const perTry = milliseconds(retries?.get("perTryTimeout"));
  const backoff = milliseconds(retries?.get("backoff"));
  const remote = retries?.get("retryRemoteLocalities")?.boolean()?.value === true;
  const count = retries === undefined ? 2 : attempts;
  const isBuiltIn =
    count === 2 &&
    on === builtIn &&
    codes.length === 0 &&
    skips &&
    perTry === undefined &&
    backoff === undefined &&
    !remote;
  if (isBuiltIn) return undefined;
  return compact({
    attempts: count,
    on,
    codes: filled(codes),
    per_try_ms: perTry,
    skip_previous_hosts: skips ? undefined : false,
    remote_localities: remote || undefined,
    backoff_ms: backoff,
  });
}

/** Numbers among the conditions are status codes. */
function conditionsOf(text: string): { readonly on: string; readonly codes: readonly number[] } {
  if (text === "") return { on: builtIn, codes: [] };
  const parts = text.split(",").map((part) => part.trim());
  const codes = parts.filter((part) => /^\d{3}$/.test(part)).map(Number);
  const words = parts.filter((part) => part !== "" && !/^\d{3}$/.test(part));
  const isSaid = codes.length === 0 || words.includes("retriable-status-codes");
  return { on: [...words, ...(isSaid ? [] : ["retriable-status-codes"])].join(","), codes };
}

function rewriteFact(route: HttpRoute): Fact | undefined {
  const rewrite = route.get("rewrite");
  const text = (key: string): string | undefined => rewrite?.get(key)?.text;
  const set = route.get("headers")?.at("request", "set");
  const byHeader = (set?.get(":authority") ?? set?.get("host"))?.text;
  const regex = rewrite?.get("uriRegexRewrite");
  return compact({
    authority: text("authority") ?? byHeader,
    prefix: regex ? undefined : text("uri"),
    regex: regex?.get("match")?.text,
  });
}

export function redirectFact(redirect: Field, port: number): Fact {
  const text = (key: string): string | undefined => redirect.get(key)?.text;
  const derived = text("derivePort") === "FROM_REQUEST_PORT" ? port : undefined;
  const code = redirect.get("redirectCode")?.number()?.value;
  return (
    compact({
      host: text("authority"),
      path: text("uri"),
      scheme: text("scheme"),
      port: redirect.get("port")?.number()?.value ?? derived,
      code: code === 301 ? undefined : code,
    }) ?? {}
  );
}

function pct(at: Field | undefined): number {
  return at?.at("percentage", "value")?.number()?.value ?? at?.get("percent")?.number()?.value ?? 0;
}

/** Without a percentage a fault never happens. */
export function faultFact(fault: Field | undefined): Fact | undefined {
  const delay = fault?.get("delay");
  const abort = fault?.get("abort");
  const grpc = abort?.get("grpcStatus")?.text;
  return compact({
    delay: delay && compact({ ms: milliseconds(delay.get("fixedDelay")), pct: pct(delay) }),
    abort:
      abort &&
      compact({
        http: abort.get("httpStatus")?.number()?.value,
        grpc: grpc === undefined ? undefined : grpcStatusNumber(grpc),
        pct: pct(abort),
      }),
  });
}

function corsFact(cors: Field | undefined): Fact | undefined {
  if (cors === undefined) return undefined;
  const list = (key: string): string | undefined => {
    const values = (cors.get(key)?.strings() ?? []).map(({ value }) => value);
    return values.length > 0 ? values.join(",") : undefined;
  };
  const origins = (cors.get("allowOrigins")?.items() ?? []).flatMap((origin) =>
    origin.fields().flatMap((kind) => {
      const text = kind.text;
      return text === undefined ? [] : [{ [String(kind.step)]: text }];
    }),
  );
  const old = (cors.get("allowOrigin")?.strings() ?? []).map(({ value }) => ({ exact: value }));
  const age = milliseconds(cors.get("maxAge"));
  return compact({
    origins: filled(origins.length > 0 ? origins : old),
    methods: list("allowMethods"),
    headers: list("allowHeaders"),
    expose: list("exposeHeaders"),
    max_age: age === undefined ? undefined : String(age / 1_000),
    credentials: cors.get("allowCredentials")?.boolean()?.value,
    forward_unmatched_preflights:
      cors.get("unmatchedPreflights")?.text === "IGNORE" ? false : undefined,
  });
}
