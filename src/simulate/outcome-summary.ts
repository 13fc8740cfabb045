import { formatDuration } from "../mesh/objects/duration.ts";
import type { EndpointOutcome, Outcome, Target } from "./outcome.ts";
import { ends, failures } from "./outcome-words.ts";
import { readableFact, readableRetries } from "./setting-words.ts";

export type SummaryKey =
  | "ends"
  | "authorization"
  | "destinations"
  | "timeout"
  | "retries"
  | "TLS"
  | "HTTP version"
  | "fault"
  | "mirror";

/** What a reviewer wants to know of an outcome, each as text; `undefined` of what the call does not come to. */
export type Summary = Readonly<Record<Exclude<SummaryKey, "ends">, string | undefined>> & {
  readonly ends: string;
  /** What is written of TLS, which is all where no endpoint is known. */
  readonly tlsMode: string | undefined;
};

export function outcomeSummary(outcome: Outcome): Summary {
  const { to = [] } = outcome;
  const endpoints = endpointsIn(outcome);
  const clusters = to.filter((it) => it.settings !== undefined);
  const modes = clusters.map(({ settings }) => readableFact(settings?.["tls"]));
  const sent = endpoints.map((it) => it.sent ?? "");
  return {
    ends: endOf(outcome, endpoints),
    authorization: decisionOf(outcome, endpoints),
    destinations: to.length === 0 ? undefined : to.map(targetText).toSorted().join(", "),
    ...settingTexts(to.length + endpoints.length > 0 ? { settings: {}, ...outcome } : outcome),
    TLS: endpoints.length === 0 ? undefined : unique([...modes, ...sent]),
    tlsMode: clusters.length === 0 ? undefined : unique(modes),
    "HTTP version":
      clusters.length === 0
        ? undefined
        : unique(clusters.map(({ http }) => (http === "http1" ? "HTTP/1.1" : "HTTP/2"))),
  };
}

/** Of the route that is taken, whatever becomes of the call after it. */
function settingTexts({
  settings,
}: Pick<Outcome, "settings">): Pick<Summary, "timeout" | "retries" | "fault" | "mirror"> {
  if (settings === undefined) {
    return { timeout: undefined, retries: undefined, fault: undefined, mirror: undefined };
  }
  const { timeout_ms: timeout, retries, fault, mirror } = settings;
  return {
    timeout: typeof timeout === "number" ? formatDuration(timeout) : "none",
    retries: retries === undefined ? "Istio's default" : readableRetries(retries),
    fault: readableFact(fault) || "none",
    mirror: readableFact(mirror) || "none",
  };
}

function unique(texts: readonly string[]): string {
  const found = [...new Set(texts.filter((it) => it !== ""))];
  return found.length === 0 ? "none" : found.toSorted().join(", ");
}

function targetText({ host, port, subset, cluster, weight }: Target): string {
  const name = host === undefined ? (cluster ?? "") : `${host}:${port}`;
  const share = weight === undefined ? "" : ` ${weight}`;
  return `${name}${subset === undefined ? "" : `/${subset}`}${share}`;
}

/** Including outcomes after gateways. */
export function endpointsIn({ to = [], endpoints = [] }: Outcome): readonly EndpointOutcome[] {
  const direct = [...endpoints, ...to.flatMap((it) => it.endpoints ?? [])];
  return direct.flatMap((it) => (it.hop ? endpointsIn(it.hop) : [it]));
}

/** `reaches shop/orders`, or the reason why it does not, with what the caller gets. */
function endOf(outcome: Outcome, endpoints: readonly EndpointOutcome[]): string {
  const { result, sees, to = [] } = outcome;
  const reached = endpoints.filter(({ fails = [] }) => fails.length === 0);
  if (reached.length === 0) {
    const reasons = [
      ...(outcome.fails ?? []),
      ...to.flatMap(({ fails = [] }) => fails),
      ...endpoints.flatMap(({ fails = [] }) => fails),
    ];
    const reason = reasons.length > 0 ? unique(reasons.map((it) => failures[it])) : ends[result];
    const status = sees ?? [...to, ...endpoints].find((it) => it.sees !== undefined)?.sees;
    return status === undefined ? reason : `${reason} (${status})`;
  }
  return `reaches ${unique(reached.flatMap(({ pods, address = "" }) => pods?.map(workloadOf) ?? [address]))}`;
}

function workloadOf(pod: string): string {
  return pod.replace(/-0$/, "");
}

/** Nothing where no proxy is asked: the call ends before it. */
function decisionOf({ authz }: Outcome, endpoints: readonly EndpointOutcome[]): string | undefined {
  if (authz === undefined && endpoints.length === 0) return undefined;
  const decisions = new Set([authz, ...endpoints.map((it) => it.authz)]);
  if (decisions.has("deny")) return "deny";
  return decisions.has("unknown") ? "unknown" : "allow";
}
