import type { Resource } from "../../src/manifest/resource.ts";
import { authenticationsFor, validatesTokens } from "../../src/mesh/ask/request-authentications.ts";
import { podsSurelyUnder } from "../../src/mesh/ask/served-ports.ts";
import { tokenDemandOf } from "../../src/mesh/ask/token-demand.ts";
import type { Mesh } from "../../src/mesh/mesh.ts";
import { matchLabelsOf } from "../../src/mesh/objects/match-labels.ts";
import { selects } from "../../src/mesh/objects/select.ts";
import { isDryRun, type AuthorizationPolicy } from "../../src/mesh/objects/policies.ts";
import { sameDeployment } from "../../src/mesh/world/same-deployment.ts";
import { effectOfNoMatch } from "../../src/rule/authorization-effect.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, istio, istioApi, thread } from "../../src/rule/rule.ts";
import type { Field } from "../../src/yaml/field.ts";

export const tokenDemandedUnvalidated = defineRule({
  id: "token-demanded-unvalidated",
  topic: "authorization",
  summary: "a policy allows calls by their token where nothing validates tokens",
  severity: "warning",
  reads: "authorizationPolicy",
  evidence: [
    istioApi(
      "security/v1beta1/authorization_policy.proto",
      "Source.requestPrincipals: derived from the JWT, requires RequestAuthentication",
    ),
    istio(
      "pilot/pkg/security/authz/model/generator.go",
      "requestPrincipalGenerator: metadata of the JWT filter of the same proxy",
    ),
    thread("istio/istio#14885", "tokens validated at the gateway, demanded at the workload: 403"),
  ],
  *check(policy, mesh) {
    const demand = policy.targetRefs.length > 0 ? undefined : tokenDemandOf(policy);
    if (demand === undefined || isDryRun(policy)) return;
    if (isValidatedHere(policy, mesh) || mayBeOfGateway(policy, mesh)) return;
    if (mesh.filtersNamed("envoy.filters.http.jwt_authn").length > 0) return;
    // Where tokens are validated at all, and not here, shows that here is left out.
    const elsewhere = mesh
      .ofType("security.istio.io/RequestAuthentication")
      .find((it) => sameDeployment(it, policy.resource) === "certain" && validatesTokens(it, mesh));
    if (elsewhere) yield unvalidated(demand, policy, elsewhere, mesh);
  },
});

/** Some RequestAuthentication may be for pods of the policy; where these are known, their labels say. */
function isValidatedHere(policy: AuthorizationPolicy, mesh: Mesh): boolean {
  const pods = podsSurelyUnder(policy, mesh);
  return authenticationsFor(policy, mesh)
    .filter((it) => validatesTokens(it, mesh))
    .map((it) => matchLabelsOf(it))
    .some((labels) => pods.length === 0 || pods.some((pod) => selects(labels, pod.labels)));
}

/** Pods of gateways may have the RequestAuthentication of another namespace; where no pod is known, only labels say. */
function mayBeOfGateway(policy: AuthorizationPolicy, mesh: Mesh): boolean {
  const pods = mesh.workloadsUnder(policy);
  return pods.length === 0
    ? policy.selector.size === 0
    : pods.some((pod) => pod.isGateway || mesh.serversAt(pod).length > 0);
}

function unvalidated(
  demand: Field,
  { action, resource }: AuthorizationPolicy,
  elsewhere: Resource,
  mesh: Mesh,
): Finding {
  return {
    headline: `\`${resource.name}\` asks for a token, but nothing validates tokens at its pods`,
    primary: { span: demand.span, text: "of a validated token" },
    related: [{ span: mesh.nameSpan(elsewhere), text: "is for other pods" }],
    note: effectOfNoMatch(action),
    help: "add a RequestAuthentication for the pods of this policy: what the gateway validates is not passed on",
  };
}
