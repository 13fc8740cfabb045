import { canonical } from "../simulate/facts/compact.ts";
import type { Fails, Outcome, Target } from "../simulate/outcome.ts";
import { ends, failures } from "../simulate/outcome-words.ts";
import type { Field } from "../yaml/field.ts";
import { groupBy } from "../collections/group-by.ts";
import { aspect, type Aspect, type Gap } from "./aspect.ts";
import type { CallRow, Subject } from "./subject.ts";
import { counted, methodNamer } from "./words.ts";

/** Calls that are treated alike. */
export interface RouteRow {
  /** `shop.v1.Orders/*`, with metadata where that is matched. */
  readonly methods: readonly string[];
  readonly outcome: Outcome;
  /** Where the route is written. */
  readonly field: Field | undefined;
}

/** The classes of calls that are routed or treated differently. */
export function routeRows({ calls }: Pick<Subject, "calls">): readonly RouteRow[] {
  const groups = groupBy(calls, ({ outcome }) => keyOf(outcome));
  const nameOf = methodNamer(calls.map(({ request }) => request.path));
  return Array.from(groups.values(), (rows) => {
    const [first] = rows;
    return first === undefined ? [] : [rowOf(first, rows, nameOf)];
  }).flat();
}

function keyOf({ result, rule, settings, fails, to = [] }: Outcome): string {
  const targets = to.map(({ host, port, subset, cluster, weight, fails: own }) => ({
    host,
    port,
    subset,
    cluster,
    weight,
    own,
  }));
  return canonical([result, rule, settings, fails, targets]);
}

type NameOf = ReturnType<typeof methodNamer>;

function rowOf({ outcome }: CallRow, rows: readonly CallRow[], nameOf: NameOf): RouteRow {
  const step = outcome.steps.findLast(
    ({ field, text }) => field !== undefined && !text.includes("does not match"),
  );
  const isRoute = /^(?:VirtualService|HTTPRoute|GRPCRoute)/.test(step?.text ?? "");
  return {
    methods: [...new Set(rows.map(({ request }) => requestText(request, nameOf)))],
    outcome,
    field: isRoute ? step?.field : undefined,
  };
}

function requestText({ path, headers }: CallRow["request"], nameOf: NameOf): string {
  const shown = Array.from(headers, ([name, value]) => `${name}=${value}`).join(" ");
  return shown === "" ? nameOf(path) : `${nameOf(path)} (${shown})`;
}

/** `every method`, or those of the row. */
export function methodsOf({ methods }: RouteRow, isOnly: boolean): string {
  return isOnly ? "every method" : counted(methods, 3);
}

/** Where calls go, with weights. */
export function routingOf(all: readonly RouteRow[], hasPods: boolean): Aspect {
  const native = "any ready pod; no routes, no weights";
  // Pods that the input does not hold are no failure.
  const rows = hasPods ? all : all.map(withoutPods);
  const details = rows.map((row) => ({
    text: `${methodsOf(row, rows.length === 1)} -> ${endText(row.outcome)}`,
    field: row.field,
  }));
  const broken = rows.filter(({ outcome }) => failureOf(outcome) !== undefined);
  const isSplit = rows.some(({ outcome }) => (outcome.to?.length ?? 0) > 1);
  const written = rows.filter(({ field }) => field !== undefined);
  const value =
    written.length === 0
      ? "the Service's default route: no VirtualService or GRPCRoute applies"
      : `${written.length === 1 ? "1 route" : `${written.length} routes`}${isSplit ? ", split by weight" : ""}`;
  return aspect({
    key: "routing",
    value: rows.length === 1 && rows[0] ? `${value} -> ${endText(rows[0].outcome)}` : value,
    field: written[0]?.field,
    details: rows.length === 1 ? [] : details,
    native,
    ...(broken.length > 0 ? { grade: "fault" as const } : {}),
    gaps: broken.map((row) => failureGap(row, rows.length === 1)),
  });
}

function failureGap(row: RouteRow, isOnly: boolean): Gap {
  return {
    weight: "high",
    text: `calls of ${methodsOf(row, isOnly)} fail: ${failureOf(row.outcome) ?? ""}`,
    help: "follow one with `istio-grpc-lint route`",
  };
}

function withoutPods(row: RouteRow): RouteRow {
  const { to = [] } = row.outcome;
  const known = to.map(({ fails = [], ...target }) => {
    const rest = fails.filter((it) => it !== "no_endpoints");
    return rest.length > 0 ? { ...target, fails: rest } : target;
  });
  return { ...row, outcome: { ...row.outcome, ...(to.length > 0 ? { to: known } : {}) } };
}

/** Why calls do not reach an application, apart from policies; with their share if it is not all. */
export function failureOf(outcome: Outcome): string | undefined {
  const { result, to = [], endpoints = [], sees } = outcome;
  if (result === "unknown" || result === "denied" || result === "direct_response") return undefined;
  const own = reasonIn([outcome, ...endpoints]);
  if (own !== undefined) return `${own}${statusText(outcome)}`;
  if (to.length + endpoints.length === 0) {
    return `${ends[result]}${sees === undefined ? "" : ` (${sees})`}`;
  }
  const failing = to.filter((it) => reasonIn([it, ...(it.endpoints ?? [])]) !== undefined);
  const [first] = failing;
  if (first === undefined) return undefined;
  const reason = reasonIn([first, ...(first.endpoints ?? [])]) ?? "";
  const text = `${reason}${statusText({ ...outcome, to: failing })}`;
  return failing.length === to.length
    ? text
    : `${Math.round((100 * weightOf(failing)) / weightOf(to))} % of them: ${text}`;
}

function weightOf(targets: readonly Target[]): number {
  return targets.reduce((all, { weight = 0 }) => all + weight, 0);
}

function reasonIn(places: readonly { readonly fails?: readonly Fails[] }[]): string | undefined {
  const found = places
    .flatMap(({ fails = [] }) => fails)
    .find((it) => it !== "denied" && it !== "fault_abort");
  return found && failures[found];
}

function statusText({ sees, to = [], endpoints = [] }: Outcome): string {
  const all = [...to, ...endpoints, ...to.flatMap((it) => it.endpoints ?? [])];
  const status = sees ?? all.find((it) => it.sees !== undefined)?.sees;
  return status === undefined ? "" : ` (${status})`;
}

export function endText(outcome: Outcome): string {
  const { to = [], result } = outcome;
  if (to.length === 0) return result === "direct" ? "the pods" : ends[result];
  const sum = to.reduce((all, { weight = 0 }) => all + weight, 0);
  return to.map((it) => targetText(it, sum)).join(", ");
}

function targetText(
  { host, port, subset, cluster, weight, fails = [] }: Target,
  sum: number,
): string {
  const name = host === undefined ? (cluster ?? "") : `${shortHost(host)}:${port}`;
  const share = weight === undefined ? "" : ` ${Math.round((100 * weight) / sum)} %`;
  const why = fails.length === 0 ? "" : ` (${fails.map((it) => failures[it]).join(", ")})`;
  return `${name}${subset === undefined ? "" : `/${subset}`}${share}${why}`;
}

/** `orders.shop` for `orders.shop.svc.cluster.local`. */
export function shortHost(host: string): string {
  return host.split(".svc.", 1)[0] ?? host;
}
