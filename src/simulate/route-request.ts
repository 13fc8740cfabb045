import { namespaceOf } from "../mesh/world/age.ts";
import { apiTimeoutOf } from "../mesh/objects/api-retries.ts";
import type { ApiRoute } from "../mesh/proxy/api-routes.ts";
import type { HttpMatch } from "../mesh/resolve/delegate-match.ts";
import type { HttpRoute } from "../mesh/proxy/http-route.ts";
import type { RouteInForce } from "../mesh/proxy/routes-in-force.ts";
import type { Field } from "../yaml/field.ts";
import type { Resource } from "../manifest/resource.ts";
import type { Request } from "./call.ts";
import { milliseconds } from "./facts/connection-pool.ts";
import { apiMirrorFacts, apiRetriesFact } from "./facts/api-route-facts.ts";
import { compact, filled, type Fact } from "./facts/compact.ts";
import { hashFact, hashFor } from "./facts/hash-facts.ts";
import {
  faultFact,
  mirrorFacts,
  redirectFact,
  retriesFact,
  weightOf,
  type RouteContext,
} from "./facts/route-facts.ts";
import { applyHeaders, headerFacts, headersOfApi, headersOfRoute } from "./header-changes.ts";
import { allHold, apiConditionsOf, conditionsOf, type Condition } from "./match-request.ts";
import type { Step } from "./outcome.ts";
import { rewritten, rewriteFact } from "./rewrite.ts";
import type { Answer } from "./three-valued.ts";

/** One destination that a route names. */
export interface NamedTarget {
  readonly host: string | undefined;
  readonly port: number;
  readonly subset: string | undefined;
  /** `undefined` for the only one. */
  readonly weight: number | undefined;
  readonly field: Field | undefined;
}

/** The route that a request matches, and its effect on it. */
export interface ChosenRoute {
  readonly rule: Fact | undefined;
  readonly settings: { readonly [key: string]: Fact | undefined };
  readonly timeout: number | undefined;
  /** What the route does instead of sending the request on. */
  readonly action: "route" | "redirect" | "direct_response" | "nothing";
  readonly targets: readonly NamedTarget[];
  readonly request: Request;
  readonly steps: readonly Step[];
}

/** `undefined`: no route; `"unknown"`: it depends on something that manifests do not hold. */
export type Choice = ChosenRoute | "unknown" | undefined;

/** The first of the routes of VirtualServices that a request meets. */
export function chooseRoute(
  routes: readonly RouteInForce[],
  request: Request,
  context: RouteContext,
): { readonly choice: Choice; readonly steps: readonly Step[] } {
  const steps: Step[] = [];
  for (const candidate of routes) {
    const { route, match } = candidate;
    const conditions = match ? conditionsOf(match, request) : [];
    const holds = allHold(conditions);
    if (holds === undefined) return { choice: "unknown", steps };
    if (holds) return { choice: routeOf(candidate, request, context), steps };
    steps.push(
      missed(
        `VirtualService \`${titleOf(route.owner)}\` http[${indexOf(route.field)}] does not match`,
        conditions,
      ),
    );
  }
  return { choice: undefined, steps };
}

function missed(text: string, conditions: readonly Condition[]): Step {
  const failed = conditions.find(({ holds }) => holds === false)?.field;
  return { text: failed === undefined ? text : `${text}: \`${failed.step}\``, field: failed };
}

function titleOf(resource: Resource): string {
  return `${namespaceOf(resource)}/${resource.name}`;
}

function indexOf(field: Field): number {
  return Number(field.step);
}

function routeOf(
  { route, match }: RouteInForce,
  request: Request,
  context: RouteContext,
): ChosenRoute {
  const base = {
    rule: ruleFact(route, match),
    targets: [],
    request,
    steps: [
      {
        text: `VirtualService \`${titleOf(route.owner)}\` http[${indexOf(route.field)}]`,
        field: match?.field ?? route.field,
      },
    ],
    timeout: undefined,
  };
  const fault = faultFact(route.get("fault"));
  const headers = headersOfRoute(route);
  const redirect = route.get("redirect");
  if (redirect) {
    const settings = { redirect: redirectFact(redirect, context.port), fault };
    return { ...base, action: "redirect", settings };
  }
  const direct = route.get("directResponse");
  if (direct) {
    const status = direct.get("status")?.number()?.value;
    return {
      ...base,
      action: "direct_response",
      settings: { direct: compact({ status }), fault, ...headerFacts(headers) },
    };
  }
  const hashes = route.destinations.map((it) => hashFor(it, context));
  const timeout = milliseconds(route.get("timeout")) || undefined;
  return {
    ...base,
    action: "route",
    timeout,
    settings: {
      timeout_ms: timeout,
      retries: retriesFact(
        route.get("retries") ?? context.cluster.config.written?.get("defaultHttpRetryPolicy"),
        hashes.length === 1 && hashes[0] !== undefined,
      ),
      fault,
      mirror: filled(mirrorFacts(route, context)),
      rewrite: rewriteFact(route),
      hash: filled(hashes.flatMap((hash) => hashFact(hash) ?? [])),
      ...headerFacts(headers),
    },
    targets: targetsOf(route, context),
    request: rewritten(route, match, applyHeaders(request, headers)),
  };
}

