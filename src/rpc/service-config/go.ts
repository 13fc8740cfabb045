import type { JsonNode } from "../json-text.ts";
import { goBalancers } from "./balancers.ts";
import {
  int64,
  integerIn,
  longestSeconds,
  pathOf,
  policiesIn,
  refuse,
  refusePolicies,
  type Refusals,
} from "./refusal.ts";
import { statusNames } from "../status-names.ts";

/**
 * What grpc-go refuses. It decodes into structs, so that keys match in any case, a null is as if nothing was there,
 * and every value of a known key is checked. Source: grpc-go 1.85 `service_config.go`.
 */
export function* goRefusals(root: JsonNode): Refusals {
  if (root.kind === "null") return;
  if (root.kind !== "object") yield* refuse(root, "is not an object");
  yield* typed(root, "loadBalancingPolicy", "string");
  yield* balancing(root);
  for (const policy of fields(root, "retryThrottling")) {
    if (policy.kind !== "object") yield* refuse(policy, "is not an object");
    yield* typed(policy, "maxTokens", "number");
    yield* typed(policy, "tokenRatio", "number");
  }
  for (const check of fields(root, "healthCheckConfig")) {
    if (check.kind !== "object") yield* refuse(check, "is not an object");
    yield* typed(check, "serviceName", "string");
  }
  const lists = fields(root, "methodConfig");
  for (const list of lists) yield* methodConfigs(list);
  const last = lists.at(-1);
  if (last?.kind === "list") yield* throttle(root);
}

/** What a key that is written in any case is set to, nulls left out. */
function fields(node: JsonNode, name: string): readonly JsonNode[] {
  if (node.kind !== "object") return [];
  const wanted = name.toLowerCase();
  return node.members
    .filter(({ key, value }) => key.text.toLowerCase() === wanted && value.kind !== "null")
    .map(({ value }) => value);
}

function* typed(node: JsonNode, name: string, kind: JsonNode["kind"]): Refusals {
  for (const value of fields(node, name)) {
    if (value.kind !== kind) yield* refuse(value, `is not a ${kind}`);
    else if (value.kind === "number" && !Number.isFinite(Number(value.text))) {
      yield* refuse(value, "is out of range");
    }
  }
}

function* integers(node: JsonNode, name: string): Refusals {
  for (const value of fields(node, name)) {
    const isInteger = value.kind === "number" && integerIn(value.text, int64) !== undefined;
    if (!isInteger) yield* refuse(value, "is not a whole number");
  }
}

function* durations(node: JsonNode, name: string): Refusals {
  for (const value of fields(node, name)) yield* duration(value);
}

function* duration(node: JsonNode): Refusals {
  const seconds = secondsOf(node);
  if (seconds === undefined) yield* refuse(node, "is not a duration");
}

/** `-1.5s`, `.5s` and `1.s` too; up to nine digits after the point. */
function secondsOf(node: JsonNode): number | undefined {
  if (node.kind !== "string" || !node.text.endsWith("s")) return undefined;
  const isNegative = node.text.startsWith("-");
  const number = node.text.slice(isNegative ? 1 : 0, -1);
  const [whole = "", fraction = "", more] = number.split(".");
  if (more !== undefined || (whole === "" && fraction === "")) return undefined;
  const seconds = whole === "" ? 0n : integerIn(whole, int64);
  if (seconds === undefined || seconds > longestSeconds) return undefined;
  if (fraction !== "" && !/^(?=.{1,9}$)[+-]?\d+$/.test(fraction)) return undefined;
  const value = Number(seconds) + Number(`0.${fraction.replace(/^[+-]/, "") || "0"}`);
  return isNegative ? -value : value;
}

function* balancing(root: JsonNode): Refusals {
  const config = fields(root, "loadBalancingConfig").at(-1);
  if (config === undefined) return;
  if (config.kind !== "list") {
    yield* refuse(config, "is not a list");
    return;
  }
  let isKnown = false;
  for (const entry of config.items) {
    if (entry.kind !== "object" || entry.members.length !== 1) {
      yield* refuse(entry, "does not name exactly one policy");
      return;
    }
    const [member] = entry.members;
    const parse = goBalancers.get(member?.key.text ?? "");
    if (isKnown || parse === undefined || member === undefined) continue;
    isKnown = true;
    const reason = parse(member.value);
    if (reason !== undefined) yield* refuse(member.value, reason);
  }
  if (!isKnown) yield* refusePolicies(config, policiesIn(config), goBalancers.keys());
}

