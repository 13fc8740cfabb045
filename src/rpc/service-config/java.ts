import { memberOf, type JsonNode } from "../json-text.ts";
import { javaBalancers } from "./balancers.ts";
import {
  int32,
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
 * What grpc-java refuses. Numbers may be strings, a null is a value of the wrong type everywhere, and of policies
 * that no class on the path provides one must be known. Source: grpc-java 1.85 `ManagedChannelServiceConfig.java`,
 * `ServiceConfigUtil.java`, `JsonUtil.java`.
 */
export function* javaRefusals(root: JsonNode): Refusals {
  if (root.kind === "null") return;
  if (root.kind !== "object") {
    yield* refuse(root, "is not an object");
    return;
  }
  yield* balancing(root);
  const health = memberOf(root, "healthCheckConfig");
  if (health !== undefined && health.kind !== "object") yield* refuse(health, "is not an object");
  yield* throttle(memberOf(root, "retryThrottling"));
  const methods = memberOf(root, "methodConfig");
  if (methods === undefined) return;
  if (methods.kind !== "list") {
    yield* refuse(methods, "is not a list");
    return;
  }
  const paths = new Set<string>();
  for (const entry of methods.items) yield* methodConfig(entry, paths);
}

function* balancing(root: JsonNode): Refusals {
  const config = memberOf(root, "loadBalancingConfig");
  if (config !== undefined && config.kind !== "list") {
    yield* refuse(config, "is not a list");
    return;
  }
  if (config === undefined || config.items.length === 0) {
    const policy = memberOf(root, "loadBalancingPolicy");
    if (policy === undefined) return;
    if (policy.kind !== "string") yield* refuse(policy, "is not a string");
    else if (!isUsable(policy.text.toLowerCase(), policy)) {
      yield* refusePolicies(policy, [policy.text], javaBalancers.keys());
    }
    return;
  }
  let isKnown = false;
  for (const entry of config.items) {
    const [member] = entry.kind === "object" ? entry.members : [];
    if (entry.kind !== "object" || entry.members.length !== 1 || member?.value.kind !== "object") {
      yield* refuse(entry, "does not name exactly one policy");
      return;
    }
    const parse = javaBalancers.get(member.key.text);
    if (isKnown || parse === undefined) continue;
    isKnown = true;
    const reason = parse(member.value);
    if (reason !== undefined) yield* refuse(member.value, reason);
  }
  if (!isKnown) yield* refusePolicies(config, policiesIn(config), javaBalancers.keys());
}

/** Whether a policy that is only named works without a configuration. */
function isUsable(name: string, { start, end }: JsonNode): boolean {
  const parse = javaBalancers.get(name);
  return parse !== undefined && parse({ kind: "object", members: [], start, end }) === undefined;
}

/** A number, or a string that is one. */
function numberOf(node: JsonNode | undefined): number | undefined {
  if (node?.kind === "number") return Number(node.text);
  if (node?.kind !== "string" || node.text.trim() === "") return undefined;
  const value = Number(node.text.trim().replace(/(?<=[\d.])[dDfF]$/, ""));
  return Number.isNaN(value) ? undefined : value;
}

function integerOf(node: JsonNode): number | undefined {
  if (node.kind === "string") {
    const value = integerIn(node.text, int32);
    return value === undefined ? undefined : Number(value);
  }
  const value = numberOf(node);
  return value !== undefined && Number.isInteger(value) && Math.abs(value) <= Number(int32[1])
    ? value
    : undefined;
}

function* throttle(policy: JsonNode | undefined): Refusals {
  if (policy === undefined) return;
  if (policy.kind !== "object") {
    yield* refuse(policy, "is not an object");
    return;
  }
  for (const key of ["maxTokens", "tokenRatio"]) {
    const value = numberOf(memberOf(policy, key));
    if (value === undefined || !(Math.fround(value) > 0)) {
      yield* refuse(policy, `needs \`${key}\` above 0`);
    }
  }
}

function* methodConfig(entry: JsonNode, paths: Set<string>): Refusals {
  if (entry.kind !== "object") {
    yield* refuse(entry, "is not an object");
    return;
  }
  const timeout = memberOf(entry, "timeout");
  if (timeout !== undefined && secondsOf(timeout) === undefined) {
    yield* refuse(timeout, "is not a duration");
  }
  const wait = memberOf(entry, "waitForReady");
  if (wait !== undefined && wait.kind !== "boolean") yield* refuse(wait, "is not a boolean");
  for (const key of ["maxRequestMessageBytes", "maxResponseMessageBytes"]) {
    const size = memberOf(entry, key);
    if (size !== undefined && (integerOf(size) ?? -1) < 0) {
      yield* refuse(size, "is not a whole number from 0 to 2147483647");
    }
  }
  const retries = memberOf(entry, "retryPolicy");
  if (retries !== undefined) yield* retryPolicy(retries);
  const hedging = memberOf(entry, "hedgingPolicy");
  if (hedging !== undefined) yield* hedgingPolicy(hedging);
  const names = memberOf(entry, "name");
  if (names === undefined) return;
  if (names.kind !== "list") yield* refuse(names, "is not a list");
  else for (const name of names.items) yield* nameIn(name, paths);
}

/** Digits on the left of the point are needed, those after the ninth on its right are not read. */
function secondsOf(node: JsonNode): number | undefined {
  if (node.kind !== "string" || !node.text.endsWith("s")) return undefined;
  const isNegative = node.text.startsWith("-");
  const number = node.text.slice(isNegative ? 1 : 0, -1);
  const point = number.indexOf(".");
  const whole = westernDigits(point < 0 ? number : number.slice(0, point));
  const fraction = point < 0 ? "" : number.slice(point + 1);
  const seconds = integerIn(whole, int64);
  if (seconds === undefined || seconds < 0n || seconds > longestSeconds) return undefined;
  if (!/^\d*$/.test(fraction.slice(0, 9))) return undefined;
  const value = Number(seconds) + Number(`0.${fraction.slice(0, 9) || "0"}`);
  return isNegative ? -value : value;
}

/** Java reads the digits of all scripts. */
function westernDigits(text: string): string {
  return text.replaceAll(/\p{Nd}/gu, (digit) => {
    const code = digit.codePointAt(0) ?? 0;
    let zero = code;
    while (code - zero < 9 && /\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero -= 1;
    return String(code - zero);
  });
}

function* attempts(policy: JsonNode): Refusals {
  const node = memberOf(policy, "maxAttempts");
  if (node === undefined || (integerOf(node) ?? 0) < 2) {
    yield* refuse(node ?? policy, "needs `maxAttempts` of 2 at least");
  }
}

function* retryPolicy(policy: JsonNode): Refusals {
  if (policy.kind !== "object") {
    yield* refuse(policy, "is not an object");
    return;
  }
  yield* attempts(policy);
  for (const key of ["initialBackoff", "maxBackoff"]) {
    const node = memberOf(policy, key);
    if (node === undefined || !((secondsOf(node) ?? 0) > 0)) {
      yield* refuse(node ?? policy, `needs \`${key}\` above zero`);
    }
  }
  const multiplier = memberOf(policy, "backoffMultiplier");
  const factor = numberOf(multiplier);
  if (factor === undefined || !Number.isFinite(factor) || factor <= 0) {
    yield* refuse(multiplier ?? policy, "needs `backoffMultiplier` above zero");
  }
  const perAttempt = memberOf(policy, "perAttemptRecvTimeout");
  if (perAttempt !== undefined && !((secondsOf(perAttempt) ?? -1) >= 0)) {
    yield* refuse(perAttempt, "is not a duration");
  }
  const codes = memberOf(policy, "retryableStatusCodes");
  if (codes?.kind !== "list" || (codes.items.length === 0 && perAttempt === undefined)) {
    yield* refuse(codes ?? policy, "needs `retryableStatusCodes`");
  } else yield* statuses(codes);
}

function* statuses(codes: JsonNode): Refusals {
  if (codes.kind !== "list") {
    yield* refuse(codes, "is not a list");
    return;
  }
  for (const code of codes.items) {
    const number =
      code.kind === "number"
        ? Number(code.text)
        : statusNames.indexOf(code.kind === "string" ? code.text : "");
    if (statusNames[number] === undefined) yield* refuse(code, "is not a status");
    else if (number === 0) yield* refuse(code, "cannot be `OK`");
  }
}

function* hedgingPolicy(policy: JsonNode): Refusals {
  if (policy.kind !== "object") {
    yield* refuse(policy, "is not an object");
    return;
  }
  yield* attempts(policy);
  const delay = memberOf(policy, "hedgingDelay");
  if (delay === undefined || !((secondsOf(delay) ?? -1) >= 0)) {
    yield* refuse(delay ?? policy, "needs `hedgingDelay`");
  }
  const codes = memberOf(policy, "nonFatalStatusCodes");
  if (codes !== undefined) yield* statuses(codes);
}

function* nameIn(name: JsonNode, paths: Set<string>): Refusals {
  if (name.kind !== "object") {
    yield* refuse(name, "is not an object");
    return;
  }
  const texts: string[] = [];
  for (const key of ["service", "method"]) {
    const node = memberOf(name, key);
    if (node !== undefined && node.kind !== "string") yield* refuse(node, "is not a string");
    texts.push(node?.kind === "string" ? node.text : "");
  }
  const [service = "", method = ""] = texts;
  if (service === "" && method !== "") yield* refuse(name, "has a method without a service");
  const path = pathOf(service, method);
  if (paths.has(path)) yield* refuse(name, "is named twice");
  paths.add(path);
}
