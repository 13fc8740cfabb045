import { memberOf, type JsonNode } from "../json-text.ts";
import { coreBalancers, withRequiredConfig } from "./balancers.ts";
import {
  int32,
  int64,
  integerIn,
  longestSeconds,
  pathOf,
  policiesIn,
  refuse,
  refusePolicies,
  uint32,
  type Refusals,
} from "./refusal.ts";
import { statusNames } from "../status-names.ts";

/**
 * What the C core refuses, which Python, C++, Ruby and PHP share. Numbers may be strings, a null of an optional
 * field is as if nothing was there, hedging is not read. Source: grpc 1.85 `service_config_impl.cc`,
 * `json_object_loader.cc`, `retry_service_config.cc`.
 */
export function* coreRefusals(root: JsonNode): Refusals {
  if (root.kind !== "object") {
    yield* refuse(root, "is not an object");
    return;
  }
  yield* policyName(root);
  yield* balancing(memberOf(root, "loadBalancingConfig"));
  yield* throttle(optional(root, "retryThrottling"));
  const health = optional(root, "healthCheckConfig");
  if (health !== undefined) {
    if (health.kind !== "object") yield* refuse(health, "is not an object");
    yield* typed(health, "serviceName", "string");
  }
  const methods = memberOf(root, "methodConfig");
  if (methods === undefined) return;
  if (methods.kind !== "list") {
    yield* refuse(methods, "is not a list");
    return;
  }
  const paths = new Set<string>();
  for (const entry of methods.items) yield* methodConfig(entry, paths);
}

function optional(node: JsonNode, name: string): JsonNode | undefined {
  const value = memberOf(node, name);
  return value?.kind === "null" ? undefined : value;
}

function* typed(node: JsonNode, name: string, kind: JsonNode["kind"]): Refusals {
  const value = optional(node, name);
  if (value !== undefined && value.kind !== kind) yield* refuse(value, `is not a ${kind}`);
}

/** The text of a number, which may be in quotes. */
function numberText(node: JsonNode): string | undefined {
  return node.kind === "number" || node.kind === "string" ? node.text.trim() : undefined;
}

function* policyName(root: JsonNode): Refusals {
  const name = optional(root, "loadBalancingPolicy");
  if (name === undefined) return;
  if (name.kind !== "string") {
    yield* refuse(name, "is not a string");
    return;
  }
  const policy = name.text.toLowerCase();
  if (policy === "") return;
  if (withRequiredConfig.has(policy)) yield* refuse(name, "is a policy that needs a configuration");
  else if (!coreBalancers.has(policy)) yield* refusePolicies(name, [policy], coreBalancers.keys());
}

function* balancing(config: JsonNode | undefined): Refusals {
  if (config === undefined) return;
  if (config.kind !== "list") {
    yield* refuse(config, "is not a list");
    return;
  }
  for (const entry of config.items) {
    if (entry.kind !== "object" || entry.members.length !== 1) {
      yield* refuse(entry, "does not name exactly one policy");
      return;
    }
    const [member] = entry.members;
    if (member === undefined) continue;
    const parse = coreBalancers.get(member.key.text);
    if (parse === undefined) continue;
    const reason = parse(member.value);
    if (reason !== undefined) yield* refuse(member.value, reason);
    return;
  }
  yield* refusePolicies(config, policiesIn(config), coreBalancers.keys());
}

function* throttle(policy: JsonNode | undefined): Refusals {
  if (policy === undefined) return;
  if (policy.kind !== "object") {
    yield* refuse(policy, "is not an object");
    return;
  }
  const tokens = optional(policy, "maxTokens");
  const most = tokens && integerIn(numberText(tokens) ?? "", uint32);
  if (most === undefined || most === 0n) {
    yield* refuse(tokens ?? policy, "needs `maxTokens`, a whole number above 0");
  }
  const ratio = memberOf(policy, "tokenRatio");
  // Three digits after the point count.
  const [, whole, decimals = ""] =
    /^(\d+)(?:\.(\d+))?$/.exec((ratio && numberText(ratio)) ?? "") ?? [];
  if (whole === undefined || Number(`${whole}.${decimals.slice(0, 3)}`) <= 0) {
    yield* refuse(ratio ?? policy, "needs `tokenRatio`, 0.001 at least");
  }
}

