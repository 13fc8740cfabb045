import { similarName } from "../../text/similar-name.ts";
import { memberOf, type JsonNode, type JsonText } from "../json-text.ts";
import type { ClientLanguage } from "./judge.ts";

/** A part of a service config that clients accept, and read otherwise than it is written. */
export interface Surprise {
  readonly start: number;
  readonly end: number;
  readonly headline: string;
  /** A few words for the place. */
  readonly label: string;
  readonly note: string;
  readonly help: string;
}

type Surprises = Generator<Surprise, void>;

interface Reading {
  /** The languages of the clients that read it; empty if unknown. */
  readonly clients: readonly ClientLanguage[];
}

/** What clients accept and do not do. Without their language, what holds for all of them. */
export function* surprisesIn({ root }: JsonText, clients: readonly ClientLanguage[]): Surprises {
  if (root?.kind !== "object") return;
  yield* strayKeys(root, rootKeys, { clients });
  yield* policyName(root, { clients });
  yield* throttle(memberOf(root, "retryThrottling"));
  const methods = memberOf(root, "methodConfig");
  if (methods?.kind !== "list") return;
  for (const entry of methods.items) yield* methodConfig(entry, { clients });
}

/** Source: `grpc/service_config/service_config.proto` of grpc-proto. */
const rootKeys = [
  "healthCheckConfig",
  "loadBalancingConfig",
  "loadBalancingPolicy",
  "methodConfig",
  "retryThrottling",
];
const methodKeys = [
  "hedgingPolicy",
  "maxRequestMessageBytes",
  "maxResponseMessageBytes",
  "name",
  "retryPolicy",
  "timeout",
  "waitForReady",
];
/** Keys of a VirtualService's retries. */
const istioKeys: Readonly<Record<string, string>> = {
  attempts: "maxAttempts",
  perTryTimeout: "timeout",
  retries: "retryPolicy",
  retryOn: "retryableStatusCodes",
};

/** Only grpc-go reads keys in any case; what is near to no key may be a remark. */
function* strayKeys(node: JsonNode, known: readonly string[], { clients }: Reading): Surprises {
  if (node.kind !== "object") return;
  const readsAnyCase = clients.length > 0 && clients.every((client) => client === "go");
  for (const { key } of node.members) {
    const { text, start, end } = key;
    if (known.includes(text)) continue;
    const near = istioKeys[text] ?? similarName(text, known);
    const isCase = near?.toLowerCase() === text.toLowerCase();
    if (near === undefined || (isCase && readsAnyCase) || memberOf(node, near)) continue;
    yield {
      start,
      end,
      headline: isCase
        ? `only Go reads \`${text}\` in a service config`
        : `clients ignore \`${text}\` in a service config`,
      label: "not a key of service configs",
      note: isCase
        ? "only Go ignores the case of keys: for other clients the setting has no effect"
        : "unknown keys are accepted silently: the setting has no effect",
      help: `use \`${near}\` if that is what you meant`,
    };
  }
}

function* policyName(root: JsonNode, { clients }: Reading): Surprises {
  const policy = memberOf(root, "loadBalancingPolicy");
  if (policy?.kind !== "string" || memberOf(root, "loadBalancingConfig")) return;
  const { text, start, end } = policy;
  const lower = text.toLowerCase();
  const isIgnored = clients.length > 0 && clients.every((client) => client === "js");
  // Of other names nobody knows what programs register.
  if (lower !== "round_robin" || (text === lower && !isIgnored)) return;
  yield {
    start,
    end,
    headline: `not all clients apply \`loadBalancingPolicy: ${text}\``,
    label: isIgnored ? "not read by Node.js" : "case-sensitive in Go",
    note: isIgnored
      ? "Node.js does not read `loadBalancingPolicy`: all calls of a channel silently go to one address"
      : "Go expects the lower-case name and falls back to `pick_first`, Node.js does not read the key: all calls of a channel silently go to one address",
    help: `use \`"loadBalancingConfig": [{ "${lower}": {} }]\`, which all clients read`,
  };
}

/** Each failure uses a token; retries stop while at most half of the tokens are left. */
function* throttle(config: JsonNode | undefined): Surprises {
  const tokens = memberOf(config, "maxTokens");
  const most = tokens?.kind === "number" ? Number(tokens.text) : undefined;
  if (tokens === undefined || most === undefined || most <= 0 || most > 2) return;
  yield {
    start: tokens.start,
    end: tokens.end,
    headline: `\`retryThrottling\` with ${most} tokens allows no retries`,
    label: "used up by the first failure",
    note: "each failure uses a token, and calls are retried only while more than half of them are left: the first failure stops all retries",
    help: "set `maxTokens` above 2, such as 10, or remove `retryThrottling`",
  };
}

