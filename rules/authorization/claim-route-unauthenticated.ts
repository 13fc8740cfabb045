import { matchLabelsOf } from "../../src/mesh/objects/match-labels.ts";
import type { Resource } from "../../src/manifest/resource.ts";
import type { Gateway } from "../../src/mesh/objects/gateway.ts";
import type { Mesh } from "../../src/mesh/mesh.ts";
import { holdsNamespace } from "../../src/mesh/world/open-world.ts";
import { selects } from "../../src/mesh/objects/select.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { fieldsAt } from "../../src/rule/places-of.ts";
import { defineRule, istio, istioApi } from "../../src/rule/rule.ts";
import type { Field } from "../../src/yaml/field.ts";

export const claimRouteUnauthenticated = defineRule({
  id: "claim-route-unauthenticated",
  topic: "authorization",
  summary: "a gateway route matches JWT claims, but nothing validates tokens there",
  severity: "error",
  reads: "virtualService",
  fields: { "networking.istio.io/VirtualService": ["spec.http[].match[].headers"] },
  evidence: [
    istioApi(
      "networking/v1alpha3/virtual_service.proto",
      "HTTPMatchRequest.headers: `@request.auth.claims`",
    ),
    istio("pkg/config/analysis/analyzers/virtualservice/jwtclaimroute.go", "IST0149"),
  ],
  answers: ["IST0149"],
  *check(service, mesh) {
    const gateways = mesh.gatewaysOf(service);
    // Only the whole mesh can lack a RequestAuthentication.
    if (gateways.length === 0 || !holdsNamespace(undefined, mesh)) return;
    const bare = gateways.find((gateway) => !isAuthenticated(gateway, mesh));
    const claim = service.http.flatMap(claimsOf)[0];
    if (bare && claim) yield unauthenticated(claim, bare, mesh);
  },
});

function claimsOf(route: Field): readonly Field[] {
  return ["match[].headers{}", "match[].withoutHeaders{}"]
    .flatMap((path) => fieldsAt(route, path))
    .filter((field) => String(field.step).startsWith("@request.auth.claims"));
}

/** Whether a RequestAuthentication may be in force at the pods of a gateway. */
function isAuthenticated(gateway: Gateway, mesh: Mesh): boolean {
  const pods = mesh.podsOfGateway(gateway);
  const namespaces = pods.flatMap(({ resource }) => resource.namespace ?? []);
  const reaches = ({ namespace }: Resource): boolean =>
    namespace === undefined ||
    namespace === mesh.config().rootNamespace ||
    namespaces.length === 0 ||
    namespaces.includes(namespace);
  return mesh.ofType("security.istio.io/RequestAuthentication").some((it) => {
    const selector = matchLabelsOf(it);
    return (
      reaches(it) &&
      (selects(selector, gateway.selector) || pods.some(({ labels }) => selects(selector, labels)))
    );
  });
}

function unauthenticated(claim: Field, { resource }: Gateway, mesh: Mesh): Finding {
  return {
    headline: `\`${String(claim.step)}\` is matched, but \`${resource.name}\` has no RequestAuthentication`,
    primary: { span: claim.keySpan, text: "needs a validated token" },
    related: [{ span: mesh.nameSpan(resource), text: "does not validate tokens" }],
    note: "without a validated token there are no claims: the route matches no call, and gRPC gets UNIMPLEMENTED (12)",
    help: `add a RequestAuthentication for the pods of Gateway \`${resource.name}\``,
  };
}
