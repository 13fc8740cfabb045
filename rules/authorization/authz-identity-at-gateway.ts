import { gatewaysUnder } from "../../src/mesh/ask/reached-gateways.ts";
import type { Mesh } from "../../src/mesh/mesh.ts";
import type { GatewayServer } from "../../src/mesh/objects/gateway.ts";
import { isDryRun, type AuthorizationPolicy } from "../../src/mesh/objects/policies.ts";
import { effectOfNoMatch } from "../../src/rule/authorization-effect.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { fieldsAt } from "../../src/rule/places-of.ts";
import { defineRule, istioApi, thread } from "../../src/rule/rule.ts";
import type { Field } from "../../src/yaml/field.ts";

export const authzIdentityAtGateway = defineRule({
  id: "authz-identity-at-gateway",
  topic: "authorization",
  summary: "a policy of a gateway matches identities, which callers from outside do not have",
  severity: "warning",
  reads: "authorizationPolicy",
  fields: { "security.istio.io/AuthorizationPolicy": ["spec.rules[].from[].source"] },
  evidence: [
    istioApi(
      "security/v1beta1/authorization_policy.proto",
      "Source.principals, namespaces: derived from the peer certificate, require mutual TLS",
    ),
    istioApi(
      "networking/v1alpha3/gateway.proto",
      "ServerTLSSettings.TLSmode: SIMPLE asks callers for no certificate",
    ),
    thread("istio/istio#41754", "`notPrincipals` at the ingress gateway denies everyone"),
  ],
  *check(policy, mesh) {
    if (policy.selector.size === 0 || isDryRun(policy)) return;
    const servers = gatewaysUnder(policy, mesh).flatMap((gateway) => gateway.servers);
    for (const rule of policy.rules) {
      const identity = paths.flatMap((path) => fieldsAt(rule, path)).find(decides);
      const asked = identity ? serversOf(rule, servers) : [];
      const [server] = asked;
      if (identity && server && asked.every(isAnonymous)) {
        yield nobody(policy, identity, server, mesh);
        return;
      }
    }
  },
});

const kinds = ["principals", "namespaces", "serviceAccounts"];
const negated = ["notPrincipals", "notNamespaces", "notServiceAccounts"];
const paths = [...kinds, ...negated].map((key) => `from[].source.${key}`);

/** A source matches by all that it lists: what is excepted decides only if it lists nothing else. */
function decides({ step, parent }: Field): boolean {
  return !negated.includes(String(step)) || parent?.keys.length === 1;
}

/** The servers that a rule is about: those of its ports, as far as Gateways have these numbers. */
function serversOf(rule: Field, servers: readonly GatewayServer[]): readonly GatewayServer[] {
  const ports = fieldsAt(rule, "to[].operation.ports[]").map((it) => String(it.scalar()?.value));
  return ports.length === 0
    ? servers
    : servers.filter(({ portNumber }) => ports.includes(String(portNumber?.value)));
}

/** Callers show no certificate: plaintext, or TLS of the server alone. */
function isAnonymous({ tls, tlsMode }: GatewayServer): boolean {
  return tls === undefined || tlsMode?.value === "SIMPLE";
}

function nobody(
  { action, resource }: AuthorizationPolicy,
  identity: Field,
  server: GatewayServer,
  mesh: Mesh,
): Finding {
  const isNegated = negated.includes(String(identity.step));
  return {
    headline: `callers of the gateway have no identity that \`${resource.name}\` can match`,
    primary: { span: identity.keySpan, text: "of a client certificate" },
    related: [
      {
        span: server.tlsMode?.span ?? mesh.nameSpan(server.gateway.resource),
        text: "asks for no client certificate",
      },
    ],
    note: isNegated
      ? action === "DENY"
        ? "every caller is without one of these identities: all calls end with PERMISSION_DENIED (7)"
        : "every caller is without one of these identities: the rule matches all calls"
      : effectOfNoMatch(action),
    help: "match `remoteIpBlocks` or `requestPrincipals`, or use `tls.mode: MUTUAL` at the gateway",
  };
}
