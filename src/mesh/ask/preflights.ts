import type { Field } from "../../yaml/field.ts";
import type { AuthorizationPolicy } from "../objects/policies.ts";
import type { Route, RouteMatch } from "../objects/route.ts";
import { authorizationMatches } from "./authorization-match.ts";
import { parseGrpcPathPattern } from "./grpc-path-pattern.ts";
import { isAnyPath } from "./match-cover.ts";
import { pathMatches } from "./rpc-policies.ts";

/** A request that a browser may make; without a path nobody knows which. */
export interface WebRequest {
  readonly host: string;
  readonly path: string | undefined;
}

/** Requests that take a route for certain, of those that a policy may tell apart. */
export function webRequestsOf(
  route: Pick<Route, "hosts" | "matches">,
  { operations }: Pick<AuthorizationPolicy, "operations">,
): readonly WebRequest[] {
  const named = operations.flatMap(({ hosts }) => hosts.map(({ value }) => example(value)));
  const paths = operations
    .flatMap((it) => it.paths)
    .flatMap(({ value, negated }) => (negated ? [] : value));
  const hosts = route.hosts.flatMap(({ value }) => [
    example(value),
    ...named.filter((it) => authorizationMatches(value, it)),
  ]);
  const taken =
    route.matches.length === 0
      ? pathsOf(undefined, paths)
      : route.matches.flatMap((match) => pathsOf(match, paths));
  return hosts.flatMap((host) => taken.map((path) => ({ host: host.toLowerCase(), path })));
}

function pathsOf(
  match: RouteMatch | undefined,
  patterns: readonly string[],
): readonly (string | undefined)[] {
  const path = match?.path;
  if (path === undefined || isAnyPath(path)) {
    const ofRpcs = patterns.filter((it) => parseGrpcPathPattern(it) !== undefined);
    return [undefined, ...ofRpcs.map(example)];
  }
  if (path.kind === "regex") return [undefined];
  if (path.kind === "exact") return [path.value];
  const folder = path.value.endsWith("/") ? path.value : `${path.value}/`;
  return [`${folder}any`, ...patterns.map(example).filter((it) => it.startsWith(folder))];
}

function example(pattern: string): string {
  return pattern.replaceAll(/\{\*\*?\}|\*/g, "any");
}

/** Whether a rule is for a request for certain, whoever makes it. */
export function isForRequest(rule: Field, request: WebRequest, method: string): boolean {
  const operations = rule.get("to")?.items() ?? [];
  return (
    operations.length === 0 ||
    operations.some((to) => {
      const operation = to.get("operation");
      return operation === undefined || takes(operation, request, method);
    })
  );
}

/** Ports are those of the gateway's pods, which other objects decide. */
function takes(operation: Field, { host, path }: WebRequest, method: string): boolean {
  const hasPort = (operation.get("ports") ?? operation.get("notPorts")) !== undefined;
  return (
    !hasPort &&
    agrees(operation, ["methods", "notMethods"], (it) => authorizationMatches(it, method)) &&
    agrees(operation, ["hosts", "notHosts"], (it) =>
      authorizationMatches(it.toLowerCase(), host),
    ) &&
    (path === undefined
      ? operation.pick(["paths", "notPaths"]).length === 0
      : agrees(operation, ["paths", "notPaths"], (it) => pathMatches(it, path)))
  );
}

function agrees(
  operation: Field,
  [wanted, unwanted]: readonly [string, string],
  matches: (value: string) => boolean,
): boolean {
  const listed = operation.get(wanted)?.strings() ?? [];
  const left = operation.get(unwanted)?.strings() ?? [];
  return (
    (listed.length === 0 || listed.some(({ value }) => matches(value))) &&
    !left.some(({ value }) => matches(value))
  );
}
