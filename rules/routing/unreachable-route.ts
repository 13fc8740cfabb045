import { covers, matchesEverything, spillsOver } from "../../src/mesh/match-cover.ts";
import type { Route, RouteMatch } from "../../src/mesh/route.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, istio } from "../../src/rule/rule.ts";
import type { Span } from "../../src/yaml/source.ts";

export const unreachableRoute = defineRule({
  id: "unreachable-route",
  topic: "routing",
  summary: "a route that no request reaches, because earlier ones match all of its requests",
  severity: "warning",
  answers: ["IST0130"],
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

/** The first of `earlier` that takes requests from `route`, if none is left to it. */
function coveredBy(route: Route, earlier: readonly Route[]): Route | undefined {
  const candidates = earlier.filter(({ field }) => !field.get("delegate"));
  const all = candidates.find(({ matches }) => matches.length === 0);
  if (all || route.matches.length === 0) return all ?? coversAll(candidates);
  const found = route.matches.map((match) => candidates.find((it) => takes(it, match)));
  return found.every((it) => it !== undefined) ? found[0] : undefined;
}

function coversAll(candidates: readonly Route[]): Route | undefined {
  return candidates.find(({ matches }) => matches.some(matchesEverything));
}

function takes({ matches }: Route, narrow: RouteMatch): boolean {
  return matches.some((wide) => covers(wide, narrow) && !spillsOver(wide, narrow));
}

function neverReached(route: Route, wider: Route): Finding {
  return {
    headline: `no request reaches ${titleOf(route)}: ${titleOf(wider)} comes first`,
    primary: { span: placeOf(route), text: "never used" },
    related: [{ span: placeOf(wider), text: "matches first" }],
    note: "routes are tried in order, so the backend, timeout and retries of this one never apply to a call",
    help: "move it before the earlier route, or remove it",
  };
}

/** "route `canary`", "the route for `/pkg.Service/`", "the route without `match`". */
function titleOf({ field, matches }: Route): string {
  const name = field.get("name")?.string()?.value;
  const path = matches[0]?.path?.value;
  if (name !== undefined) return `route \`${name}\``;
  if (path !== undefined) return `the route for \`${path}\``;
  return matches.length === 0 ? "a route without `match`" : "a route without `uri`";
}

function placeOf({ matches, field }: Route): Span {
  const [match] = matches;
  const [first] = field.fields();
  return match?.path?.span ?? match?.conditions[0]?.keySpan ?? first?.keySpan ?? field.span;
}
