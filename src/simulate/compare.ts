import type { Resource } from "../manifest/resource.ts";
import { groupBy } from "../collections/group-by.ts";
import { outsideCalls } from "./call-classes.ts";
import { callerSigns, callersIn } from "./caller-groups.ts";
import { callOf, type CallText } from "./call-text.ts";
import { canonical } from "./facts/compact.ts";
import { requestClasses, type CallSources } from "./request-classes.ts";
import { uniqueRequests, type RequestClass } from "./request-samples.ts";
import { outcomeSummary, type Summary, type SummaryKey } from "./outcome-summary.ts";
import { simulationOf } from "./simulate.ts";

/** A mesh as it is at one point in time. */
export interface MeshState extends CallSources {
  readonly resources: readonly Resource[];
}

/** What a change is about, for `--fail-on`. */
export const changeKinds = [
  "dropped-route",
  "added-route",
  "opened-access",
  "closed-access",
  "destinations",
  "timeout",
  "retries",
  "tls",
  "protocol",
  "fault",
  "other",
] as const;
export type ChangeKind = (typeof changeKinds)[number];

/** One thing that changes alike for several calls to a host. */
export interface CallChange {
  readonly kind: ChangeKind;
  /** `HOST:PORT`. */
  readonly to: string;
  readonly methods: readonly string[];
  readonly callers: readonly string[];
  /** `timeout`, `retries`, `destinations` … */
  readonly what: SummaryKey;
  readonly before: string;
  readonly after: string;
}

/** All that changes for calls that either mesh distinguishes. */
export function compareMeshes(before: MeshState, after: MeshState): readonly CallChange[] {
  const summaryBefore = summaryReader(before);
  const summaryAfter = summaryReader(after);
  const groups = new Map<string, CallChange>();
  for (const { text, callers } of classesIn(before, after)) {
    for (const change of changesOf(text, callers, summaryBefore(text), summaryAfter(text))) {
      const key = canonical([change.kind, change.to, change.what, change.before, change.after]);
      groups.set(key, merged(groups.get(key), change));
    }
  }
  return [...groups.values()].toSorted(
    (left, right) =>
      changeKinds.indexOf(left.kind) - changeKinds.indexOf(right.kind) ||
      (left.to < right.to ? -1 : 1),
  );
}

/** A call, and all callers whose calls both meshes treat in the same way. */
interface CallClass {
  readonly text: CallText;
  readonly callers: readonly string[];
}

function* classesIn(before: MeshState, after: MeshState): Iterable<CallClass> {
  const states = [before, after];
  const signs = states.map(callerSigns);
  const requestsOf = states.map(requestClasses);
  const callers = [...new Set(states.flatMap(callersIn))].toSorted();
  const names = new Set(states.flatMap(({ cluster }) => cluster.hosts.map(({ host }) => host)));
  for (const name of names) {
    const signsHere = signs.map((sign) => sign(name));
    const groups = groupBy(callers, (it) => signsHere.map((sign) => sign(it)).join("|"));
    const hosts = states.map(({ cluster }) => cluster.hostsNamed(name));
    const ports = hosts.flat().flatMap((host) => host.ports);
    const numbers = ports.filter(({ protocol }) => protocol !== "UDP").map((it) => it.number);
    const requests = uniqueRequests(
      hosts.flatMap((own, index) => own.flatMap((host) => requestsOf[index]?.(host) ?? [])),
    );
    const tos = [...new Set(numbers)].map((number) => `${name}:${number}`);
    for (const alike of groups.values()) yield* classesOf(alike, tos, requests);
  }
  const outside = states.flatMap(outsideCalls).map((text) => [keyOf(text), text] as const);
  for (const text of new Map(outside).values()) yield { text, callers: [text.from] };
}

function* classesOf(
  callers: readonly string[],
  tos: readonly string[],
  requests: readonly RequestClass[],
): Iterable<CallClass> {
  const [from = ""] = callers;
  for (const to of tos) {
    for (const { path, headers } of requests) {
      const text = { from, to, method: path, authority: undefined, sni: undefined, headers };
      yield { text, callers };
    }
  }
}

function keyOf({ headers, ...text }: CallText): string {
  return JSON.stringify([text, ...headers]);
}

function summaryReader(state: MeshState): (text: CallText) => Summary | undefined {
  const simulation = simulationOf(state.cluster, state.catalogue);
  return (text) => {
    const call = callOf(text, { ...state, simulation });
    return "fault" in call ? undefined : outcomeSummary(simulation.run(call));
  };
}

/** A call that only one of the meshes can make is a change of the callers. */
function changesOf(
  text: CallText,
  callers: readonly string[],
  before: Summary | undefined,
  after: Summary | undefined,
): readonly CallChange[] {
  if (before === undefined || after === undefined) return [];
  const headers = Array.from(text.headers, ([name, value]) => `${name}=${value}`).join(" ");
  const method = headers === "" ? text.method : `${text.method} (${headers})`;
  return changedKeys(before, after).flatMap((what) => {
    const [was, is] = pairOf(what, before, after);
    if (was === undefined || is === undefined) return [];
    const kind = kindOf(what, before, after);
    return [{ kind, to: text.to, methods: [method], callers, what, before: was, after: is }];
  });
}

/** What both meshes come to and answer in another way; where a call ends is said by what else says it. */
function changedKeys(before: Summary, after: Summary): readonly SummaryKey[] {
  const changed = Object.keys(before)
    .filter(isKey)
    .filter((key) => {
      const [one, other] = pairOf(key, before, after);
      return one !== other;
    });
  const [was, is] = [arrives(before), arrives(after)];
  const hidden =
    was !== is ? "authorization" : was && changed.includes("destinations") ? "ends" : undefined;
  return changed.filter((key) => key !== hidden);
}

/** What is compared: of TLS what is sent, where both meshes have endpoints. */
function pairOf(
  key: SummaryKey,
  before: Summary,
  after: Summary,
): readonly [string | undefined, string | undefined] {
  const isWritten = key === "TLS" && (before.TLS === undefined || after.TLS === undefined);
  return isWritten ? [before.tlsMode, after.tlsMode] : [before[key], after[key]];
}

function isKey(key: string): key is SummaryKey {
  return key in kinds;
}

const kinds: Readonly<Record<SummaryKey, ChangeKind>> = {
  ends: "other",
  authorization: "other",
  destinations: "destinations",
  timeout: "timeout",
  retries: "retries",
  TLS: "tls",
  "HTTP version": "protocol",
  fault: "fault",
  mirror: "fault",
};

function kindOf(what: SummaryKey, before: Summary, after: Summary): ChangeKind {
  if (what === "authorization" || what === "ends") {
    // Where a call did not come to a policy, none was opened or closed.
    const isJudged = before.authorization !== undefined && after.authorization !== undefined;
    const was = before.authorization === "deny";
    const is = after.authorization === "deny";
    if (isJudged && was !== is) return was ? "opened-access" : "closed-access";
  }
  if (what !== "ends") return kinds[what];
  if (arrives(before)) return arrives(after) ? "destinations" : "dropped-route";
  return arrives(after) ? "added-route" : "other";
}

function arrives({ ends }: Summary): boolean {
  return ends.startsWith("reaches");
}

function merged(known: CallChange | undefined, change: CallChange): CallChange {
  if (known === undefined) return change;
  return {
    ...known,
    methods: [...new Set([...known.methods, ...change.methods])],
    callers: [...new Set([...known.callers, ...change.callers])],
  };
}
