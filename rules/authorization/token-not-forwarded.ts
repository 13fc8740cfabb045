import { gather } from "../../src/collections/gather.ts";
import type { Resource } from "../../src/manifest/resource.ts";
import { gatewaysPerhapsUnder } from "../../src/mesh/ask/reached-gateways.ts";
import { authenticationsFor } from "../../src/mesh/ask/request-authentications.ts";
import { mayAllowWithoutToken, tokenDemandOf } from "../../src/mesh/ask/token-demand.ts";
import type { Mesh } from "../../src/mesh/mesh.ts";
import { matchLabelsOf } from "../../src/mesh/objects/match-labels.ts";
import { isDryRun, type AuthorizationPolicy } from "../../src/mesh/objects/policies.ts";
import type { Destination } from "../../src/mesh/objects/route.ts";
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
  reads: "authorizationPolicy",
  evidence: [
    istioApi(
      "security/v1beta1/jwt.proto",
      "JWTRule.forward_original_token: false by default, the token is not passed on",
    ),
    envoy(
      "source/extensions/filters/http/jwt_authn/authenticator.cc",
      "a valid token is removed from the request unless `forward` is set",
    ),
    thread("istio/istio#29581", "the token is valid at the gateway, and gone behind it"),
    thread("istio/istio#25410", "`forwardOriginalToken: true` brings it back"),
  ],
  *check(policy, mesh) {
    const demand = policy.targetRefs.length > 0 ? undefined : tokenDemandOf(policy);
    if (demand === undefined || isDryRun(policy) || isAllowedElsewhere(policy, mesh)) return;
    const own = gather(authenticationsFor(policy, mesh), jwtRulesOf);
    if (own.length === 0) return;
    for (const { destination, rule } of removed(policy, mesh)) {
      const again = own.find((it) => areAlike(it, rule));
      if (again === undefined || own.some((it) => isReadElsewhere(it, rule))) continue;
      yield lost(policy, { demand, rule, destination });
      return;
    }
  },
});

function jwtRulesOf({ spec }: Resource): readonly Field[] {
  return spec?.get("jwtRules")?.items() ?? [];
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

interface Removed {
  readonly destination: Destination;
  readonly rule: Field;
}

/** The JWT rules of gateways that send to the pods of a policy, and keep the token. */
function removed(policy: AuthorizationPolicy, mesh: Mesh): readonly Removed[] {
  const pods = mesh.workloadsUnder(policy);
  if (pods.some((pod) => pod.isGateway || mesh.serversAt(pod).length > 0)) return [];
  const services = new Set(gather(pods, (pod) => mesh.servicesOf(pod)));
  const sent = gather([...services], (service) =>
    mesh
      .routesTo(service)
      .filter(({ viaGateway }) => viaGateway)
      .flatMap((route) => route.destinations.filter((it) => it.service === service)),
  );
  return gather(mesh.ofType("security.istio.io/RequestAuthentication"), (resource) => {
    const rules = jwtRulesOf(resource).filter((it) => !isForwarded(it));
    if (rules.length === 0) return [];
    const choice = { resource, selector: matchLabelsOf(resource) };
    const gateways = new Set(gatewaysPerhapsUnder(choice, mesh));
    return sent
      .filter(({ route: { owners } }) =>
        owners.some((owner) => mesh.gatewaysOf(owner).some((it) => gateways.has(it))),
      )
      .flatMap((destination) => rules.map((rule) => ({ destination, rule })));
  });
}

function isForwarded(rule: Field): boolean {
  return rule.get("forwardOriginalToken")?.boolean()?.value === true;
}

/** Of one issuer, whose token both read from the same place. */
function areAlike(rule: Field, other: Field): boolean {
  return (
    issuerOf(rule) !== undefined &&
    issuerOf(rule) === issuerOf(other) &&
    !isReadElsewhere(rule, other)
  );
}

function issuerOf(rule: Field): string | undefined {
  return rule.get("issuer")?.text;
}

/** The first proxy removes the token from the place where it found it, and from no other. */
function isReadElsewhere(rule: Field, other: Field): boolean {
  return places.some((key) => placeIn(rule, key) !== placeIn(other, key));
}

const places = ["fromHeaders", "fromParams", "fromCookies"] as const;

function placeIn(rule: Field, key: string): string {
  return (rule.get(key)?.items() ?? []).map((it) => it.get("name")?.text ?? it.text).join();
}

function lost(
  { resource }: AuthorizationPolicy,
  { demand, rule, destination }: Removed & { readonly demand: Field },
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
