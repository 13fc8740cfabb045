import { exactRules, privateDefinition } from "../../src/mesh/ask/subset-definitions.ts";
import type { Mesh } from "../../src/mesh/mesh.ts";
import type { Destination } from "../../src/mesh/objects/route.ts";
import type { DestinationRule } from "../../src/mesh/objects/traffic-policy.ts";
import { noClusterFor } from "../../src/rule/consequences.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, istio } from "../../src/rule/rule.ts";
import type { Located } from "../../src/yaml/source.ts";

export const subsetNotExported = defineRule({
  id: "subset-not-exported",
  topic: "references",
  summary: "callers in the namespace of a route do not see the DestinationRule of its subset",
  severity: "warning",
  reads: "anyDestination",
  fields: {
    "networking.istio.io/VirtualService": [
      "spec.http[].route[].destination.subset",
      "spec.tls[].route[].destination.subset",
      "spec.tcp[].route[].destination.subset",
    ],
  },
  evidence: [
    istio(
      "pilot/pkg/model/push_context.go",
      "destinationRule: of the client's namespace, else exported ones; a private rule is for its own namespace",
    ),
    istio(
      "pilot/pkg/networking/core/route/route.go",
      "GetDestinationCluster: the subset is part of the cluster's name",
    ),
  ],
  *check(destination, mesh) {
    const { subsetName } = destination;
    // Another rule that callers do see is reported for what it lacks.
    if (subsetName === undefined || exactRules(destination).length > 0) return;
    const rule = privateDefinition(destination, subsetName, mesh);
    if (rule) yield hidden(destination, subsetName, rule, mesh);
  },
});

function hidden(
  { route }: Destination,
  subset: Located<string>,
  { resource }: DestinationRule,
  mesh: Mesh,
): Finding {
  const { namespace = "" } = route.resource;
  const exportTo = resource.spec?.get("exportTo");
  return {
    headline: `callers in \`${namespace}\` do not see subset \`${subset.value}\`: \`${resource.name}\` is not exported`,
    primary: { span: subset.span, text: "not defined for them" },
    related: [
      { span: exportTo?.span ?? mesh.nameSpan(resource), text: "seen in its own namespace" },
    ],
    note: noClusterFor(route.protocol),
    help: `export \`${resource.name}\` to \`${namespace}\` as well, or to \`*\``,
  };
}
