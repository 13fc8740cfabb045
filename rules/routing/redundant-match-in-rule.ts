import { gather } from "../../src/collections/gather.ts";
import { covers, spillsOver } from "../../src/mesh/ask/match-cover.ts";
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
  at: { "networking.istio.io/VirtualService": ["spec.http[].match"] },
  evidence: [
    istioApi("networking/v1alpha3/virtual_service.proto", "HTTPRoute.match: the entries are ORed"),
    istio("pkg/config/validation/validation.go", "IST0131 VirtualServiceIneffectiveMatch"),
  ],
  fixable: "unsafe",
  *check(route, mesh) {
    const { api, matches, resource } = route;
    // In the Gateway API a narrower entry also comes before those of other rules.
    if (api !== "VirtualService") return;
    const all = mesh.routesOf(resource);
    const earlier = matchesOf(all.slice(0, all.indexOf(route)));
    const taken = matches.map((match) => earlier.find((it) => takes(it, match)));
    for (const [index, match] of matches.entries()) {
      const wider = matches.find(
        (other, at) => at !== index && takes(other, match) && (at < index || !covers(match, other)),
      );
      if (wider) yield addsNothing(match, wider, "another entry of this list");
      // A route of which nothing is left is told as a whole.
      const before = taken.includes(undefined) ? taken[index] : undefined;
      if (!wider && before) yield addsNothing(match, before, "an earlier route");
    }
  },
});

function takes(wide: RouteMatch, narrow: RouteMatch): boolean {
  return covers(wide, narrow) && !spillsOver(wide, narrow);
}

function matchesOf(routes: readonly Route[]): readonly RouteMatch[] {
  return gather(routes, ({ field, matches }) => (field.get("delegate") ? [] : matches));
}

function addsNothing(match: RouteMatch, wider: RouteMatch, by: string): Finding {
  const what = match.path ? `\`${match.path.value}\`` : "this entry";
  const within = by.startsWith("another");
  return {
    headline: `${what} is already matched by ${by}`,
    primary: { span: spanOf(match), text: "adds nothing" },
    related: [{ span: spanOf(wider), text: "matches this as well" }],
    note: within
      ? "the entries of `match` are ORed: the narrower one gives its calls no route, timeout or retries of their own"
      : "routes are tried in order: these calls never get this route, its timeout and retries",
    help: within
      ? "remove it, or give it an `http` entry of its own before this one"
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
