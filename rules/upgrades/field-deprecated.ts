import type { Finding } from "../../src/rule/finding.ts";
import type { Places } from "../../src/mesh/objects/written-at.ts";
import { placesOf } from "../../src/rule/places-of.ts";
import { defineRule, istio, istioApi } from "../../src/rule/rule.ts";
import type { Field } from "../../src/yaml/field.ts";

/** Fields with a rule of their own are not among them. */
const deprecations: readonly (Deprecation & { readonly type: string; readonly path: string })[] = [
  {
    type: "networking.istio.io/VirtualService",
    path: "spec.http[].corsPolicy.allowOrigin",
    since: "1.5",
    instead: "use `allowOrigins` with `exact: …` for each origin",
    note: "it applies only without `allowOrigins`; gRPC-Web in browsers depends on it",
  },
  {
    type: "networking.istio.io/Sidecar",
    path: "spec.outboundTrafficPolicy.egressProxy",
    since: "1.4",
    instead: "route the calls through an egress gateway with a VirtualService",
    note: "a release without it sends calls to unknown hosts directly",
  },
];

const places: Places = Object.fromEntries(deprecations.map(({ type, path }) => [type, [path]]));

export const fieldDeprecated = defineRule({
  id: "field-deprecated",
  topic: "upgrades",
  summary: "a deprecated field",
  severity: "warning",
  reads: "resource",
  fields: places,
  evidence: [
    istioApi("networking/v1alpha3/virtual_service.proto", "CorsPolicy.allow_origin [deprecated]"),
    istio("pkg/config/analysis/analyzers/deprecation/deprecation.go", "egressProxy (IST0002)"),
  ],
  answers: ["IST0002"],
  *check(resource) {
    for (const { type, path, ...deprecation } of deprecations) {
      for (const field of placesOf(resource, { [type]: [path] })) yield old(field, deprecation);
    }
  },
});

interface Deprecation {
  /** First release that calls it deprecated. */
  readonly since: string;
  readonly instead: string;
  readonly note: string;
}

function old(field: Field, { since, instead, note }: Deprecation): Finding {
  return {
    headline: `\`${field.key.value}\` is deprecated since Istio ${since}`,
    primary: { span: field.keySpan, text: "deprecated" },
    note,
    help: instead,
  };
}
