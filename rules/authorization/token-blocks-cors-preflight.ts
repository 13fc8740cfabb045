import { gather } from "../../src/collections/gather.ts";
import type { Mesh } from "../../src/mesh/mesh.ts";
import type { AuthorizationPolicy } from "../../src/mesh/objects/policies.ts";
import { selects } from "../../src/mesh/objects/select.ts";
import { tokenDemandOnPreflight } from "../../src/mesh/ask/token-demand.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, istio, thread } from "../../src/rule/rule.ts";
import type { Field } from "../../src/yaml/field.ts";

export const tokenBlocksCorsPreflight = defineRule({
  id: "token-blocks-cors-preflight",
  topic: "authorization",
  summary: "a gateway demands a token of CORS preflights, which never carry one",
  severity: "warning",
  reads: "authorizationPolicy",
  evidence: [
    istio(
      "pilot/pkg/networking/core/listener_builder.go",
      "buildHTTPConnectionManager: authentication and authorization come before the CORS filter",
    ),
    thread("istio/istio#45716", "OPTIONS is answered with 403 where a policy demands a token"),
    thread("istio/istio#16171", "preflights and JWT: browsers send no credentials with OPTIONS"),
  ],
  *check(policy, mesh) {
    const demand = policy.selector.size === 0 ? undefined : tokenDemandOnPreflight(policy);
    const cors = demand && corsAt(policy, mesh);
    if (demand && cors && !isAllowedElsewhere(policy, mesh)) yield blocked(policy, demand, cors);
  },
});

/** A CORS policy in a route of the gateways that the policy selects the pods of. */
function corsAt({ selector }: AuthorizationPolicy, mesh: Mesh): Field | undefined {
  const servers = gather(mesh.all.gateway(), (gateway) =>
    gateway.selector.size > 0 && selects(selector, gateway.selector) ? gateway.servers : [],
  );
  for (const service of gather(servers, (server) => mesh.virtualServicesOf(server))) {
    for (const { field } of mesh.routesOf(service.resource)) {
      const cors = field.get("corsPolicy");
      if (cors) return cors;
    }
  }
  return undefined;
}

/** Of several ALLOW policies one is enough. */
function isAllowedElsewhere(policy: AuthorizationPolicy, mesh: Mesh): boolean {
  return (
    policy.action === "ALLOW" &&
    mesh.all
      .authorizationPolicy()
      .some(
        (it) =>
          it !== policy &&
          it.action === "ALLOW" &&
          selects(it.selector, policy.selector) &&
          tokenDemandOnPreflight(it) === undefined,
      )
  );
}

function blocked({ action, resource }: AuthorizationPolicy, demand: Field, cors: Field): Finding {
  return {
    headline: `\`${resource.name}\` demands a token of CORS preflights, and browsers send none with them`,
    primary: { span: demand.span, text: "demands a token" },
    related: [{ span: cors.keySpan, text: "never gets to answer" }],
    note: "the gateway answers the preflight with 403, before CORS: browsers make no gRPC-Web call at all",
    help:
      action === "DENY"
        ? "add `to: [{ operation: { notMethods: [OPTIONS] } }]` to the rule"
        : "add a rule `to: [{ operation: { methods: [OPTIONS] } }]`",
  };
}