function* methodConfig(entry: JsonNode, paths: Set<string>): Refusals {
  if (entry.kind !== "object") {
    yield* refuse(entry, "is not an object");
    return;
  }
  yield* typed(entry, "waitForReady", "boolean");
  yield* duration(optional(entry, "timeout"));
  for (const name of ["maxRequestMessageBytes", "maxResponseMessageBytes"]) {
    const size = optional(entry, name);
    if (size !== undefined && integerIn(numberText(size) ?? "", uint32) === undefined) {
      yield* refuse(size, "is not a whole number of 32 bits");
    }
  }
  yield* retryPolicy(optional(entry, "retryPolicy"));
  const names = optional(entry, "name");
  if (names === undefined) return;
  if (names.kind !== "list") yield* refuse(names, "is not a list");
  else for (const name of names.items) yield* nameIn(name, paths);
}

function* duration(node: JsonNode | undefined): Refusals {
  if (node !== undefined && secondsOf(node) === undefined) yield* refuse(node, "is not a duration");
}

/** Blanks around the number and a sign are read; a fraction needs digits on both sides. */
function secondsOf(node: JsonNode): number | undefined {
  if (node.kind !== "string" || !node.text.endsWith("s")) return undefined;
  const number = node.text.slice(0, -1).trim();
  const point = number.indexOf(".");
  const whole = (point < 0 ? number : number.slice(0, point)).trim();
  const fraction = point < 0 ? "0" : number.slice(point + 1);
  const seconds = integerIn(whole, int64);
  if (seconds === undefined || seconds < 0n || seconds > longestSeconds) return undefined;
  if (fraction.length > 9 || integerIn(fraction.trim(), [0n, 999_999_999n]) === undefined) {
    return undefined;
  }
  return Number(seconds) + Number(`0.${fraction.replaceAll(/[^\d]/g, "")}`);
}

function* retryPolicy(policy: JsonNode | undefined): Refusals {
  if (policy === undefined) return;
  if (policy.kind !== "object") {
    yield* refuse(policy, "is not an object");
    return;
  }
  const attempts = optional(policy, "maxAttempts");
  const count = attempts && integerIn(numberText(attempts) ?? "", int32);
  if (count === undefined || count < 2n) {
    yield* refuse(attempts ?? policy, "needs `maxAttempts` of 2 at least");
  }
  for (const name of ["initialBackoff", "maxBackoff"]) {
    const node = optional(policy, name);
    const seconds = node && secondsOf(node);
    if (seconds === undefined || seconds <= 0) {
      yield* refuse(node ?? policy, `needs \`${name}\` above zero`);
    }
  }
  const multiplier = optional(policy, "backoffMultiplier");
  const factor = multiplier && numberText(multiplier);
  if (factor === undefined || factor === "" || !(Number(factor) > 0)) {
    yield* refuse(multiplier ?? policy, "needs `backoffMultiplier` above zero");
  }
  const codes = optional(policy, "retryableStatusCodes");
  if (codes?.kind !== "list" || codes.items.length === 0) {
    yield* refuse(codes ?? policy, "needs `retryableStatusCodes`");
    return;
  }
  for (const code of codes.items) {
    const isName = code.kind === "string" && statusNames.includes(code.text);
    if (!isName) yield* refuse(code, "is not the name of a status");
  }
}

function* nameIn(name: JsonNode, paths: Set<string>): Refusals {
  if (name.kind !== "object") {
    yield* refuse(name, "is not an object");
    return;
  }
  yield* typed(name, "service", "string");
  yield* typed(name, "method", "string");
  const textOf = (key: string): string => {
    const node = memberOf(name, key);
    return node?.kind === "string" ? node.text : "";
  };
  const [service, method] = [textOf("service"), textOf("method")];
  if (service === "" && method !== "") yield* refuse(name, "has a method without a service");
  const path = pathOf(service, method);
  if (paths.has(path)) yield* refuse(name, "is named twice");
  paths.add(path);
}
