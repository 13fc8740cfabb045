import { covers, spillsOver } from "../../src/mesh/match-cover.ts";
import type { RouteMatch } from "../../src/mesh/route.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { offerFix } from "../../src/rule/offer-fix.ts";
import { removeItem } from "../../src/rule/removals.ts";
import { defineRule, istio, istioApi } from "../../src/rule/rule.ts";
import type { Span } from "../../src/yaml/source.ts";

export const redundantMatchInRule = defineRule({
  id: "redundant-match-in-rule",
  topic: "routing",
  summary: "an entry of `match` adds nothing, because another entry of the list covers it",
  severity: "warning",
  answers: ["IST0131"],
  reads: "route",
  evidence: [
    istioApi("networking/v1alpha3/virtual_service.proto", "HTTPRoute.match: the entries are ORed"),
    istio("pkg/config/validation/validation.go", "IST0131 VirtualServiceIneffectiveMatch"),
  ],
  fixable: "unsafe",
  *check({ api, matches }) {
    // In the Gateway API a narrower entry also comes before those of other rules.
    if (api !== "VirtualService") return;
    for (const [index, match] of matches.entries()) {
      const wider = matches.find(
        (other, at) =>
          at !== index &&
          covers(other, match) &&
          !spillsOver(other, match) &&
          (at < index || !covers(match, other)),
      );
      if (wider) yield addsNothing(match, wider);
    }
  },
});

function addsNothing(match: RouteMatch, wider: RouteMatch): Finding {
  const what = match.path ? `\`${match.path.value}\`` : "this entry";
  return {
    headline: `${what} is already matched by another entry of this list`,
    primary: { span: spanOf(match), text: "adds nothing" },
    related: [{ span: spanOf(wider), text: "matches this as well" }],
    note: "the entries of `match` are ORed: the narrower one gives its calls no route, timeout or retries of their own",
    help: "remove it, or give it an `http` entry of its own before this one",
    ...offerFix(removeItem(match.field), {
      title: "remove this entry (it may be meant as a route of its own)",
      safe: false,
    }),
  };
}

function spanOf({ path, field }: RouteMatch): Span {
  const [first] = field.fields();
  return path?.span ?? first?.keySpan ?? field.span;
}
