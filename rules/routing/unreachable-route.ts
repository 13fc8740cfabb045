import { covers, matchesEverything, spillsOver } from "../../src/mesh/ask/match-cover.ts";
import type { Route, RouteMatch } from "../../src/mesh/objects/route.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, istio } from "../../src/rule/rule.ts";
import type { Span } from "../../src/yaml/source.ts";

export const unreachableRoute = defineRule({
  id: "unreachable-route",
  topic: "routing",
  summary: "a route that no request reaches, because earlier ones match all of its requests",
  severity: "warning",
  answers: ["IST0130", "IST0131"],
  reads: "virtualService",
  evidence: [
    istio(
      "pilot/pkg/networking/core/route/route.go",
      "BuildHTTPRoutesForVirtualService: in order, none after a catch-all",
    ),
    istio("pkg/config/validation/validation.go", "IST0130 VirtualServiceUnreachableRule"),
  ],
  *check({ resource }, mesh) {
    const routes = mesh.routesOf(resource);
    for (const [index, route] of routes.entries()) {
      if (route.field.get("delegate")) continue;
      const wider = coveredBy(route, routes.slice(0, index));
      if (wider) yield neverReached(route, wider);
    }
  },
});

/** An earlier route, and the entry of its `match` that takes the requests, if it has any. */
interface Taker {
  readonly route: Route;
  readonly match: RouteMatch | undefined;
}

/** The first of `earlier` that takes requests from `route`, if none is left to it. */
function coveredBy(route: Route, earlier: readonly Route[]): Taker | undefined {
  const candidates = earlier.filter(({ field }) => !field.get("delegate"));
  const all = candidates.find(({ matches }) => matches.length === 0);
  if (all) return { route: all, match: undefined };
  if (route.matches.length === 0) return takerOf(candidates, matchesEverything);
  const found = route.matches.map((narrow) =>
    takerOf(candidates, (wide) => covers(wide, narrow) && !spillsOver(wide, narrow)),
  );
  return found.every((it) => it !== undefined) ? found[0] : undefined;
}

function takerOf(
  candidates: readonly Route[],
  takes: (match: RouteMatch) => boolean,
): Taker | undefined {
  for (const route of candidates) {
    const match = route.matches.find(takes);
    if (match) return { route, match };
  }
  return undefined;
}

function neverReached(route: Route, wider: Taker): Finding {
  const [first] = route.matches;
  return {
    headline: `no request reaches ${titleOf(route, first)}: ${shortTitleOf(wider)} comes first`,
    primary: { span: placeOf(route, first), text: "never used" },
    related: [{ span: placeOf(wider.route, wider.match), text: "matches first" }],
    note: "routes are tried in order, so the backend, timeout and retries of this one never apply to a call",
    help: "move it before the earlier route, or remove it",
  };
}

/** "route `canary`", "the route for `/pkg.Service/`", "the route without `match`". */
function titleOf({ field, matches }: Route, match: RouteMatch | undefined): string {
  const name = field.get("name")?.text;
  const path = match?.path?.value;
  if (name !== undefined) return `route \`${name}\``;
  if (path !== undefined) return `the route for \`${path}\``;
  return matches.length === 0 ? "a route without `match`" : "a route without `uri`";
}

/** "route `canary`", "`/pkg.Service/`", "a route without `match`". */
function shortTitleOf({ route, match }: Taker): string {
  return titleOf(route, match).replace(/^the route for /, "");
}

function placeOf({ field }: Route, match: RouteMatch | undefined): Span {
  const [first] = field.fields();
  return match?.path?.span ?? match?.conditions[0]?.keySpan ?? first?.keySpan ?? field.span;
}
