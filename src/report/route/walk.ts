import { policySteps, settingSteps } from "./setting-steps.ts";
import type { Outcome, Step } from "../../simulate/outcome.ts";
import { ends, failures } from "../../simulate/outcome-words.ts";
import type { EndpointOutcome, Fails, Target } from "../../simulate/outcome.ts";

/** One line of the way: a step, or the end of a branch. */
export interface WayLine {
  /** The number of destinations and gateways before it. */
  readonly depth: number;
  readonly step: Step;
  /** `branch`: a destination or what it leads to; `end`: how the call ends there. */
  readonly kind: "step" | "branch" | "end";
  readonly isBad: boolean;
}

/** The whole way, from the caller on, through each destination. */
export function wayOf(outcome: Outcome, depth = 0): readonly WayLine[] {
  const { steps, to = [], endpoints = [] } = outcome;
  return [
    ...steps.map((step) => line(depth, step, "step", false)),
    ...settingSteps(outcome).map((step) => line(depth, step, "step", false)),
    ...to.flatMap((target) => targetLines(target, depth)),
    ...endpoints.flatMap((it) => endpointLines(it, depth)),
    ...(to.length + endpoints.length === 0 || outcome.fails
      ? [
          line(
            depth,
            { text: endText(outcome), field: undefined },
            "end",
            outcome.sees !== undefined,
          ),
        ]
      : []),
  ];
}

function line(depth: number, step: Step, kind: WayLine["kind"], isBad: boolean): WayLine {
  return { depth, step, kind, isBad };
}

function targetLines(target: Target, depth: number): readonly WayLine[] {
  const { host, port, subset, cluster, weight, http, endpoints = [], steps } = target;
  const share = weight === undefined ? "" : `weight ${weight}: `;
  const name = host === undefined ? (cluster ?? "") : `\`${host}:${port}\``;
  const version = http === undefined ? "" : http === "h2" ? ", HTTP/2" : ", HTTP/1.1";
  const text = `${share}${name}${subset === undefined ? "" : ` subset \`${subset}\``}${version}`;
  const isBad = (target.fails?.length ?? 0) > 0;
  const below = depth + 1;
  return [
    line(depth, { text, field: undefined }, "branch", isBad),
    ...steps.map((step) => line(below, step, "step", false)),
    ...policySteps(target).map((step) => line(below, step, "step", false)),
    ...(isBad ? [line(below, { text: failText(target), field: undefined }, "end", true)] : []),
    ...endpoints.flatMap((it) => endpointLines(it, below)),
  ];
}

function endpointLines(endpoint: EndpointOutcome, depth: number): readonly WayLine[] {
  const { pods, address, port, sent, steps = [], hop } = endpoint;
  const name = pods ? `pod ${pods.map((it) => `\`${it}\``).join(", ")}` : (address ?? "");
  const way = sent === undefined ? "" : `, ${wireText[sent]}`;
  const text = `${name}${port === undefined ? "" : ` port ${port}`}${way}`;
  const isBad = (endpoint.fails?.length ?? 0) > 0;
  const below = depth + 1;
  return [
    line(depth, { text, field: undefined }, "branch", isBad),
    ...steps.map((step) => line(below, step, "step", false)),
    ...(hop ? wayOf(hop, below) : []),
    ...(hop ? [] : [line(below, { text: arrivedText(endpoint), field: undefined }, "end", isBad)]),
  ];
}

const wireText = {
  mtls: "mutual TLS of the mesh",
  tls: "TLS",
  plaintext: "plaintext",
} as const;

function arrivedText(endpoint: EndpointOutcome): string {
  if ((endpoint.fails?.length ?? 0) > 0) return failText(endpoint);
  const { app, authz, in: how } = endpoint;
  if (how === undefined) return "leaves the mesh";
  const version = app === "h2" ? "HTTP/2" : app === "http1" ? "HTTP/1.1" : "TLS";
  const allowed = authz === undefined ? "" : `, authorization: ${authz}`;
  return `the application gets ${version}${allowed}`;
}

function failText({
  fails = [],
  sees,
}: {
  readonly fails?: readonly Fails[];
  readonly sees?: string;
}): string {
  const reasons = fails.map((it) => failures[it]).join("; ");
  return sees === undefined ? reasons : `${reasons}: the caller gets ${sees}`;
}

/** How a call ends at a proxy that sends it nowhere. */
export function endText({ result, why, sees, fails }: Outcome): string {
  const text = fails ? failText({ fails }) : ends[result];
  const reason = why === undefined ? "" : ` (${why})`;
  return `${text}${reason}${sees === undefined ? "" : `: the caller gets ${sees}`}`;
}
