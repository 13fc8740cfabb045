import { coverFinder } from "../../src/mesh/ask/cover-finder.ts";
import { matchesEverything } from "../../src/mesh/ask/match-cover.ts";
import type { Route, RouteMatch } from "../../src/mesh/objects/route.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, istio } from "../../src/rule/rule.ts";
import type { Span } from "../../src/yaml/source.ts";

export const unreachableRoute = defineRule({
  id: "unreachable-route",
  topic: "routing",
  summary: "a route that no request reaches, because earlier routes match all of its requests",
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
    const find = takerFinder(routes);
    for (const [place, route] of routes.entries()) {
      if (route.field.get("delegate")) continue;
      const wider = find(route, place);
      if (wider) yield neverReached(route, wider);
    }
  },
});

/** An earlier route, and the entry of its `match` that takes the requests, if it has any. */
interface Taker {
  readonly route: Route;
  readonly match: RouteMatch | undefined;
}

interface Candidate {
  readonly route: Route;
  readonly place: number;
  readonly match: RouteMatch;
}

/** Finds the first route before a place that takes requests from one there, if none is left to it. */
function takerFinder(routes: readonly Route[]): (route: Route, place: number) => Taker | undefined {
  const others = routes
    .map((route, place) => ({ route, place }))
    .filter(({ route }) => !route.field.get("delegate"));
  const candidates = others.flatMap(({ route, place }) =>
    route.matches.map((match): Candidate => ({ route, place, match })),
  );
  const all = others.find(({ route }) => route.matches.length === 0);
  const widest = candidates.find(({ match }) => matchesEverything(match));
  const find = coverFinder(candidates, ({ match }) => match);
  return (route, place) => {
    if (all && all.place < place) return { route: all.route, match: undefined };
    if (route.matches.length === 0) return widest && widest.place < place ? widest : undefined;
    const found: Taker[] = [];
    for (const narrow of route.matches) {
      const taker = find(narrow, (it) => it.place < place);
      if (taker === undefined) return undefined;
      found.push(taker);
    }
    return found[0];
  };
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
