import { covers, matchesEverything } from "../../src/mesh/ask/match-cover.ts";
import type { Route, RouteMatch } from "../../src/mesh/objects/route.ts";
import { readUnclosedService } from "../../src/mesh/objects/rpc-path-text.ts";
import type { RpcPath } from "../../src/mesh/resolve/rpc-paths.ts";
import { rpcsAt, surelyMatches } from "../../src/mesh/ask/rpc-routes.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, envoy, istio } from "../../src/rule/rule.ts";
import type { RpcCatalogue } from "../../src/rpc/rpc.ts";
import { list } from "../../src/text/lists.ts";

export const rpcRouteShadowed = defineRule({
  id: "rpc-route-shadowed",
  topic: "protobuf",
  summary: "earlier routes match every RPC of a later match",
  severity: "warning",
  reads: "rpcPath",
  fields: { "networking.istio.io/VirtualService": ["spec.http[].match"] },
  evidence: [
    istio(
      "pilot/pkg/networking/core/route/route.go",
      "BuildHTTPRoutesForVirtualService: routes in the order in which they are written",
    ),
    envoy(
      "api/envoy/config/route/v3/route_components.proto",
      "RouteMatch.safe_regex: the entire path must match; the first route that matches is used",
    ),
  ],
  *check(path, mesh) {
    const { route } = path;
    const rpcs = mesh.rpcs();
    if (route?.api !== "VirtualService" || !path.isNamed || rpcs === undefined) return;
    if (path.methods !== undefined && !isForServiceOnly(path, route)) return;
    const together = mesh.routesOf(route.resource);
    const earlier = together.slice(0, together.indexOf(route)).filter(decides);
    const takers = pathsOf(path, rpcs).map((it) => takerOf(earlier, it, rpcs));
    const [first] = takers;
    if (first === undefined || takers.includes(undefined)) return;
    const own = route.matches.find((match) => match.path?.span.start === path.span.start);
    // What is plain without the RPCs is reported as an unreachable route.
    if (own?.path === undefined || readUnclosedService(own.path) !== undefined) return;
    if (takers.every((it) => it && isPlain(it, own))) return;
    yield neverTaken(path, first);
  },
});

/** Whether a regular expression can match no other path than those of the service. */
function isForServiceOnly({ service, span }: RpcPath, { matches }: Route): boolean {
  const pattern = matches.find(({ path }) => path?.span.start === span.start)?.path?.value ?? "";
  const text = pattern.replace(/^\^/, "").replaceAll(String.raw`\.`, ".");
  return text.startsWith(`/${service}/`) && !/\|/.test(text.replaceAll(/\([^()]*\)/g, ""));
}

function decides({ field }: Route): boolean {
  return field.get("delegate") === undefined;
}

/** The paths that a match is for; for a whole service also one that the service may have later. */
function pathsOf(path: RpcPath, rpcs: RpcCatalogue): readonly string[] {
  const { service, method, methods, isPrefix } = path;
  const names = rpcsAt(path, rpcs).map(({ name }) => name.value);
  if (names.length === 0) return [];
  const isOpen = methods === undefined && (method === undefined || isPrefix);
  return [...names, ...(isOpen ? [`${method ?? ""}AddedLater`] : [])].map(
    (name) => `/${service}/${name}`,
  );
}

function takerOf(
  earlier: readonly Route[],
  path: string,
  rpcs: RpcCatalogue,
): RouteMatch | undefined {
  for (const { matches } of earlier) {
    const found = matches.find((match) => surelyMatches(match, path, rpcs));
    if (found !== undefined) return found;
  }
  return undefined;
}

function isPlain(taker: RouteMatch, own: RouteMatch): boolean {
  return matchesEverything(taker) || covers(taker, own);
}

function neverTaken({ span, service, method, methods }: RpcPath, taker: RouteMatch): Finding {
  const names = method === undefined ? [...(methods ?? [])] : [method];
  const calls = names.length === 0 ? `\`${service}\`` : `${list(names, 2)} of \`${service}\``;
  return {
    headline: `no call to ${calls} reaches this match`,
    primary: { span, text: "never used" },
    related: [{ span: taker.path?.span ?? taker.field.span, text: "matches these calls first" }],
    note: "routes are tried in order, so the backend, timeout and retries of this one never apply to these calls",
    help: "move it before the earlier route, or exclude these RPCs there",
  };
}
