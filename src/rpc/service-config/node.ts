import { memberOf, type JsonNode } from "../json-text.ts";
import { refuse, type Refusals } from "./refusal.ts";
import { statusNames } from "../status-names.ts";

/**
 * What grpc-js refuses. It looks at no balancer, health check or message size that others know, and takes a list
 * for an object without keys. Source: grpc-js 1.14 `service-config.js`.
 */
export function* nodeRefusals(root: JsonNode): Refusals {
  if (!hasKeys(root)) {
    yield* refuse(root, "is not an object");
    return;
  }
  const policy = memberOf(root, "loadBalancingPolicy");
  if (policy !== undefined && policy.kind !== "string") yield* refuse(policy, "is not a string");
  const balancers = memberOf(root, "loadBalancingConfig");
  if (balancers !== undefined) yield* balancing(balancers);
  const methods = memberOf(root, "methodConfig");
  const paths = new Set<string>();
  if (methods?.kind === "list") {
    for (const entry of methods.items) yield* methodConfig(entry, paths);
  }
  const throttle = memberOf(root, "retryThrottling");
  if (throttle === undefined) return;
  const tokens = numberIn(throttle, "maxTokens");
  const needsTokens = tokens === undefined || tokens <= 0 || tokens > 1000;
  if (needsTokens) yield* refuse(throttle, "needs `maxTokens` above 0, up to 1000");
  if ((numberIn(throttle, "tokenRatio") ?? 0) <= 0) {
    yield* refuse(throttle, "needs `tokenRatio` above 0");
  }
}

/** Whether JavaScript can ask for a key: of a list, too. */
function hasKeys(node: JsonNode): boolean {
  return node.kind === "object" || node.kind === "list";
}

function numberIn(node: JsonNode, key: string): number | undefined {
  const value = memberOf(node, key);
  return value?.kind === "number" ? Number(value.text) : undefined;
}

function* balancing(config: JsonNode): Refusals {
  if (config.kind !== "list") {
    yield* refuse(config, "is not a list");
    return;
  }
  for (const entry of config.items) {
    const count =
      entry.kind === "object"
        ? new Set(entry.members.map(({ key }) => key.text)).size
        : entry.kind === "list"
          ? entry.items.length
          : 0;
    if (count !== 1) yield* refuse(entry, "does not name exactly one policy");
  }
}

function* methodConfig(entry: JsonNode, paths: Set<string>): Refusals {
  const names = memberOf(entry, "name");
  if (names?.kind !== "list") {
    yield* refuse(names ?? entry, "needs a list `name`");
    return;
  }
  for (const name of names.items) yield* nameIn(name, paths);
  const wait = memberOf(entry, "waitForReady");
  if (wait !== undefined && wait.kind !== "boolean") yield* refuse(wait, "is not a boolean");
  yield* timeout(memberOf(entry, "timeout"));
  for (const key of ["maxRequestBytes", "maxResponseBytes"]) {
    const size = memberOf(entry, key);
    if (size !== undefined && size.kind !== "number") yield* refuse(size, "is not a number");
  }
  const retries = memberOf(entry, "retryPolicy");
  const hedging = memberOf(entry, "hedgingPolicy");
  if (retries !== undefined && hedging !== undefined) {
    yield* refuse(hedging, "cannot be set together with `retryPolicy`");
  } else if (retries !== undefined) yield* retryPolicy(retries);
  else if (hedging !== undefined) yield* hedgingPolicy(hedging);
}

function isEmpty(node: JsonNode | undefined): boolean {
  return node === undefined || (node.kind === "string" && node.text === "");
}

function* nameIn(name: JsonNode, paths: Set<string>): Refusals {
  if (!hasKeys(name)) {
    yield* refuse(name, "is not an object");
    return;
  }
  const service = memberOf(name, "service");
  const method = memberOf(name, "method");
  if (isEmpty(service)) {
    if (method !== undefined) yield* refuse(method, "is a method without a service");
  } else if (service?.kind !== "string") yield* refuse(name, "has a service that is not a string");
  else if (!isEmpty(method) && method?.kind !== "string") {
    yield* refuse(name, "has a method that is not a string");
  }
  const path = [service, isEmpty(service) ? undefined : method]
    .map((node) => (node?.kind === "string" ? node.text : ""))
    .join("/");
  if (paths.has(path)) yield* refuse(name, "is named twice");
  paths.add(path);
}

function isDuration(node: JsonNode | undefined): boolean {
  return node?.kind === "string" && /^\d+(?:\.\d{1,9})?s$/.test(node.text);
}

function* timeout(node: JsonNode | undefined): Refusals {
  if (node === undefined || isDuration(node)) return;
  const isRecord =
    node.kind === "object" &&
    numberIn(node, "seconds") !== undefined &&
    numberIn(node, "nanos") !== undefined;
  if (!isRecord) yield* refuse(node, "is not a duration");
}

function* attempts(policy: JsonNode): Refusals {
  const count = numberIn(policy, "maxAttempts");
  if (count === undefined || !Number.isInteger(count) || count < 2) {
    yield* refuse(memberOf(policy, "maxAttempts") ?? policy, "needs `maxAttempts` of 2 at least");
  }
}

function* statuses(codes: JsonNode): Refusals {
  if (codes.kind !== "list") return;
  for (const code of codes.items) {
    const isStatus =
      (code.kind === "number" && statusNames[Number(code.text)] !== undefined) ||
      (code.kind === "string" && statusNames.includes(code.text.toUpperCase()));
    if (!isStatus) yield* refuse(code, "is not a status");
  }
}

function* retryPolicy(policy: JsonNode): Refusals {
  yield* attempts(policy);
  for (const key of ["initialBackoff", "maxBackoff"]) {
    const node = memberOf(policy, key);
    if (!isDuration(node)) yield* refuse(node ?? policy, `needs \`${key}\`, a duration`);
  }
  if ((numberIn(policy, "backoffMultiplier") ?? 0) <= 0) {
    yield* refuse(
      memberOf(policy, "backoffMultiplier") ?? policy,
      "needs `backoffMultiplier` above zero",
    );
  }
  const codes = memberOf(policy, "retryableStatusCodes");
  if (codes?.kind !== "list" || codes.items.length === 0) {
    yield* refuse(codes ?? policy, "needs `retryableStatusCodes`");
  } else yield* statuses(codes);
}

function* hedgingPolicy(policy: JsonNode): Refusals {
  yield* attempts(policy);
  const delay = memberOf(policy, "hedgingDelay");
  if (delay !== undefined && !isDuration(delay)) yield* refuse(delay, "is not a duration");
  const codes = memberOf(policy, "nonFatalStatusCodes");
  if (codes !== undefined) yield* statuses(codes);
}
