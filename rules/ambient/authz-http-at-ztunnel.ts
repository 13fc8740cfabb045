import { ambientLabel } from "../../src/mesh/ask/ambient.ts";
import type { Mesh } from "../../src/mesh/mesh.ts";
import { isDryRun, type AuthorizationPolicy } from "../../src/mesh/objects/policies.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { fieldsAt } from "../../src/rule/places-of.ts";
import { defineRule, istio } from "../../src/rule/rule.ts";
import type { Field } from "../../src/yaml/field.ts";

/** What only a proxy that reads HTTP can compare. */
const httpFields = [
  ...["paths", "methods", "hosts", "notPaths", "notMethods", "notHosts"].map(
    (name) => `to[].operation.${name}`,
  ),
  ...["requestPrincipals", "notRequestPrincipals"].map((name) => `from[].source.${name}`),
];

export const authzHttpAtZtunnel = defineRule({
  id: "authz-http-at-ztunnel",
  topic: "ambient",
  summary: "a policy with HTTP fields applies to ambient pods, where ztunnel enforces it",
  severity: "warning",
  reads: "authorizationPolicy",
  fields: { "security.istio.io/AuthorizationPolicy": ["spec.rules[]"] },
  evidence: [
    istio(
      "pilot/pkg/serviceregistry/ambient/authorization.go",
      "convertAuthorizationPolicy: rules with HTTP attributes; targetRefs are for waypoints",
    ),
  ],
  answers: ["KIA0109", "KIA1317"],
  *check(policy, mesh) {
    if (
      policy.targetRefs.length > 0 ||
      isDryRun(policy) ||
      !["ALLOW", "DENY"].includes(policy.action)
    )
      return;
    const mode = ambientLabel(policy.resource, mesh);
    if (mode === undefined || mayHaveSidecars(policy, mesh)) return;
    const [field] = policy.rules.flatMap((rule) => httpFieldsIn(rule));
    if (field) yield neverCompared(policy, field, mode);
  },
});

/** Some pods of an ambient namespace may be injected by a label of their own. */
function mayHaveSidecars(policy: AuthorizationPolicy, mesh: Mesh): boolean {
  return mesh
    .workloadsUnder(policy)
    .some(({ labels }) => labels.get("sidecar.istio.io/inject")?.value === "true");
}

function httpFieldsIn(rule: Field): readonly Field[] {
  const conditions = fieldsAt(rule, "when[].key").filter((key) => key.text?.startsWith("request."));
  return [...httpFields.flatMap((path) => fieldsAt(rule, path)), ...conditions];
}

function neverCompared(policy: AuthorizationPolicy, field: Field, mode: Field): Finding {
  const { name } = policy.resource;
  const isCondition = field.step === "key";
  return {
    headline: `ztunnel enforces \`${name}\` and cannot read ${isCondition ? `\`${field.text ?? ""}\`` : `\`${String(field.step)}\``}`,
    primary: { span: isCondition ? field.span : field.keySpan, text: "an HTTP field" },
    related: [{ span: mode.span, text: "no sidecars here" }],
    note:
      policy.action === "ALLOW"
        ? "the rule allows no call at all: gRPC connections are closed, and clients see UNAVAILABLE (14)"
        : "the rule denies by its remaining conditions, or nothing: gRPC methods are not distinguished",
    help: "let a waypoint enforce it: replace `selector` with `targetRefs` to the Service or the waypoint",
  };
}