function targetsOf(route: HttpRoute, context: RouteContext): readonly NamedTarget[] {
  const all = route.destinations;
  const isSingle = all.length === 1;
  return all
    .filter((it) => isSingle || weightOf(it) !== 0)
    .map((it) => ({
      host: context.aliasOf(it.host) ?? it.host,
      port: it.port ?? context.portOf(it.host) ?? context.port,
      subset: it.subset,
      weight: isSingle ? undefined : weightOf(it),
      field: it.field,
    }));
}

function ruleFact(route: HttpRoute, written: HttpMatch | undefined): Fact {
  const match = written?.field;
  const matchName = written?.name;
  const { owner, field, delegated } = route;
  // The match is written in the delegate where both have one.
  const inDelegate =
    delegated !== undefined && match !== undefined && isBelow(match, delegated.field);
  const rootMatch = inDelegate ? written?.root : match;
  return (
    compact({
      vs: titleOf(owner),
      http: indexOf(field),
      match: rootMatch && indexOf(rootMatch),
      name: field.get("name")?.text,
      match_name: matchName === "" ? undefined : matchName,
      delegate:
        delegated &&
        compact({
          vs: titleOf(delegated.resource),
          http: indexOf(delegated.field),
          match: match && inDelegate ? indexOf(match) : undefined,
        }),
    }) ?? {}
  );
}

function isBelow(field: Field, ancestor: Field): boolean {
  for (let at: Field | undefined = field; at !== undefined; at = at.parent) {
    if (at.isSame(ancestor)) return true;
  }
  return false;
}

/** The same for routes of the Gateway API, the most specific first. */
export function chooseApiRoute(
  routes: readonly ApiRoute[],
  request: Request,
  context: RouteContext,
): { readonly choice: Choice; readonly steps: readonly Step[] } {
  const steps: Step[] = [];
  for (const route of routes) {
    const conditions = route.match ? apiConditionsOf(route.match, request) : [];
    const holds: Answer = allHold(conditions);
    if (holds === undefined) return { choice: "unknown", steps };
    if (holds) return { choice: apiRouteOf(route, request, context), steps };
    const { api, index } = route;
    steps.push(
      missed(`${api.api} \`${titleOf(api.resource)}\` rules[${index}] does not match`, conditions),
    );
  }
  return { choice: undefined, steps };
}

function apiRouteOf(route: ApiRoute, request: Request, context: RouteContext): ChosenRoute {
  const { api, rule, index, backends, match } = route;
  const timeout = apiTimeoutOf(rule)?.value;
  const used = backends.filter(({ weight }) => weight !== 0);
  const headers = headersOfApi(rule);
  const filters = rule.get("filters")?.items() ?? [];
  const isRedirect = filters.some((it) => it.get("requestRedirect"));
  return {
    rule:
      compact({
        route: `${api.api} ${titleOf(api.resource)}`,
        rule: index,
        name: rule.get("name")?.text,
      }) ?? {},
    settings: {
      timeout_ms: timeout,
      retries: apiRetriesFact(route, context),
      mirror: filled(apiMirrorFacts(route, context)),
      ...headerFacts(headers),
    },
    timeout,
    action: isRedirect ? "redirect" : used.length > 0 ? "route" : "nothing",
    targets: used.map(({ host, port, weight, field }) => ({
      host,
      port: port ?? context.port,
      subset: undefined,
      weight: backends.length === 1 ? undefined : weight,
      field,
    })),
    request: applyHeaders(request, headers),
    steps: [
      {
        text: `${api.api} \`${titleOf(api.resource)}\` rules[${index}]`,
        field: match?.field ?? rule,
      },
    ],
  };
}
