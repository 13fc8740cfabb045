import { httpFieldOf } from "../../src/mesh/ask/authorization-http.ts";
import { isGatewaySelector } from "../../src/mesh/ask/gateway-selector.ts";
import type { Mesh } from "../../src/mesh/mesh.ts";
import { isDryRun, type AuthorizationPolicy } from "../../src/mesh/objects/policies.ts";
import { isTcp } from "../../src/mesh/objects/protocol.ts";
import { selects } from "../../src/mesh/objects/select.ts";
import {
  podsSurelyUnder,
  servedPortsOf,
  type ServedPort,
} from "../../src/mesh/ask/served-ports.ts";
import { portTitle, type ServicePort } from "../../src/mesh/objects/service.ts";
import { surelyTogether } from "../../src/mesh/ask/surely-together.ts";
import type { Workload } from "../../src/mesh/objects/workload.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, istio, thread } from "../../src/rule/rule.ts";
import type { Field } from "../../src/yaml/field.ts";

export const authzHttpFieldsOnTcpPort = defineRule({
  id: "authz-http-fields-on-tcp-port",
  topic: "authorization",
  summary: "an ALLOW rule uses HTTP fields on ports that are TCP to Istio",
  severity: "error",
  severityWhere: { warning: "pods that are not in the files may be under it" },
  reads: "authorizationPolicy",
  evidence: [
    istio("pilot/pkg/security/authz/builder/builder.go", "build: skipped rule on TCP filter chain"),
    istio(
      "pilot/pkg/security/authz/model/model.go",
      "Generate: one HTTP field leaves the rule out",
    ),
    thread("istio/istio#46413", "gRPC is allowed only without `methods`"),
    thread("istio/istio#37920", "`requestPrincipals` on a TCP port"),
  ],
  *check(policy, mesh) {
    if (policy.action !== "ALLOW" || isDryRun(policy) || policy.targetRefs.length > 0) return;
    const leftOut = policy.rules.filter((rule) => httpFieldOf(rule) !== undefined);
    if (leftOut.length === 0) return;
    const served = portsUnder(policy, mesh);
    for (const rule of leftOut) {
      const http = httpFieldOf(rule);
      const ports = coveredPorts(rule, served);
      const [port] = ports;
      if (http && port && ports.every(({ protocol }) => isTcp(protocol)))
        yield neverMatches(http, port, isSure(policy, mesh));
    }
  },
});

/** Without a selector, or without pods in the inputs, others may be under the policy. */
function isSure(policy: AuthorizationPolicy, mesh: Mesh): boolean {
  return policy.selector.size > 0 && mesh.workloadsUnder(policy).length > 0;
}

/** The Service ports that lead to pods of the policy. */
function portsUnder(policy: AuthorizationPolicy, mesh: Mesh): readonly ServedPort[] {
  if (mesh.workloadsUnder(policy).length === 0) return portsSelected(policy, mesh);
  const served = podsSurelyUnder(policy, mesh).map((pod) => ({
    pod,
    ports: servedPortsOf(pod, mesh),
  }));
  // A pod without a Service, or a port that none names, is sniffed: HTTP there is seen.
  if (served.some(({ pod, ports: its }) => isSniffed(pod, its))) return [];
  return served.flatMap(({ ports }) => ports);
}

function isSniffed({ containers }: Workload, served: readonly ServedPort[]): boolean {
  const named = new Set(served.map(({ target }) => target));
  return containers.some(({ ports }) => ports.length > named.size);
}

/** Where the inputs hold no pods: the ports of Services that select what the policy selects, gateways left out. */
function portsSelected(
  { selector, resource }: AuthorizationPolicy,
  mesh: Mesh,
): readonly ServedPort[] {
  if (selector.size === 0 || isGatewaySelector(selector, mesh)) return [];
  return mesh.all
    .service()
    .filter((it) => selects(selector, it.selector) && surelyTogether(it.resource, resource))
    .flatMap(({ ports }) => ports.map(asServed));
}

function asServed(port: ServicePort): ServedPort {
  const target = port.targetPort?.value;
  return {
    port,
    target: typeof target === "number" ? target : undefined,
    protocol: port.protocol,
    protocolSpan: port.protocolSpan,
  };
}

/** Those that the rule is about. */
function coveredPorts(rule: Field, served: readonly ServedPort[]): readonly ServedPort[] {
  const lists = (rule.get("to")?.items() ?? []).map(
    (to) => to.at("operation", "ports")?.strings() ?? [],
  );
  const listed = new Set(lists.flat().map(({ value }) => value));
  const isAny = lists.length === 0 || lists.some((ports) => ports.length === 0);
  return isAny ? served : served.filter(({ target }) => listed.has(`${target ?? ""}`));
}

function neverMatches(
  http: Field,
  { port, protocol, protocolSpan }: ServedPort,
  sure: boolean,
): Finding {
  const isKey = http.step === "key";
  const title = isKey ? (http.text ?? "") : String(http.step);
  return {
    headline: `\`${title}\` never matches: port ${portTitle(port)} of \`${port.service.resource.name}\` is TCP to Istio`,
    primary: { span: isKey ? http.span : http.keySpan, text: "not visible on TCP" },
    related: [{ span: protocolSpan, text: `treated as ${protocol}` }],
    note: "Istio drops this rule on TCP ports, so calls are refused: UNAVAILABLE (14), connection closed",
    help: "if the port serves gRPC, set `appProtocol: grpc` on it; otherwise allow it with `ports` and `from`",
    ...(!sure && { severity: "warning" as const }),
  };
}
