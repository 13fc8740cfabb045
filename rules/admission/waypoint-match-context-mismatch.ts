import type { Finding } from "../../src/rule/finding.ts";
import { placesOf } from "../../src/rule/places-of.ts";
import { tokenSpan } from "../../src/rule/places.ts";
import { refusal } from "../../src/rule/refusal.ts";
import { defineRule, istioApi } from "../../src/rule/rule.ts";
import type { Field } from "../../src/yaml/field.ts";

const places = { "networking.istio.io/EnvoyFilter": ["spec.configPatches[].match"] };

export const waypointMatchContextMismatch = defineRule({
  id: "waypoint-match-context-mismatch",
  topic: "admission",
  summary: "`waypoint` match and `context: WAYPOINT` must be used together",
  severity: "error",
  reads: "resource",
  fields: places,
  evidence: [
    istioApi(
      "kubernetes/customresourcedefinitions.gen.yaml",
      "EnvoyConfigObjectMatch: only support waypointMatch when context is WAYPOINT",
    ),
  ],
  *check(resource) {
    for (const match of placesOf(resource, places)) {
      const context = match.get("context");
      const waypoint = match.get("waypoint");
      const isWaypoint = context?.text === "WAYPOINT";
      if (waypoint && !isWaypoint) yield elsewhere(waypoint, context);
      if (context && isWaypoint && !waypoint) yield lacking(match, context);
    }
  },
});

function elsewhere(waypoint: Field, context: Field | undefined): Finding {
  const related = context && [{ span: context.span, text: "selects other proxies" }];
  return refusal({
    headline: "`waypoint` matches require `context: WAYPOINT`",
    primary: { span: waypoint.keySpan, text: "selects waypoints" },
    ...(related && { related }),
    help: "use `context: WAYPOINT`, or match a `listener` or `cluster`",
  });
}

function lacking(match: Field, context: Field): Finding {
  return refusal({
    headline: "`context: WAYPOINT` needs a `waypoint` match",
    primary: { span: tokenSpan(match), text: "lacks `waypoint`" },
    related: [{ span: context.span, text: "selects waypoints" }],
    help: "add `waypoint` with a condition, such as `portNumber: 50051`",
  });
}
