import { onceFor } from "../../src/collections/lazy.ts";
import type { Resource } from "../../src/manifest/resource.ts";
import { coverFinder, type FindCover } from "../../src/mesh/ask/cover-finder.ts";
import { covers } from "../../src/mesh/ask/match-cover.ts";
import { oncePerMesh } from "../../src/mesh/ask/once-per-mesh.ts";
import type { Route, RouteMatch } from "../../src/mesh/objects/route.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { offerFix } from "../../src/rule/offer-fix.ts";
import { removeItem } from "../../src/rule/removals.ts";
import { defineRule, istio, istioApi } from "../../src/rule/rule.ts";
import type { Span } from "../../src/yaml/source.ts";

export const redundantMatchInRule = defineRule({
  id: "redundant-match-in-rule",
  topic: "routing",
  summary: "an entry of `match` adds nothing, because another entry or an earlier route covers it",
  severity: "warning",
  answers: ["IST0131"],
  reads: "route",
  fields: { "networking.istio.io/VirtualService": ["spec.http[].match"] },
  evidence: [
    istioApi("networking/v1alpha3/virtual_service.proto", "HTTPRoute.match: the entries are ORed"),
    istio("pkg/config/validation/validation.go", "IST0131 VirtualServiceIneffectiveMatch"),
  ],
  fixable: "unsafe",
  *check(route, mesh) {
    const { api, matches, resource } = route;
    // In the Gateway API a narrower entry also comes before those of other rules.
    if (api !== "VirtualService") return;
    const { places, find } = earlierRoutes(mesh)(resource);
    const place = places.get(route) ?? 0;
    const isFirst = place === 0;
    if (isFirst && matches.length < 2) return;
    const taken = matches.map((match) =>
      isFirst ? undefined : find(match, (it) => it.place < place)?.match,
    );
    const findHere = coverFinder(matches, (it) => it);
    for (const [index, match] of matches.entries()) {
      const wider = findHere(
        match,
        (other, at) => at !== index && (at < index || !covers(match, other)),
      );
      if (wider) yield addsNothing(match, wider, "another entry of this list");
      // A route of which nothing is left is told as a whole.
      const before = taken.includes(undefined) ? taken[index] : undefined;
      if (!wider && before) yield addsNothing(match, before, "an earlier route");
    }
  },
});

interface Entry {
  readonly match: RouteMatch;
  readonly place: number;
}

interface Routes {
  readonly places: ReadonlyMap<Route, number>;
  readonly find: FindCover<Entry>;
}

const earlierRoutes = oncePerMesh((mesh) =>
  onceFor((resource: Resource): Routes => {
    const routes = mesh.routesOf(resource);
    const entries = routes.flatMap(({ field, matches }, place) =>
      field.get("delegate") ? [] : matches.map((match): Entry => ({ match, place })),
    );
    return {
      places: new Map(routes.map((route, place) => [route, place])),
      find: coverFinder(entries, ({ match }) => match),
    };
  }),
);

function addsNothing(match: RouteMatch, wider: RouteMatch, by: string): Finding {
  const what = match.path ? `\`${match.path.value}\`` : "this entry";
  const within = by.startsWith("another");
  return {
    headline: `${what} is already matched by ${by}`,
    primary: { span: spanOf(match), text: "adds nothing" },
    related: [{ span: spanOf(wider), text: "matches this as well" }],
    note: within
      ? "the entries of `match` are ORed: the narrower one does not give its calls a separate route, timeout or retries"
      : "routes are tried in order: these calls never match this route, with its timeout and retries",
    help: within
      ? "remove it, or move it to a separate `http` entry before this one"
      : "remove it, or move this route before the other one",
    ...offerFix(removeItem(match.field), {
      title: "remove this entry (it may have been intended as a separate route)",
      safe: false,
    }),
  };
}

function spanOf({ path, field }: RouteMatch): Span {
  const [first] = field.fields();
  return path?.span ?? first?.keySpan ?? field.span;
}
