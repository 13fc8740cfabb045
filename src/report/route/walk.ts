import { policySteps, settingSteps } from "./setting-steps.ts";
import type { Outcome, Step } from "../../simulate/outcome.ts";
import type { EndpointOutcome, Target } from "../../simulate/outcome.ts";

/** One line of the way: a step, or the end of a branch. */
export interface WayLine {
  /** How many destinations and gateways it lies behind. */
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

/** What each reason means in gRPC terms. */
export const failures: Readonly<Record<string, string>> = {
  missing_cluster: "the proxy has no such cluster",
  no_endpoints: "no endpoints",
  no_such_port: "the Service has no such port",
  http1_upstream: "sent as HTTP/1.1: gRPC needs HTTP/2",
  http1_to_app: "the application gets HTTP/1.1: gRPC needs HTTP/2",
  http1_downstream: "arrives as HTTP/1.1: gRPC needs HTTP/2",
  mtls_required: "refused: the server requires the mesh's mutual TLS",
  no_inbound_chain: "refused: no filter chain accepts this TLS",
  tls_to_plaintext: "TLS sent to a port that expects plaintext",
  mtls_to_app: "mutual TLS reaches an application without a proxy",
  denied: "denied by an AuthorizationPolicy",
  fault_abort: "aborted by fault injection",
  blackhole: "blocked",
};

function failText({
  fails = [],
  sees,
}: {
  readonly fails?: readonly string[];
  readonly sees?: string;
}): string {
  const reasons = fails.map((it) => failures[it] ?? it).join("; ");
  return sees === undefined ? reasons : `${reasons}: the caller gets ${sees}`;
}

/** How a call ends at a proxy that sends it nowhere. */
export function endText({ result, why, sees, fails }: Outcome): string {
  const text = fails ? failText({ fails }) : ends[result];
  const reason = why === undefined ? "" : ` (${why})`;
  return `${text}${reason}${sees === undefined ? "" : `: the caller gets ${sees}`}`;
}

const ends: Readonly<Record<Outcome["result"], string>> = {
  routed: "routed",
  tcp: "forwarded as TCP",
  passthrough: "passed through to where the caller connected",
  direct: "sent without a proxy",
  no_route: "no route of the virtual host matches",
  no_vhost: "no virtual host has this authority",
  denied: "denied by an AuthorizationPolicy of the gateway",
  direct_response: "answered by the proxy",
  redirect: "redirected",
  https_redirect: "redirected to HTTPS",
  blackhole: "blocked: the destination is not in the registry (REGISTRY_ONLY)",
  no_listener: "the gateway does not listen on this port",
  no_chain: "no filter chain of the listener takes the connection",
  tls_error: "the TLS handshake fails",
  dns_error: "the name does not resolve",
  unknown: "unknown",
};
