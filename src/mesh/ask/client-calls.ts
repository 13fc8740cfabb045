import { memberOf, type JsonMember, type JsonNode, type JsonText } from "../../rpc/json-text.ts";
import { gather } from "../../collections/gather.ts";
import type { Mesh } from "../mesh.ts";
import type { PathMatch, Route } from "../objects/route.ts";
import { readRpcPath, readUnclosedService, type RpcNames } from "../objects/rpc-path-text.ts";
import type { ServiceConfig } from "../objects/service-configs.ts";
import { grpcStatusNames } from "../objects/grpc-status.ts";

/** The calls that an entry of a service config is for, and what it says of them. */
export interface ClientCalls {
  readonly service: string;
  /** All methods of the service where it names none. */
  readonly method: string | undefined;
  /** Milliseconds that a call may take, with its place in the config. */
  readonly timeout: Located | undefined;
  /** How often a call is made at most, the first time included. */
  readonly attempts: Located | undefined;
  /** The statuses that are followed by another attempt. */
  readonly retriedStatuses: readonly string[];
}

interface Located {
  readonly value: number;
  readonly start: number;
  readonly end: number;
}

const mostAttempts = 5;

/** Those of all names in a config; not its defaults, which may be for any service. */
export function clientCallsIn({ json }: ServiceConfig): readonly ClientCalls[] {
  return itemsOf(memberOf(json.root, "methodConfig")).flatMap((entry) => {
    const policy = memberOf(entry, "retryPolicy");
    const settings = {
      timeout: durationIn(memberOf(entry, "timeout")),
      attempts: attemptsIn(memberOf(policy, "maxAttempts")),
      retriedStatuses: itemsOf(memberOf(policy, "retryableStatusCodes")).flatMap(statusOf),
    };
    return itemsOf(memberOf(entry, "name")).flatMap((name) => {
      const service = textOf(memberOf(name, "service"));
      const method = textOf(memberOf(name, "method"));
      return service === undefined ? [] : [{ service, method, ...settings }];
    });
  });
}

/** The service, and the method if there is one, that an entry of a service config is for. */
export interface ConfigName {
  readonly service: JsonNode & { readonly text: string };
  readonly method: (JsonNode & { readonly text: string }) | undefined;
}

/** The names of all entries that are for a service. */
export function namesIn({ root }: JsonText): readonly ConfigName[] {
  const names = itemsOf(memberOf(root, "methodConfig")).flatMap((it) =>
    itemsOf(memberOf(it, "name")),
  );
  return names.flatMap((name) => {
    const service = memberOf(name, "service");
    const method = memberOf(name, "method");
    if (service?.kind !== "string" || service.text === "") return [];
    return [
      { service, method: method?.kind === "string" && method.text !== "" ? method : undefined },
    ];
  });
}

/** Calls of a service that wait for a connection. */
export interface WaitingCalls extends Pick<ClientCalls, "service" | "method"> {
  readonly waits: JsonNode;
}

export function waitingCallsIn({ json }: ServiceConfig): readonly WaitingCalls[] {
  return itemsOf(memberOf(json.root, "methodConfig")).flatMap((entry) => {
    const waits = memberOf(entry, "waitForReady");
    if (waits?.kind !== "boolean" || waits.text !== "true") return [];
    return itemsOf(memberOf(entry, "name")).flatMap((name) => {
      const service = textOf(memberOf(name, "service"));
      return service === undefined
        ? []
        : [{ service, method: textOf(memberOf(name, "method")), waits }];
    });
  });
}

/** The name under which a client watches the health of each connection. */
export function healthCheckIn({ json }: ServiceConfig): JsonNode | undefined {
  const name = memberOf(memberOf(json.root, "healthCheckConfig"), "serviceName");
  return name?.kind === "string" ? name : undefined;
}

/** A policy that spreads calls over addresses, where a config names one first. */
export function spreadingPolicyIn({ json }: ServiceConfig): JsonMember | undefined {
  const [first] = itemsOf(memberOf(json.root, "loadBalancingConfig"));
  const [policy, ...others] = first?.kind === "object" ? first.members : [];
  const spreads =
    /^(?:weighted_)?round_robin$|^(?:least_request|ring_hash)(?:_experimental)?$/.test(
      policy?.key.text ?? "",
    );
  return spreads && others.length === 0 ? policy : undefined;
}

function itemsOf(node: JsonNode | undefined): readonly JsonNode[] {
  return node?.kind === "list" ? node.items : [];
}

function textOf(node: JsonNode | undefined): string | undefined {
  return node?.kind === "string" && node.text !== "" ? node.text : undefined;
}

function durationIn(node: JsonNode | undefined): Located | undefined {
  const [, seconds] = /^(\d+(?:\.\d{1,9})?)s$/.exec(textOf(node) ?? "") ?? [];
  if (node === undefined || seconds === undefined) return undefined;
  return { value: Number(seconds) * 1000, start: node.start, end: node.end };
}

function attemptsIn(node: JsonNode | undefined): Located | undefined {
  if (node?.kind !== "number" || !(Number(node.text) >= 2)) return undefined;
  return { value: Math.min(Number(node.text), mostAttempts), start: node.start, end: node.end };
}

function statusOf(node: JsonNode): readonly string[] {
  const name = node.kind === "number" ? grpcStatusNames[Number(node.text)] : textOf(node);
  return name === undefined ? [] : [name.toUpperCase()];
}

/** The route of each resource that is for these calls by its path: one for the method before one for the service. */
export function routesOfCalls(
  { service, method }: Pick<ClientCalls, "service" | "method">,
  mesh: Pick<Mesh, "all">,
): readonly Route[] {
  const found = new Map<Route["resource"], { route: Route; isExact: boolean }>();
  for (const { route, named } of pathsOf(mesh)) {
    if (named.service !== service) continue;
    const isExact = method !== undefined && named.method === method;
    if (!isExact && named.method !== undefined) continue;
    const known = found.get(route.resource);
    if (known === undefined || (isExact && !known.isExact)) {
      found.set(route.resource, { route, isExact });
    }
  }
  return [...found.values()].map(({ route }) => route);
}

function pathsOf(mesh: Pick<Mesh, "all">): readonly {
  readonly route: Route;
  readonly named: { service: string; method: string | undefined };
}[] {
  return [
    ...gather(mesh.all.route(), (route) =>
      route.matches.flatMap(({ path }) => {
        const named = path && path.kind !== "regex" ? namedBy(path) : undefined;
        return named === undefined ? [] : [{ route, named }];
      }),
    ),
    ...gather(mesh.all.rpcPath(), ({ route, isNamed, service, method, methods }) => {
      const isPart = isNamed && (method !== undefined || methods !== undefined);
      return route === undefined || isPart
        ? []
        : [{ route, named: { service, method: undefined } }];
    }),
  ];
}

function namedBy(path: PathMatch): RpcNames | undefined {
  const unclosed = readUnclosedService(path);
  return (
    readRpcPath(path) ??
    (unclosed === undefined ? undefined : { service: unclosed, method: undefined })
  );
}
