import type { Mesh } from "../../src/mesh/mesh.ts";
import type { AuthorizationPolicy } from "../../src/mesh/policies.ts";
import { isTcp } from "../../src/mesh/protocol.ts";
import { podsSurelyUnder, servedPortsOf } from "../../src/mesh/served-ports.ts";
import { portTitle, type ServicePort } from "../../src/mesh/service.ts";
import { defineRule, istio } from "../../src/rule/rule.ts";
import type { Finding } from "../../src/rule/finding.ts";
import type { Field } from "../../src/yaml/field.ts";

const httpFields = ["paths", "methods", "hosts", "notPaths", "notMethods", "notHosts"] as const;
const portFields = ["ports", "notPorts"] as const;

export const authzDenyBlocksTcpPort = defineRule({
  id: "authz-deny-blocks-tcp-port",
  topic: "authorization",
  summary: "a denying rule by HTTP fields alone denies everything on TCP ports of its pods",
  severity: "warning",
  reads: "authorizationPolicy",
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
    if (policy.action !== "DENY") return;
    const port = tcpPort(policy, mesh);
    if (port === undefined) return;
    for (const rule of policy.rules) {
      const http = httpAlone(rule);
      if (http) yield blocks(http, port);
    }
  },
});

function tcpPort(policy: AuthorizationPolicy, mesh: Mesh): ServicePort | undefined {
  return podsSurelyUnder(policy, mesh)
    .flatMap((pod) => servedPortsOf(pod, mesh))
    .find(({ port }) => isTcp(port.protocol))?.port;
}

/** The HTTP field of a rule that has nothing else to go by. */
function httpAlone(rule: Field): Field | undefined {
  if (rule.get("from") !== undefined || rule.get("when") !== undefined) return undefined;
  const operations = (rule.get("to")?.items() ?? []).flatMap((to) => to.get("operation") ?? []);
  if (operations.some((it) => portFields.some((name) => it.get(name) !== undefined)))
    return undefined;
  return operations.flatMap((it) => httpFields.flatMap((name) => it.get(name) ?? []))[0];
}

function blocks(http: Field, port: ServicePort): Finding {
  const { name } = port.service.resource;
  return {
    headline: `this rule denies everything on port ${portTitle(port)} of \`${name}\`, which is TCP to Istio`,
    primary: { span: http.keySpan, text: "left out on TCP" },
    related: [{ span: port.protocolSpan, text: `taken for ${port.protocol}` }],
    note: "connections to that port are closed at once: UNAVAILABLE (14) if it serves gRPC",
    help: "add `ports` with the HTTP ports of the pods to the operation",
  };
}
