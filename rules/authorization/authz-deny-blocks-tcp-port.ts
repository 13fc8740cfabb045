import type { Mesh } from "../../src/mesh/mesh.ts";
import { isDryRun, type AuthorizationPolicy } from "../../src/mesh/objects/policies.ts";
import { isTcp } from "../../src/mesh/objects/protocol.ts";
import {
  podsSurelyUnder,
  servedPortsOf,
  type ServedPort,
} from "../../src/mesh/ask/served-ports.ts";
import { portTitle } from "../../src/mesh/objects/service.ts";
import { defineRule, istio } from "../../src/rule/rule.ts";
import type { Finding } from "../../src/rule/finding.ts";
import type { Field } from "../../src/yaml/field.ts";

const operationFields: ReadonlySet<string> = new Set([
  "paths",
  "methods",
  "hosts",
  "notPaths",
  "notMethods",
  "notHosts",
]);
const sourceFields: ReadonlySet<string> = new Set(["requestPrincipals", "notRequestPrincipals"]);

export const authzDenyBlocksTcpPort = defineRule({
  id: "authz-deny-blocks-tcp-port",
  topic: "authorization",
  summary: "a DENY rule with only HTTP fields denies everything on its pods' TCP ports",
  severity: "warning",
  answers: ["IST0133"],
  reads: "authorizationPolicy",
  fields: { "security.istio.io/AuthorizationPolicy": ["spec.action"] },
  evidence: [
    istio(
      "pilot/pkg/security/authz/model/model.go",
      "Generate: for DENY, HTTP fields are left out on TCP",
    ),
    istio(
      "pkg/config/validation/validation.go",
      "validateAuthorizationPolicy: will deny all traffic to TCP ports",
    ),
  ],
  *check(policy, mesh) {
    if (policy.action !== "DENY" || isDryRun(policy)) return;
    const port = tcpPort(policy, mesh);
    if (port === undefined) return;
    for (const rule of policy.rules) {
      const http = httpAlone(rule);
      if (http) yield blocks(http, port);
    }
  },
});

function tcpPort(policy: AuthorizationPolicy, mesh: Mesh): ServedPort | undefined {
  return podsSurelyUnder(policy, mesh)
    .flatMap((pod) => servedPortsOf(pod, mesh))
    .find(({ protocol }) => isTcp(protocol));
}

/** The HTTP field of a rule that has nothing else to go by, among its alternatives of `from` and `to`. */
function httpAlone(rule: Field): Field | undefined {
  const from = alternatives(rule.get("from"), "source", sourceFields);
  const to = alternatives(rule.get("to"), "operation", operationFields);
  const when = (rule.get("when")?.items() ?? []).flatMap((condition) => condition.get("key") ?? []);
  if (from === "other" || to === "other" || !when.every(isOfRequest)) return undefined;
  return to ?? from ?? when[0];
}

function isOfRequest(key: Field): boolean {
  return key.text?.startsWith("request.") ?? false;
}

/** A field of the first entry that has HTTP fields alone; `other` where every entry has more. */
function alternatives(
  list: Field | undefined,
  key: string,
  http: ReadonlySet<string>,
): Field | "other" | undefined {
  if (list === undefined) return undefined;
  const entries = list.items().map((item) => item.get(key)?.fields() ?? []);
  const alone = entries.find((fields) => fields.every(({ step }) => http.has(String(step))));
  return alone?.[0] ?? "other";
}

function blocks(http: Field, { port, protocol, protocolSpan }: ServedPort): Finding {
  const { name } = port.service.resource;
  return {
    headline: `this rule denies everything on port ${portTitle(port)} of \`${name}\`, which is TCP to Istio`,
    primary: { span: http.step === "key" ? http.span : http.keySpan, text: "dropped on TCP" },
    related: [{ span: protocolSpan, text: `treated as ${protocol}` }],
    note: "connections to that port are closed at once: UNAVAILABLE (14) if it serves gRPC",
    help: "list the pods' HTTP ports in `to.operation.ports` of this rule",
  };
}
