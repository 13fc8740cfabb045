import { gather } from "../../src/collections/gather.ts";
import type { Mesh } from "../../src/mesh/mesh.ts";
import { webRequestsOf } from "../../src/mesh/ask/preflights.ts";
import { gatewaysUnder } from "../../src/mesh/ask/reached-gateways.ts";
import {
  demandsToken,
  mayAllowWithoutToken,
  tokenDemandOnPreflight,
} from "../../src/mesh/ask/token-demand.ts";
import { isDryRun, type AuthorizationPolicy } from "../../src/mesh/objects/policies.ts";
import { mayAgree } from "../../src/mesh/objects/select.ts";
import type { Route } from "../../src/mesh/objects/route.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, istio, thread } from "../../src/rule/rule.ts";
import type { Field } from "../../src/yaml/field.ts";

export const tokenBlocksCorsPreflight = defineRule({
  id: "token-blocks-cors-preflight",
  topic: "authorization",
  summary: "a gateway requires a token for CORS preflights, which never carry one",
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
    if (policy.selector.size === 0 || isDryRun(policy) || !demandsToken(policy)) return;
    for (const { route, cors } of corsAt(policy, mesh)) {
      const demand = webRequestsOf(route, policy).flatMap(
        (request) => tokenDemandOnPreflight(policy, request) ?? [],
      )[0];
      if (demand === undefined || isAllowedElsewhere(policy, mesh)) continue;
      yield blocked(policy, demand, cors);
      return;
    }
  },
});

/** The routes with a CORS policy of the gateways whose pods the policy is for. */
function corsAt(policy: AuthorizationPolicy, mesh: Mesh): readonly Cors[] {
  // The filter for CORS may have been moved before the others.
  if (mesh.filtersNamed("envoy.filters.http.cors").length > 0) return [];
  const servers = gather(gatewaysUnder(policy, mesh), (gateway) => gateway.servers);
  return gather(servers, (server) => mesh.virtualServicesOf(server))
    .flatMap(({ resource }) => mesh.routesOf(resource))
    .flatMap((route) => {
      const cors = route.field.get("corsPolicy");
      return cors ? [{ route, cors }] : [];
    });
}

interface Cors {
  readonly route: Route;
  readonly cors: Field;
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
          !isDryRun(it) &&
          mayAgree(it.selector, policy.selector) &&
          mayAllowWithoutToken(it),
      )
  );
}

function blocked(
  { action, resource, operations }: AuthorizationPolicy,
  demand: Field,
  cors: Field,
): Finding {
  const exempt =
    operations.length === 0
      ? "add `to: [{ operation: { notMethods: [OPTIONS] } }]` to the rule"
      : "add `notMethods: [OPTIONS]` to the operations of the rule";
  return {
    headline: `\`${resource.name}\` requires a token for CORS preflights, which browsers send without one`,
    primary: { span: demand.span, text: "requires a token" },
    related: [{ span: cors.keySpan, text: "never reached" }],
    note: "the gateway answers the preflight with 403, before CORS: browsers make no gRPC-Web call at all",
    help: action === "DENY" ? exempt : "add a rule `to: [{ operation: { methods: [OPTIONS] } }]`",
  };
}
