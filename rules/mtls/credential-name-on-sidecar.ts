import { policyPlaces } from "../../src/mesh/ask/policy-places.ts";
import type { Mesh } from "../../src/mesh/mesh.ts";
import type { Route } from "../../src/mesh/objects/route.ts";
import type { TrafficPolicy } from "../../src/mesh/objects/traffic-policy.ts";
import { defineRule, istio, istioApi } from "../../src/rule/rule.ts";
import type { Finding, Label } from "../../src/rule/finding.ts";
import type { Field } from "../../src/yaml/field.ts";

export const credentialNameOnSidecar = defineRule({
  id: "credential-name-on-sidecar",
  topic: "mtls",
  summary: "`credentialName` for calls from sidecars, which then ignore the whole TLS block",
  severity: "warning",
  reads: "trafficPolicy",
  fields: policyPlaces("tls.credentialName"),
  evidence: [
    istio(
      "pilot/pkg/networking/core/cluster_tls.go",
      "buildUpstreamClusterTLSContext: needs a workloadSelector at sidecars",
    ),
    istioApi(
      "networking/v1alpha3/destination_rule.proto",
      "ClientTLSSettings.credential_name: NOTE",
    ),
  ],
  *check(policy, mesh) {
    const name = policy.tls?.get("credentialName");
    const mode = policy.tls?.get("mode")?.text ?? "";
    if (name === undefined || !needsSecret(name) || !["SIMPLE", "MUTUAL"].includes(mode)) return;
    if (policy.rule.resource.spec?.get("workloadSelector") !== undefined) return;
    const used = usedBySidecars(policy, mesh);
    if (used) yield ignored(name, mode, used);
  },
});

/** A ConfigMap may be read by every proxy. */
function needsSecret(name: Field): boolean {
  const value = name.text ?? "";
  return value !== "" && !value.startsWith("configmap://");
}

/** A route of the mesh to the rule's host; without one, gateways may be the only clients. */
function usedBySidecars({ rule }: TrafficPolicy, mesh: Mesh): Label | undefined {
  const used = mesh.destinationsUnder(rule).find(({ route }) => servesSidecars(route));
  return used && { span: (used.host ?? used.field).span, text: "called by sidecars here" };
}

function servesSidecars({ viaMesh, matches }: Route): boolean {
  const open = matches.length === 0 || matches.some(({ field }) => forSidecars(field));
  return viaMesh && open;
}

function forSidecars(match: Field): boolean {
  const gateways = match.get("gateways")?.strings() ?? [];
  return gateways.length === 0 || gateways.some(({ value }) => value === "mesh");
}

function ignored(name: Field, mode: string, used: Label): Finding {
  return {
    headline: "sidecars ignore this `tls` block: `credentialName` needs a `workloadSelector`",
    primary: { span: name.span, text: "for gateways only" },
    related: [used],
    note: `calls are sent in plaintext instead of ${mode} TLS: the server drops them, UNAVAILABLE (14)`,
    help: "add `workloadSelector` for the pods that may read the Secret, or mount it and use file paths",
  };
}
