import { parseDuration } from "../../mesh/objects/duration.ts";
import type { Fact } from "../facts/compact.ts";
import type { EndpointOutcome, Outcome, Target } from "../outcome.ts";
import { textsOf, type Expectation } from "./mesh-test.ts";

/** An expectation that does not hold. */
export interface Unmet extends Expectation {
  readonly wanted: string;
  readonly got: string;
}

/** Istio's retries where nothing is written. */
const defaultAttempts = 2;

/** Those of the expectations that an outcome does not meet. */
export function unmetIn(expectations: readonly Expectation[], outcome: Outcome): readonly Unmet[] {
  return expectations.flatMap((expectation) => {
    const wanted = textsOf(expectation.field).toSorted().join(", ") || scalarText(expectation);
    const got = gotFor(expectation.key, outcome);
    return holds(expectation, wanted, got) ? [] : [{ ...expectation, wanted, got }];
  });
}

function scalarText({ field }: Expectation): string {
  return String(field.number()?.value ?? field.boolean()?.value ?? "");
}

function holds({ key }: Expectation, wanted: string, got: string): boolean {
  if (key === "timeout") return milliseconds(wanted) === milliseconds(got);
  if (key === "timeoutAtMost") {
    return got !== "none" && milliseconds(got) <= milliseconds(wanted);
  }
  if (key === "to") return sameTargets(wanted, got);
  if (key === "route") return wanted.replace(/^VirtualService /, "") === got;
  return wanted === got;
}

function milliseconds(text: string): number {
  return text === "none" ? Infinity : (parseDuration(text) ?? Number.NaN);
}

/** Weights are compared where the test names them. */
function sameTargets(wanted: string, got: string): boolean {
  const left = wanted.split(", ");
  const right = got.split(", ");
  return left.length === right.length && left.every((text) => right.some((it) => names(text, it)));
}

const targetForm =
  /^(?<host>[^:/=]*)(?::(?<port>\d+))?(?:\/(?<subset>[^=]*))?(?:=(?<weight>\d+))?$/;

/** Whether a destination as a test writes it is one of the outcome: `orders.shop` is short for the full name. */
function names(written: string, got: string): boolean {
  const wanted = targetForm.exec(written)?.groups;
  const found = targetForm.exec(got)?.groups;
  if (wanted === undefined || found === undefined) return written === got;
  const isHost =
    found["host"] === wanted["host"] || found["host"]?.startsWith(`${wanted["host"]}.`) === true;
  return (
    isHost &&
    found["port"] === (wanted["port"] ?? found["port"]) &&
    found["subset"] === wanted["subset"] &&
    found["weight"] === (wanted["weight"] ?? found["weight"])
  );
}

type Reader = (outcome: Outcome) => string;

const readers: Readonly<Record<string, Reader>> = {
  result: ({ result }) => result,
  route: ({ rule }) => entry(rule, "vs") ?? entry(rule, "route") ?? "none",
  routeName: ({ rule }) => entry(rule, "name") ?? "none",
  to: ({ to = [] }) => to.map(targetText).toSorted().join(", "),
  pods: (outcome) =>
    [...new Set(endpointsIn(outcome).flatMap(({ pods = [] }) => pods.map(workloadOf)))]
      .toSorted()
      .join(", "),
  timeout: timeoutText,
  timeoutAtMost: timeoutText,
  attempts: ({ settings }) => {
    const retries = settings?.["retries"];
    return entry(retries, "attempts") ?? String(defaultAttempts);
  },
  authorization: (outcome) => {
    const decisions = new Set([outcome.authz, ...endpointsIn(outcome).map(({ authz }) => authz)]);
    if (decisions.has("deny")) return "deny";
    return decisions.has("unknown") ? "unknown" : "allow";
  },
  fault: ({ settings }) => String(settings?.["fault"] !== undefined),
  mirror: ({ settings }) => String(settings?.["mirror"] !== undefined),
  http: ({ to = [] }) => one(to.map(({ http }) => http ?? "none")),
  sent: (outcome) => one(endpointsIn(outcome).map(({ sent }) => sent ?? "none")),
  sees: (outcome) => seenIn(outcome) ?? "OK",
};

function gotFor(key: string, outcome: Outcome): string {
  return readers[key]?.(outcome) ?? "";
}

function timeoutText({ settings }: Outcome): string {
  const timeout = settings?.["timeout_ms"];
  return typeof timeout === "number" ? `${timeout}ms` : "none";
}

function entry(fact: Fact | undefined, key: string): string | undefined {
  if (typeof fact !== "object" || Array.isArray(fact)) return undefined;
  const found = Object.entries(fact).find(([name]) => name === key)?.[1];
  return typeof found === "string" || typeof found === "number" ? String(found) : undefined;
}

function targetText({ host, port, subset, cluster, weight }: Target): string {
  const name = host === undefined ? (cluster ?? "") : `${host}:${port}`;
  const share = weight === undefined ? "" : `=${weight}`;
  return `${name}${subset === undefined ? "" : `/${subset}`}${share}`;
}

/** Where the call ends, including after gateways. */
function endpointsIn({ to = [], endpoints = [] }: Outcome): readonly EndpointOutcome[] {
  const direct = [...endpoints, ...to.flatMap((it) => it.endpoints ?? [])];
  return direct.flatMap((it) => (it.hop ? endpointsIn(it.hop) : [it]));
}

function workloadOf(pod: string): string {
  return pod.replace(/-0$/, "");
}

function one(values: readonly string[]): string {
  return [...new Set(values)].toSorted().join(", ");
}

/** What a caller of a server that is spoken to in HTTP/1.1 gets is the server's business; it is not an answer. */
const broken = "an error: gRPC does not work over HTTP/1.1";

function failed(fails: readonly string[]): string | undefined {
  if (fails.length === 0) return undefined;
  return fails.every((it) => it.startsWith("http1")) ? broken : "UNAVAILABLE";
}

/** The status that a proxy on the way answers with; a way that fails for a part of the calls counts. */
function seenIn({ sees, fails = [], to = [], endpoints = [] }: Outcome): string | undefined {
  const own = sees ?? failed(fails);
  if (own !== undefined) return own;
  for (const target of to) {
    const found = target.sees ?? firstSeen(target.endpoints ?? []) ?? failed(target.fails ?? []);
    if (found !== undefined) return found;
  }
  return firstSeen(endpoints);
}

function firstSeen(endpoints: readonly EndpointOutcome[]): string | undefined {
  for (const { sees, fails = [], hop } of endpoints) {
    const found = sees ?? (hop ? seenIn(hop) : undefined) ?? failed(fails);
    if (found !== undefined) return found;
  }
  return undefined;
}
