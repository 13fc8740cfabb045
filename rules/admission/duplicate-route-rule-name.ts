import type { Places } from "../../src/mesh/objects/written-at.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { placesOf } from "../../src/rule/places-of.ts";
import { defineRule, gatewayApi } from "../../src/rule/rule.ts";
import type { Field } from "../../src/yaml/field.ts";

const names = ["spec.rules[].name"];

const places: Places = {
  "gateway.networking.k8s.io/GRPCRoute": names,
  "gateway.networking.k8s.io/HTTPRoute": names,
};

/** The first release whose CRDs say so. */
const since = 7;

export const duplicateRouteRuleName = defineRule({
  id: "duplicate-route-rule-name",
  topic: "admission",
  summary: "two rules of a route have the same name",
  severity: "error",
  severityWhere: { warning: "no Gateway API release is set, and older ones accept it" },
  reads: "resource",
  fields: places,
  evidence: [
    gatewayApi(
      "config/crd/standard",
      "Rule name must be unique within the route (CEL), from 1.7 on",
      "1.7",
    ),
  ],
  *check(resource, { settings: { gatewayApiVersion: release } }) {
    if (release !== undefined && !isRefusedBy(release)) return;
    const seen = new Map<string, Field>();
    for (const name of placesOf(resource, places)) {
      const { text } = name;
      if (text === undefined) continue;
      const earlier = seen.get(text);
      if (earlier) yield taken({ name, earlier, text, isSure: release !== undefined });
      else seen.set(text, name);
    }
  },
});

function isRefusedBy(release: string): boolean {
  const [major = 0, minor = 0] = release.split(".").map(Number);
  return major > 1 || minor >= since;
}

interface Pair {
  readonly name: Field;
  readonly earlier: Field;
  readonly text: string;
  /** The release aimed at is named. */
  readonly isSure: boolean;
}

function taken({ name, earlier, text, isSure }: Pair): Finding {
  return {
    headline: `two rules of this route are named \`${text}\``,
    primary: { span: name.span, text: "taken" },
    related: [{ span: earlier.span, text: "by this rule" }],
    note: "since Gateway API 1.7 the API server refuses the route: none of its gRPC calls are routed",
    help: "give each rule its own name, or remove one of the names",
    ...(!isSure && { severity: "warning" }),
  };
}
