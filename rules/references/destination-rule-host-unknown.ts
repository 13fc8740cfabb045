import { absentHost, halfQualified } from "../../src/mesh/ask/known-hosts.ts";
import type { Mesh } from "../../src/mesh/mesh.ts";
import type { Absence } from "../../src/mesh/world/open-world.ts";
import { absentSeverity, absentWords, absentWhere } from "../../src/rule/absent.ts";
import { notCompleted } from "../../src/rule/not-completed.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, istio } from "../../src/rule/rule.ts";
import type { Field } from "../../src/yaml/field.ts";

export const destinationRuleHostUnknown = defineRule({
  id: "destination-rule-host-unknown",
  topic: "references",
  summary: "a DestinationRule for a host that no Service or ServiceEntry has",
  severity: "warning",
  severityWhere: absentWhere.warning,
  reads: "destinationRule",
  evidence: [
    istio("pkg/config/analysis/analyzers/destinationrule/subset.go", "IST0174: unknown host"),
    istio(
      "pilot/pkg/model/config.go",
      "ResolveShortnameToFQDN: only a name without a dot is completed",
    ),
  ],
  answers: ["IST0174", "KIA0202"],
  fixable: "unsafe",
  *check({ host, resource }, mesh) {
    const field = resource.spec?.get("host");
    if (host === undefined || field === undefined) return;
    const service = halfQualified(host.value, resource, mesh);
    if (service) yield notCompleted(field, service, words, mesh);
    else {
      const absence = absentHost(host.value, resource, mesh);
      if (absence) yield unknown(field, host.value, absence, mesh);
    }
  },
});

const note =
  "the rule applies to no traffic: its load balancing, TLS, limits and subsets have no effect";

const words = { consequence: note, effect: "the rule then applies" };

function unknown(field: Field, host: string, absence: Absence, mesh: Mesh): Finding {
  const { sure, similar } = absence;
  return {
    ...absentWords({ sure }, `Service or ServiceEntry with host \`${host}\``, note),
    primary: { span: field.span, text: "not found" },
    related: similar ? [{ span: mesh.nameSpan(similar), text: "a similar name" }] : [],
    help: similar
      ? `use \`${similar.name}\` if that is what you meant`
      : "use the host of a Service, or add a ServiceEntry",
    ...absentSeverity(absence),
  };
}
