import type { RpcCatalogue, RpcMethod } from "../../rpc/rpc.ts";
import type { Mesh } from "../mesh.ts";
import type { PathMatch, Route, RouteMatch } from "../objects/route.ts";
import { readRpcPath } from "../objects/rpc-path-text.ts";
import type { RpcPath } from "../resolve/rpc-paths.ts";

/** The RPCs of the catalogue that a path is for. */
export function rpcsAt(
  { service, method, methods: matched, isPrefix }: RpcPath,
  rpcs: RpcCatalogue | undefined,
): readonly RpcMethod[] {
  const methods = [...(rpcs?.services.get(service)?.methods.values() ?? [])];
  if (matched !== undefined) return methods.filter(({ name }) => matched.has(name.value));
  if (method === undefined) return methods;
  return methods.filter(({ name }) =>
    isPrefix ? name.value.startsWith(method) : name.value === method,
  );
}

/** Those of them whose calls take the path's route for certain. */
export function rpcsTaking(
  path: RpcPath,
  mesh: Pick<Mesh, "rpcs" | "routesOf">,
): readonly RpcMethod[] {
  const { route } = path;
  if (route === undefined) return [];
  const together = mesh.routesOf(route.resource);
  return rpcsAt(path, mesh.rpcs()).filter(
    ({ name }) => !isRoutedElsewhere(path, name.value, { together, rpcs: mesh.rpcs() }),
  );
}

export function isStream({ clientStreaming, serverStreaming }: RpcMethod): boolean {
  return clientStreaming || serverStreaming;
}

/**
 * Whether a call may run twice without harm: the proto says so, or the method's name promises that it changes
 * nothing.
 */
export function mayRunTwice({ idempotency, name }: RpcMethod): boolean {
  return idempotency !== "IDEMPOTENCY_UNKNOWN" || isNamedAsRead(name.value);
}

/** Whether every match of a route is one method that its proto, or its name, says may run twice. */
export function takesOnlyIdempotent({ matches }: Route, rpcs: RpcCatalogue | undefined): boolean {
  return (
    matches.length > 0 &&
    matches.every(({ path }) => {
      const named = path?.kind === "exact" ? readRpcPath(path) : undefined;
      if (named?.method === undefined) return false;
      const rpc = rpcs?.services.get(named.service)?.methods.get(named.method);
      return rpc === undefined ? isNamedAsRead(named.method) : mayRunTwice(rpc);
    })
  );
}

/** `GetCart`, `BatchGetCarts`, `ListCarts`. */
export function isNamedAsRead(method: string): boolean {
  return /^(?:Batch)?(?:Get|List|Watch|Search|Query|Check|Count|Find|Read|Lookup)/.test(method);
}

/** `CreateOrder`, `ChargeCard`: once more is another order, another charge. */
export function isNamedAsRepeating(method: string): boolean {
  return /^(?:Batch)?(?:Add|Append|Book|Charge|Create|Credit|Debit|Enqueue|Insert|Pay|Place|Post|Process|Publish|Purchase|Refund|Reserve|Send|Submit|Transfer|Withdraw)(?![a-z])/.test(
    method,
  );
}

/**
 * Whether calls of an RPC may take another of the routes that are written together: an earlier one in a
 * VirtualService, a more specific one in the Gateway API.
 */
export function isRoutedElsewhere(
  { route, service }: RpcPath,
  method: string,
  {
    together,
    rpcs,
  }: { readonly together: readonly Route[]; readonly rpcs: RpcCatalogue | undefined },
): boolean {
  if (route === undefined) return false;
  const path = `/${service}/${method}`;
  const others =
    route.api === "VirtualService"
      ? together.slice(0, together.indexOf(route))
      : together.filter((other) => other !== route);
  const covers = (match: RouteMatch): boolean => mayCover(match, path, rpcs);
  const own = route.matches.filter(covers).flatMap((match) => match.path ?? []);
  const longest = Math.max(0, ...own.map(specificity));
  return others.some((other) => {
    if (route.api === "VirtualService" && matchesAll(other)) return true;
    return other.matches.some(
      (match) =>
        match.path !== undefined &&
        covers(match) &&
        (route.api === "VirtualService" || specificity(match.path) > longest),
    );
  });
}

/** Whether calls with a path may take a route; a delegate decides for itself. */
export function mayTake({ matches, field }: Route, path: string, rpcs: RpcCatalogue): boolean {
  if (matches.length === 0 || field.get("delegate") !== undefined) return true;
  return matches.some((match) => match.path === undefined || mayCover(match, path, rpcs));
}

/** Whether every call with a path matches, whatever else it holds. */
export function surelyMatches(match: RouteMatch, of: string, rpcs: RpcCatalogue): boolean {
  const { path, conditions } = match;
  if (conditions.length > 0) return false;
  if (path?.kind === "regex") return rpcs.wholeMatch(path.value, of) === true;
  return path === undefined || mayCover(match, of, rpcs);
}

function ignoresCase({ field }: RouteMatch): boolean {
  return field.get("ignoreUriCase")?.boolean()?.value === true;
}

function matchesAll({ matches }: Route): boolean {
  return (
    matches.length === 0 ||
    matches.some(({ path, conditions }) => path === undefined && conditions.length === 0)
  );
}

function mayCover(match: RouteMatch, path: string, rpcs: RpcCatalogue | undefined): boolean {
  if (match.path === undefined) return false;
  // Regular expressions have a case of their own.
  if (!ignoresCase(match) || match.path.kind === "regex") return coversPath(match.path, path, rpcs);
  const written = { ...match.path, value: match.path.value.toLowerCase() };
  return coversPath(written, path.toLowerCase(), rpcs);
}

function coversPath(
  { kind, value }: PathMatch,
  path: string,
  rpcs: RpcCatalogue | undefined,
): boolean {
  if (kind === "exact") return value === path;
  if (kind === "prefix") return path.startsWith(value);
  if (kind === "path-prefix")
    return `${path}/`.startsWith(value.endsWith("/") ? value : `${value}/`);
  return rpcs?.wholeMatch(value, path) ?? true;
}

function specificity({ kind, value }: PathMatch): number {
  return kind === "exact" || kind === "regex" ? Number.MAX_SAFE_INTEGER : value.length;
}
