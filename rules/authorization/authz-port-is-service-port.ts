import {
  podsSurelyUnder,
  mistakenByServices,
  mistakenServicePort,
  type ServedPort,
} from "../../src/mesh/ask/served-ports.ts";
import type { AuthorizationPolicy } from "../../src/mesh/objects/policies.ts";
import { conditionValues } from "../../src/mesh/ask/authorization-sources.ts";
import { replaceText } from "../../src/rule/edits.ts";
import { effectOfNoMatch } from "../../src/rule/authorization-effect.ts";
import { defineRule, istio } from "../../src/rule/rule.ts";
import type { Finding } from "../../src/rule/finding.ts";
import type { Field } from "../../src/yaml/field.ts";

export const authzPortIsServicePort = defineRule({
  id: "authz-port-is-service-port",
  topic: "authorization",
  summary: "a rule uses a Service port, but policies match the ports of pods",
  severity: "error",
  severityWhere: { warning: "no pods are among the files" },
  reads: "authorizationPolicy",
  fields: {
    "security.istio.io/AuthorizationPolicy": [
      "spec.rules[].to[].operation.ports",
      "spec.rules[].to[].operation.notPorts",
      "spec.rules[].when[].key",
    ],
  },
  evidence: [
    istio(
      "pilot/pkg/security/authz/model/generator.go",
      "destPortGenerator: the port that the proxy accepted on",
    ),
  ],
  fixable: "unsafe",
  *check(policy, mesh) {
    if (policy.selector.size === 0) return;
    const written = policy.operations.flatMap(({ ports }) => ports.map(({ field }) => field));
    const fields = [...written, ...conditionValues(policy, "destination.port")];
    const pods = fields.length === 0 ? [] : podsSurelyUnder(policy, mesh);
    const isUnknown = fields.length > 0 && mesh.workloadsUnder(policy).length === 0;
    for (const field of fields) {
      const number = Number(field.scalar()?.value);
      const mistaken = mistakenServicePort(pods, mesh, number);
      if (mistaken) yield servicePort(field, mistaken, policy);
      const guessed = isUnknown ? mistakenByServices(policy, mesh, number) : undefined;
      if (guessed) yield { ...servicePort(field, guessed, policy), severity: "warning" };
    }
  },
});

function servicePort(
  field: Field,
  { port, target }: ServedPort,
  { action }: AuthorizationPolicy,
): Finding {
  const number = port.number?.value ?? "";
  const edit = replaceText(field, `${target ?? ""}`);
  return {
    headline: `no selected pod listens on ${number}: the Service port maps to ${target ?? ""}`,
    primary: { span: field.span, text: `a port of Service \`${port.service.resource.name}\`` },
    related: [
      { span: (port.targetPort ?? port.number)?.span ?? port.field.span, text: "the pod port" },
    ],
    note: effectOfNoMatch(action, isNegated(field)),
    help: `use \`${target ?? ""}\``,
    ...(edit && {
      fix: {
        title: `use ${target ?? ""} (the rule starts to apply)`,
        safe: false,
        edits: [edit],
      },
    }),
  };
}

/** Written under `notPorts`, `notPrincipals` or `notValues`. */
function isNegated({ parent }: Field): boolean {
  return String(parent?.step).startsWith("not");
}