function* methodConfig(entry: JsonNode, reading: Reading): Surprises {
  if (entry.kind !== "object") return;
  yield* strayKeys(entry, methodKeys, reading);
  yield* names(entry);
  yield* attempts(memberOf(entry, "retryPolicy"));
  if (memberOf(entry, "retryPolicy") === undefined) yield* hedging(entry, reading);
  yield* fraction(memberOf(entry, "timeout"), reading);
}

function* names(entry: JsonNode): Surprises {
  const list = memberOf(entry, "name");
  if (list === undefined || (list.kind === "list" && list.items.length === 0)) {
    const { start, end } = list ?? { start: entry.start, end: entry.start + 1 };
    yield {
      start,
      end,
      headline: "this `methodConfig` applies to no method",
      label: list ? "an empty list" : "no `name`",
      note: "an entry applies to the services and methods in its `name`: clients skip this one, with its timeout and retries",
      help: 'add `"name": [{ "service": "…" }]`; `"name": [{}]` applies to all methods',
    };
    return;
  }
  if (list.kind !== "list") return;
  for (const name of list.items) {
    if (name.kind !== "object" || name.members.length === 0) continue;
    yield* unmatchable(name);
    if (memberOf(name, "service") || memberOf(name, "method")) continue;
    yield {
      start: name.start,
      end: name.end,
      headline: "this `methodConfig` name applies to all methods of all services",
      label: "no `service`",
      note: "unknown keys are ignored, and a name without `service` is the default for every call of the channel",
      help: "use `service` with the full name of the service, or `{}` for all services",
    };
  }
}

/** A client looks for the service and method of a call, and for nothing like them. */
function* unmatchable(name: JsonNode): Surprises {
  for (const [member, shape] of [
    ["service", /^[A-Za-z_][\w.]*$/],
    ["method", /^[A-Za-z_]\w*$/],
  ] as const) {
    const written = memberOf(name, member);
    if (written?.kind !== "string" || written.text === "" || shape.test(written.text)) continue;
    const { text, start, end } = written;
    yield {
      start,
      end,
      headline: `\`${text}\` is never the ${member} of a call`,
      label: member === "service" ? "not `package.Service`" : "not a method name",
      note: "clients accept any text and compare it exactly: this entry, with its timeout and retries, applies to no call",
      help:
        member === "service"
          ? 'use the full name of the service, such as `shop.v1.CartService`, and `"method"` for a single RPC'
          : "use the name of the RPC, or leave `method` out for all of them",
    };
  }
}

const mostAttempts = 5;

function* attempts(policy: JsonNode | undefined): Surprises {
  const most = memberOf(policy, "maxAttempts");
  if (most?.kind !== "number" || !(Number(most.text) > mostAttempts)) return;
  yield {
    start: most.start,
    end: most.end,
    headline: `\`maxAttempts: ${most.text}\` is treated as ${mostAttempts}`,
    label: "over the clients' limit",
    note: `clients accept any number and make at most ${mostAttempts} attempts, the first one included`,
    help: `use ${mostAttempts} or less`,
  };
}

function* hedging(entry: JsonNode, { clients }: Reading): Surprises {
  const policy = memberOf(entry, "hedgingPolicy");
  const ignoring = clients.filter((client) => client === "go" || client === "python");
  if (policy === undefined || ignoring.length === 0 || ignoring.length < clients.length) return;
  yield {
    start: policy.start,
    end: policy.end,
    headline: "these clients ignore `hedgingPolicy`",
    label: "not implemented there",
    note: "Go and the C core accept it but send each call once: no second request is sent when the first one is slow",
    help: "use `retryPolicy`, or remove it",
  };
}

/** Node.js reads the digits after the point as nanoseconds. */
function* fraction(timeout: JsonNode | undefined, { clients }: Reading): Surprises {
  if (timeout?.kind !== "string" || !clients.includes("js")) return;
  const [, whole = "", digits] = /^(\d+)\.(\d{1,8})s$/.exec(timeout.text) ?? [];
  if (digits === undefined || Number(digits) === 0) return;
  yield {
    start: timeout.start,
    end: timeout.end,
    headline: `Node.js reads a timeout of \`${timeout.text}\` as ${whole} s and ${Number(digits)} ns`,
    label: "digits read as nanoseconds",
    note:
      Number(whole) === 0
        ? "every call ends with DEADLINE_EXCEEDED (4) at once"
        : `calls have ${whole} s: the fraction is lost`,
    help: `use nine digits: \`${whole}.${digits.padEnd(9, "0")}s\``,
  };
}
