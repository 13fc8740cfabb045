import type { Mesh } from "../../src/mesh/mesh.ts";
import type { Destination } from "../../src/mesh/objects/route.ts";
import { holdsNamespace } from "../../src/mesh/world/open-world.ts";
import type { DestinationRule } from "../../src/mesh/objects/traffic-policy.ts";
import { sameDeployment } from "../../src/mesh/world/same-deployment.ts";
import { noClusterFor } from "../../src/rule/consequences.ts";
import { offerFix } from "../../src/rule/offer-fix.ts";
import { replaceText } from "../../src/rule/edits.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, istio } from "../../src/rule/rule.ts";
import { list, oneOf } from "../../src/text/lists.ts";
import {
  exactRules,
  mayDefineMore,
  outOfForce,
  subsetsOf,
} from "../../src/mesh/ask/subset-definitions.ts";
import { similarName } from "../../src/text/similar-name.ts";
import type { Located } from "../../src/yaml/source.ts";

export const subsetUndefined = defineRule({
  id: "subset-undefined",
  topic: "references",
  summary: "a route uses a subset that no DestinationRule of its host defines",
  severity: "error",
  severityWhere: { warning: "only copies are lost, or another rule may define it" },
  answers: ["IST0101", "KIA1107"],
  reads: "anyRoute",
  fields: {
    "networking.istio.io/VirtualService": [
      "spec.http[].route[].destination.subset",
      "spec.http[].mirror.subset",
      "spec.http[].mirrors[].destination.subset",
      "spec.tls[].route[].destination.subset",
      "spec.tcp[].route[].destination.subset",
    ],
  },
  evidence: [
    istio(
      "pilot/pkg/networking/core/route/route.go",
      "GetDestinationCluster: the subset is part of the cluster's name",
    ),
    istio(
      "pkg/config/analysis/analyzers/virtualservice/destinationrules.go",
      "IST0101 for subsets",
    ),
  ],
  fixable: "unsafe",
  *check({ destinations, mirrors }, mesh) {
    for (const destination of destinations) yield* undefinedSubset(destination, mesh);
    for (const mirror of mirrors) {
      for (const finding of undefinedSubset(mirror, mesh))
        yield { ...finding, note: copiesLost, severity: "warning" };
    }
  },
});

function* undefinedSubset(destination: Destination, mesh: Mesh): Iterable<Finding> {
  const { subsetName, subset } = destination;
  if (subsetName === undefined || subset !== undefined) return;
  const rules = exactRules(destination);
  const [rule] = rules;
  if (rule === undefined) {
    if (holdsNamespace(undefined, mesh)) yield noRule(destination, subsetName);
  } else if (!rules.some((it) => mayDefineMore(it, mesh))) {
    yield notDefined(destination, subsetName, rule, outOfForce(destination, subsetName, mesh));
  }
}

/** Envoy answers from the destination all the same. */
const copiesLost =
  "the mirror points to a cluster Envoy does not have: mirrored calls are lost, the original calls are not";

/** Said of a whole mesh alone: another repository may hold the DestinationRule. */
function noRule({ host, route }: Destination, subset: Located<string>): Finding {
  const name = host?.value ?? "";
  return {
    headline: `\`${name}\` has no DestinationRule, so it has no subset \`${subset.value}\``,
    primary: { span: subset.span, text: "not defined" },
    note: noClusterFor(route.protocol),
    help: `define \`${subset.value}\` in a DestinationRule of \`${name}\``,
  };
}

function notDefined(
  destination: Destination,
  subset: Located<string>,
  rule: DestinationRule,
  elsewhere: Located<string> | undefined,
): Finding {
  const { field, route } = destination;
  const { names, free } = subsetsOf(destination);
  const similar = similarName(subset.value, free);
  const written = field.at("destination", "subset") ?? field.get("subset");
  const edit = similar && written ? replaceText(written, similar) : undefined;
  return {
    headline: `no DestinationRule${elsewhere ? " in effect here" : ""} defines subset \`${subset.value}\` of \`${rule.host?.value ?? ""}\``,
    primary: { span: subset.span, text: "not defined" },
    related: [
      {
        span: rule.resource.spec?.get("subsets")?.keySpan ?? rule.host?.span ?? subset.span,
        text: names.length === 0 ? "defines no subsets" : `defines only ${list(names, 3)}`,
      },
      ...(elsewhere ? [{ span: elsewhere.span, text: "not in effect for these callers" }] : []),
    ],
    note: noClusterFor(route.protocol),
    help: similar
      ? `use \`${similar}\`, or define \`${subset.value}\` in \`${rule.resource.name}\``
      : `define \`${subset.value}\` in DestinationRule \`${rule.resource.name}\`${free.length > 0 ? `, or route to ${oneOf(free, 3)}` : ""}`,
    ...((names.length === 0 || sameDeployment(route.resource, rule.resource) !== "certain") && {
      severity: "warning" as const,
    }),
    ...offerFix(edit, {
      title: `use \`${similar ?? ""}\` (routes to another subset)`,
      safe: false,
    }),
  };
}
