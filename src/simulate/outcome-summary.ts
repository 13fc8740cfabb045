import { canonical, type Fact } from "./facts/compact.ts";
import type { EndpointOutcome, Outcome, Target } from "./outcome.ts";

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

/** What a reviewer wants to know of an outcome, each as text. */
export type Summary = Readonly<Record<SummaryKey, string>>;

export function outcomeSummary(outcome: Outcome): Summary {
  const { settings, to = [] } = outcome;
  const endpoints = endpointsIn(outcome);
  return {
    ends: endOf(outcome, endpoints),
    authorization: decisionOf(outcome, endpoints),
    destinations: to.map(targetText).toSorted().join(", ") || "none",
    timeout:
      settings?.["timeout_ms"] === undefined ? "none" : `${shown(settings["timeout_ms"])} ms`,
    retries: settings?.["retries"] === undefined ? "Istio's default" : shown(settings["retries"]),
    TLS: unique([
      ...to.map(({ settings: own }) => shown(own?.["tls"])),
      ...endpoints.map(({ sent }) => sent ?? ""),
    ]),
    "HTTP version": unique(to.map(({ http }) => (http === "http1" ? "HTTP/1.1" : "HTTP/2"))),
    fault: shown(settings?.["fault"]) || "none",
    mirror: shown(settings?.["mirror"]) || "none",
  };
}

function shown(fact: Fact | undefined): string {
  if (fact === undefined) return "";
  return typeof fact === "object" ? canonical(fact) : String(fact);
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
    const reason = reasons.length > 0 ? unique(reasons) : result;
    const status = sees ?? [...to, ...endpoints].find((it) => it.sees !== undefined)?.sees;
    return status === undefined ? reason : `${reason} (${status})`;
  }
  return `reaches ${unique(reached.flatMap(({ pods, address = "" }) => pods?.map(workloadOf) ?? [address]))}`;
}

function workloadOf(pod: string): string {
  return pod.replace(/-0$/, "");
}

function decisionOf({ authz }: Outcome, endpoints: readonly EndpointOutcome[]): string {
  const decisions = new Set([authz, ...endpoints.map((it) => it.authz)]);
  if (decisions.has("deny")) return "deny";
  return decisions.has("unknown") ? "unknown" : "allow";
}
