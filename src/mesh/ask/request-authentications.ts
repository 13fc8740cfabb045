import { matchLabelsOf } from "../objects/match-labels.ts";
import type { Resource } from "../../manifest/resource.ts";
import type { Mesh } from "../mesh.ts";
import type { AuthorizationPolicy } from "../objects/policies.ts";
import { isPlaceholder } from "../objects/placeholder.ts";
import { agreementIndex, mayAgree, selects, type Selector } from "../objects/select.ts";
import { sameDeployment } from "../world/same-deployment.ts";
import { namespacesAgree } from "../world/by-namespace.ts";
import { oncePerMesh } from "./once-per-mesh.ts";
import { isGatewaySelector } from "./gateway-selector.ts";
import { surelyTogether } from "./surely-together.ts";

/** The RequestAuthentications that may be in effect at pods of an AuthorizationPolicy. */
export function authenticationsFor(policy: AuthorizationPolicy, mesh: Mesh): readonly Resource[] {
  const { resource, selector } = policy;
  const root = mesh.config().rootNamespace;
  return candidates(policy, mesh)
    .filter((it) => !hasTargets(it) || mayHaveTarget(policy, mesh))
    .filter(
      (it) =>
        namespacesAgree(it.namespace, resource.namespace) ||
        !isForGatewaysAlone(it, selector, mesh),
    )
    .filter(
      (it) =>
        it.namespace === root ||
        resource.namespace === root ||
        (namespacesAgree(it.namespace, resource.namespace) &&
          mayAgree(matchLabelsOf(it), selector)),
    );
}

/** All for a policy of the root namespace; for others those whose labels agree, and all of the root namespace. */
function candidates(policy: AuthorizationPolicy, mesh: Mesh): readonly Resource[] {
  return policy.resource.namespace === mesh.config().rootNamespace
    ? mesh.ofType("security.istio.io/RequestAuthentication")
    : byLabels(mesh)(policy.selector);
}

const byLabels = oncePerMesh((mesh) => {
  const root = mesh.config().rootNamespace;
  return agreementIndex(mesh.ofType("security.istio.io/RequestAuthentication"), (it) =>
    it.namespace === root ? new Map() : matchLabelsOf(it),
  );
});

function hasTargets({ spec }: Resource): boolean {
  return (spec?.get("targetRefs") ?? spec?.get("targetRef")) !== undefined;
}

/** Targets are proxies that istiod runs for a Gateway; what selects other pods by labels is not for them. */
function mayHaveTarget({ targetRefs, selector }: AuthorizationPolicy, mesh: Mesh): boolean {
  return targetRefs.length > 0 || selector.size === 0 || isGatewaySelector(selector, mesh);
}

/** Whether it validates tokens of somebody, as far as the inputs tell. */
export function validatesTokens(authentication: Resource, mesh: Mesh): boolean {
  const rules = authentication.spec?.get("jwtRules")?.items() ?? [];
  return rules.length > 0 || mesh.isPatched(authentication, "spec.jwtRules");
}

/** Of the pods of gateways, and a policy for others. */
function isForGatewaysAlone(authentication: Resource, selector: Selector, mesh: Mesh): boolean {
  const own = matchLabelsOf(authentication);
  return own.size > 0 && isGatewaySelector(own, mesh) && !isGatewaySelector(selector, mesh);
}

/** Whether a RequestAuthentication is for every pod of a policy: in its namespace, or in the root namespace next to it. */
function isForAll(
  authentication: Resource,
  { resource, selector }: AuthorizationPolicy,
  mesh: Mesh,
): boolean {
  if (hasTargets(authentication)) return false;
  const isEverywhere =
    authentication.namespace === mesh.config().rootNamespace &&
    sameDeployment(authentication, resource) === "certain";
  return (
    (isEverywhere || surelyTogether(authentication, resource)) &&
    selects(matchLabelsOf(authentication), selector)
  );
}

/** Whose tokens a RequestAuthentication validates; `undefined` where one is filled in later, or where it says none. */
function issuersOf({ spec }: Resource): readonly string[] | undefined {
  const rules = spec?.get("jwtRules")?.items() ?? [];
  const issuers = rules.map((rule) => rule.get("issuer")?.text);
  return rules.length === 0 || issuers.includes(undefined)
    ? undefined
    : issuers.filter((it) => it !== undefined);
}

/** All whose tokens are validated at the pods of a policy; empty where they are not known. */
export function issuersFor(policy: AuthorizationPolicy, mesh: Mesh): readonly string[] {
  const found = authenticationsFor(policy, mesh);
  const known = found.some((it) => isForAll(it, policy, mesh)) ? found.map(issuersOf) : [];
  const issuers = known.flatMap((it) => it ?? []);
  return known.includes(undefined) || issuers.some(isPlaceholder) ? [] : [...new Set(issuers)];
}