function* methodConfigs(list: JsonNode): Refusals {
  if (list.kind !== "list") {
    yield* refuse(list, "is not a list");
    return;
  }
  const paths = new Set<string>();
  for (const entry of list.items) {
    if (entry.kind === "null") continue;
    if (entry.kind !== "object") yield* refuse(entry, "is not an object");
    yield* typed(entry, "waitForReady", "boolean");
    yield* durations(entry, "timeout");
    yield* integers(entry, "maxRequestMessageBytes");
    yield* integers(entry, "maxResponseMessageBytes");
    const names = fields(entry, "name").at(-1);
    for (const policy of fields(entry, "retryPolicy")) {
      yield* retryTypes(policy);
      if (names !== undefined) yield* retryValues(policy);
    }
    if (names !== undefined) yield* namesIn(names, paths);
  }
}

function* retryTypes(policy: JsonNode): Refusals {
  if (policy.kind !== "object") yield* refuse(policy, "is not an object");
  yield* integers(policy, "maxAttempts");
  yield* durations(policy, "initialBackoff");
  yield* durations(policy, "maxBackoff");
  yield* typed(policy, "backoffMultiplier", "number");
  for (const codes of fields(policy, "retryableStatusCodes")) {
    if (codes.kind !== "list") yield* refuse(codes, "is not a list");
    else yield* statuses(codes.items);
  }
}

function* statuses(codes: readonly JsonNode[]): Refusals {
  for (const code of codes) if (!isCode(code)) yield* refuse(code, "is not a status");
}

/** A number, a name in upper case, or null, which is read as `OK`. */
function isCode(node: JsonNode): boolean {
  if (node.kind === "null") return true;
  if (node.kind === "number") return /^\d+$/.test(node.text) && Number(node.text) <= 16;
  return node.kind === "string" && statusNames.includes(node.text);
}

function isPositive(node: JsonNode | undefined, value: number | undefined): boolean {
  return node !== undefined && value !== undefined && value > 0;
}

function numberOf(node: JsonNode | undefined): number | undefined {
  return node?.kind === "number" ? Number(node.text) : undefined;
}

function* retryValues(policy: JsonNode): Refusals {
  const last = (name: string): JsonNode | undefined => fields(policy, name).at(-1);
  const attempts = last("maxAttempts");
  if ((numberOf(attempts) ?? 0) <= 1)
    yield* refuse(attempts ?? policy, "needs `maxAttempts` of 2 at least");
  for (const name of ["initialBackoff", "maxBackoff"]) {
    const node = last(name);
    if (!isPositive(node, node && secondsOf(node))) {
      yield* refuse(node ?? policy, `needs \`${name}\` above zero`);
    }
  }
  const multiplier = last("backoffMultiplier");
  if (!isPositive(multiplier, numberOf(multiplier))) {
    yield* refuse(multiplier ?? policy, "needs `backoffMultiplier` above zero");
  }
  const codes = last("retryableStatusCodes");
  if (codes?.kind !== "list" || codes.items.length === 0) {
    yield* refuse(codes ?? policy, "needs `retryableStatusCodes`");
  }
}

function* namesIn(names: JsonNode, paths: Set<string>): Refusals {
  if (names.kind !== "list") {
    yield* refuse(names, "is not a list");
    return;
  }
  for (const name of names.items) {
    if (name.kind !== "object" && name.kind !== "null") yield* refuse(name, "is not an object");
    yield* typed(name, "service", "string");
    yield* typed(name, "method", "string");
    const textOf = (key: string): string => {
      const node = fields(name, key).at(-1);
      return node?.kind === "string" ? node.text : "";
    };
    const [service, method] = [textOf("service"), textOf("method")];
    if (service === "" && method !== "") yield* refuse(name, "has a method without a service");
    const path = pathOf(service, method);
    if (paths.has(path)) yield* refuse(name, "is named twice");
    paths.add(path);
  }
}

/** Looked at only where there are method configs. */
function* throttle(root: JsonNode): Refusals {
  const policy = fields(root, "retryThrottling").at(-1);
  if (policy === undefined) return;
  const valueOf = (name: string): number => numberOf(fields(policy, name).at(-1)) ?? 0;
  const tokens = valueOf("maxTokens");
  if (tokens <= 0 || tokens > 1000) yield* refuse(policy, "needs `maxTokens` above 0, up to 1000");
  if (valueOf("tokenRatio") <= 0) yield* refuse(policy, "needs `tokenRatio` above 0");
}
