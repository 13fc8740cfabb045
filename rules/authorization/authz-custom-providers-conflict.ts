import { groupBy } from "../../src/collections/group-by.ts";
import { isSwitchedOn } from "../../src/mesh/ask/istiod-variables.ts";
import { oncePerMesh } from "../../src/mesh/ask/once-per-mesh.ts";
import type { Mesh } from "../../src/mesh/mesh.ts";
import { isDryRun, type AuthorizationPolicy } from "../../src/mesh/objects/policies.ts";
import { areForSamePods } from "../../src/mesh/ask/policies-for-same-pods.ts";
import { areOfOneRevision } from "../../src/mesh/world/revision.ts";
import { surelyApplies } from "../../src/mesh/ask/surely-together.ts";
import { folderOf } from "../../src/mesh/world/same-deployment.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, istio, thread } from "../../src/rule/rule.ts";
import type { Field } from "../../src/yaml/field.ts";

export const authzCustomProvidersConflict = defineRule({
  id: "authz-custom-providers-conflict",
  topic: "authorization",
  summary: "two CUSTOM policies name two providers for the same pods",
  severity: "warning",
  severityWhere: { info: "istiod, which may accept several, is not among the files" },
  reads: "authorizationPolicy",
  fields: { "security.istio.io/AuthorizationPolicy": ["spec.provider"] },
  evidence: [
    istio(
      "pilot/pkg/model/authorization.go",
      "ListAuthorizationPolicies: those of the root namespace and of the workload's",
    ),
    istio(
      "pilot/pkg/security/authz/builder/builder.go",
      "only 1 provider can be used per workload, unless PILOT_ENABLE_MULTIPLE_CUSTOM_AUTHZ_PROVIDERS",
    ),
    thread("istio/istio#34041", "two CUSTOM policies at the ingress gateway: all denied"),
    thread("istio/istio#57933", "each provider works alone, both together deny"),
  ],
  *check(policy, mesh) {
    const provider = providerOf(policy);
    if (provider === undefined || isSwitchedOn(setting, mesh, ["false"])) return;
    const { namespace } = policy.resource;
    const root = mesh.config().rootNamespace;
    const custom = customPolicies(mesh).get(namespace) ?? [];
    // The finding is at the later of the two, and at the one for fewer pods.
    const earlier = custom.slice(0, custom.indexOf(policy));
    const everywhere = namespace === root ? [] : (customPolicies(mesh).get(root) ?? []);
    const other = [...earlier, ...everywhere].find((it) => isRival(it, policy, mesh));
    const rival = other && providerOf(other);
    if (rival)
      yield { ...conflict(provider, rival), ...(!holdsIstiod(mesh) && { severity: "info" }) };
  },
});

const customPolicies = oncePerMesh(
  (mesh): ReadonlyMap<string | undefined, readonly AuthorizationPolicy[]> =>
    groupBy(
      mesh.all.authorizationPolicy().filter((it) => providerOf(it) !== undefined),
      ({ resource }) => resource.namespace,
    ),
);

function providerOf(policy: AuthorizationPolicy): Field | undefined {
  if (policy.action !== "CUSTOM" || isDryRun(policy)) return undefined;
  return policy.resource.spec?.at("provider", "name");
}

/** With another provider, for the same targets, or for all of its pods or some of them. */
function isRival(other: AuthorizationPolicy, policy: AuthorizationPolicy, mesh: Mesh): boolean {
  const [one, two] = [other.resource, policy.resource];
  if (providerOf(other)?.text === providerOf(policy)?.text) return false;
  if (one.name === two.name && one.namespace === two.namespace) return false;
  if (!areOfOneRevision(one, two) || folderOf(one) !== folderOf(two)) return false;
  if (!surelyApplies(one, two, mesh)) return false;
  return areForSamePods(other, policy, mesh);
}

const setting = "PILOT_ENABLE_MULTIPLE_CUSTOM_AUTHZ_PROVIDERS";

const holdsIstiod = oncePerMesh((mesh): boolean =>
  mesh.all.container().some(({ name }) => name === "discovery"),
);

function conflict(provider: Field, rival: Field): Finding {
  return {
    headline: `these pods have two providers: \`${provider.text ?? ""}\` and \`${rival.text ?? ""}\``,
    primary: { span: provider.span, text: "one of two" },
    related: [{ span: rival.span, text: "the other" }],
    note: "Istio denies what either policy matches, as a workload may have one provider: PERMISSION_DENIED (7)",
    help: `use one provider for both, or set \`${setting}\` for istiod (Istio 1.29)`,
  };
}
