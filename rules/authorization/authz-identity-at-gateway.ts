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
      const identity = decisive(rule);
      const asked = identity ? serversOf(rule, servers) : [];
      const [server] = asked;
      if (identity && server && asked.every(isAnonymous)) {
        yield withoutIdentity({ policy, rule, identity }, server, mesh);
        return;
      }
    }
  },
});

const kinds = ["principals", "namespaces", "serviceAccounts"];
const negated = ["notPrincipals", "notNamespaces", "notServiceAccounts"];

/**
 * The identity that decides of a rule whether it matches. One source of several is enough, and a source matches by all that it
 * lists: what is excepted decides if it lists nothing else, an identity only if each of the sources asks for one.
 */
function decisive(rule: Field): Field | undefined {
  const sources = fieldsAt(rule, "from[].source");
  const excepted = sources.filter((source) => source.keys.length === 1);
  const always = excepted.flatMap((source) => firstOf(source, negated)).at(0);
  if (always) return always;
  const asked = sources.flatMap((source) => firstOf(source, kinds));
  return asked.length === sources.length ? asked[0] : undefined;
}

function firstOf(source: Field, keys: readonly string[]): readonly Field[] {
  return keys.flatMap((key) => source.get(key) ?? []).slice(0, 1);
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

interface Deciding {
  readonly policy: AuthorizationPolicy;
  readonly rule: Field;
  readonly identity: Field;
}

function withoutIdentity(deciding: Deciding, server: GatewayServer, mesh: Mesh): Finding {
  const { policy, identity } = deciding;
  return {
    headline: `callers of the gateway have no identity that \`${policy.resource.name}\` can match`,
    primary: { span: identity.keySpan, text: "needs a client certificate" },
    related: [
      {
        span: server.tlsMode?.span ?? mesh.nameSpan(server.gateway.resource),
        text: "asks for no client certificate",
      },
    ],
    note: effectOf(deciding),
    help: "match `remoteIpBlocks` or `requestPrincipals`, or use `tls.mode: MUTUAL` at the gateway",
  };
}

function effectOf({ policy: { action, rules }, rule, identity }: Deciding): string {
  const calls = rule.keys.length > 1 ? "all calls that the rest of the rule matches" : "all calls";
  if (negated.includes(String(identity.step))) {
    const effect = action === "DENY" ? "end with PERMISSION_DENIED (7)" : "match the rule";
    return `every caller is without one of these identities: ${calls} ${effect}`;
  }
  if (action !== "ALLOW" || rules.length === 1) return effectOfNoMatch(action);
  return "this rule allows nothing: calls that no other rule allows fail with PERMISSION_DENIED (7), RBAC: access denied";
}
