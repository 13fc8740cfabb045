import { gather } from "../../src/collections/gather.ts";
import {
  areAlike,
  areOfOneMesh,
  isReadElsewhere,
  jwtRulesOf,
  removedTokens,
  setsToken,
  type RemovedToken,
} from "../../src/mesh/ask/removed-tokens.ts";
import { authenticationsFor } from "../../src/mesh/ask/request-authentications.ts";
import {
  mayAllowWithoutToken,
  pathsWithoutToken,
  tokenDemandOf,
} from "../../src/mesh/ask/token-demand.ts";
import type { Mesh } from "../../src/mesh/mesh.ts";
import { isDryRun, type AuthorizationPolicy } from "../../src/mesh/objects/policies.ts";
import type { Route, RouteMatch } from "../../src/mesh/objects/route.ts";
import { mayAgree } from "../../src/mesh/objects/select.ts";
import { namespacesAgree } from "../../src/mesh/world/by-namespace.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, envoy, istioApi, thread } from "../../src/rule/rule.ts";
import type { Field } from "../../src/yaml/field.ts";

export const tokenNotForwarded = defineRule({
  id: "token-not-forwarded",
  topic: "authorization",
  summary: "a gateway removes the token that the policy of a workload behind it demands",
  severity: "warning",
  severityWhere: {
    info: "gateway, route and policy leave a namespace open and are far apart, and may be of two meshes",
  },
  reads: "authorizationPolicy",
  evidence: [
    istioApi(
      "security/v1beta1/request_authentication.proto",
      "JWTRule.forward_original_token: false by default, the token is not passed on",
    ),
    envoy(
      "source/extensions/filters/http/jwt_authn/authenticator.cc",
      "a valid token is removed from the request unless `forward` is set",
    ),
    envoy(
      "source/extensions/filters/http/jwt_authn/extractor.cc",
      "removeJwt: tokens in cookies stay where they are",
    ),
    thread("istio/istio#29581", "the token is valid at the gateway, and gone behind it"),
    thread("istio/istio#25410", "`forwardOriginalToken: true` brings it back"),
  ],
  *check(policy, mesh) {
    const demand = policy.targetRefs.length > 0 ? undefined : tokenDemandOf(policy);
    if (demand === undefined || isDryRun(policy) || isAllowedElsewhere(policy, mesh)) return;
    const open = pathsWithoutToken(policy);
    const own = gather(authenticationsFor(policy, mesh), jwtRulesOf);
    if (own.length === 0) return;
    for (const removed of removedTokens(policy, mesh)) {
      const { destination, rule } = removed;
      const again = own.find((it) => areAlike(it, rule));
      if (needsNoToken(destination.route, open) || setsToken(destination.route)) continue;
      if (again === undefined || own.some((it) => isReadElsewhere(it, rule))) continue;
      const isSure = areOfOneMesh(policy, removed, mesh);
      yield { ...lost(policy, { demand, ...removed }), ...(!isSure && { severity: "info" }) };
      return;
    }
  },
});

/** The gateway sends only what the policy allows to everyone. */
function needsNoToken({ matches }: Route, open: readonly string[]): boolean {
  const isOpen = ({ path }: RouteMatch): boolean =>
    path !== undefined &&
    open.some((it) => path.value.startsWith(it.endsWith("*") ? it.slice(0, -1) : it));
  return matches.length > 0 && matches.every(isOpen);
}

/** Of several ALLOW policies one is enough, such as one for the gateway's own identity. */
function isAllowedElsewhere(policy: AuthorizationPolicy, mesh: Mesh): boolean {
  return mesh.all
    .authorizationPolicy()
    .some(
      (it) =>
        it !== policy &&
        it.action === "ALLOW" &&
        namespacesAgree(it.resource.namespace, policy.resource.namespace) &&
        mayAgree(it.selector, policy.selector) &&
        mayAllowWithoutToken(it),
    );
}

function lost(
  { resource }: AuthorizationPolicy,
  { demand, rule, destination }: RemovedToken & { readonly demand: Field },
): Finding {
  const issuer = rule.get("issuer") ?? rule;
  return {
    headline: `the gateway removes the token that \`${resource.name}\` asks for`,
    primary: { span: issuer.span, text: "validated, then removed" },
    related: [
      { span: demand.span, text: "demanded again" },
      { span: (destination.host ?? destination.field).span, text: "the gateway sends here" },
    ],
    note: "the token does not get past the gateway: calls through it fail with PERMISSION_DENIED (7), RBAC: access denied",
    help: "add `forwardOriginalToken: true` to this rule",
  };
}
