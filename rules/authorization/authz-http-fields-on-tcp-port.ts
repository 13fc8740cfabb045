import type { Mesh } from "../../src/mesh/mesh.ts";
import type { AuthorizationOperation } from "../../src/mesh/policies.ts";
import { isTcp } from "../../src/mesh/protocol.ts";
import { podsSurelyUnder, servedPortsOf, type ServedPort } from "../../src/mesh/served-ports.ts";
import { portTitle } from "../../src/mesh/service.ts";
import { defineRule, istio, thread } from "../../src/rule/rule.ts";
import type { Workload } from "../../src/mesh/workload.ts";
import type { Finding } from "../../src/rule/finding.ts";
import type { Field } from "../../src/yaml/field.ts";

const httpFields = ["paths", "methods", "hosts", "notPaths", "notMethods", "notHosts"] as const;

export const authzHttpFieldsOnTcpPort = defineRule({
  id: "authz-http-fields-on-tcp-port",
  topic: "authorization",
  summary: "an allowing rule by path, method or host, for ports that Istio takes for TCP",
  severity: "error",
  reads: "authorizationOperation",
  evidence: [
    istio("pilot/pkg/security/authz/builder/builder.go", "build: skipped rule on TCP filter chain"),
    thread("istio/istio#46413", "gRPC is allowed only without `methods`"),
  ],
  *check(operation, mesh) {
    const { policy, field } = operation;
    const http = field.pick(httpFields)[0];
    if (policy.action !== "ALLOW" || policy.selector.size === 0 || http === undefined) return;
    const ports = coveredPorts(operation, mesh);
    const port = ports[0];
    if (port && ports.every(({ protocol }) => isTcp(protocol))) yield neverMatches(http, port);
  },
});

/** The Service ports that lead to where the operation holds. */
function coveredPorts(
  { policy, ports }: AuthorizationOperation,
  mesh: Mesh,
): readonly ServedPort[] {
  const listed = ports.filter(({ negated }) => !negated).map(({ value }) => value);
  const holds = ({ target }: ServedPort): boolean =>
    listed.length === 0 || listed.includes(`${target ?? ""}`);
  const served = podsSurelyUnder(policy, mesh).map((pod) => ({
    pod,
    ports: servedPortsOf(pod, mesh),
  }));
  // A pod without a Service, or a port that none names, is sniffed: HTTP there is seen.
  if (served.some(({ pod, ports: its }) => isSniffed(pod, its))) return [];
  return served.flatMap(({ ports: its }) => its.filter(holds));
}

function isSniffed({ containers }: Workload, served: readonly ServedPort[]): boolean {
  const named = new Set(served.map(({ target }) => target));
  return containers.some(({ ports }) => ports.length > named.size);
}

function neverMatches(http: Field, { port, protocol, protocolSpan }: ServedPort): Finding {
  const { name } = port.service.resource;
  return {
    headline: `\`${String(http.step)}\` matches nothing: Istio takes port ${portTitle(port)} of \`${name}\` for TCP`,
    primary: { span: http.keySpan, text: "not seen on TCP" },
    related: [{ span: protocolSpan, text: `taken for ${protocol}` }],
    note: "on TCP ports Istio leaves this rule out, so calls are refused: UNAVAILABLE (14), connection closed",
    help: `if the port serves gRPC, set \`appProtocol: grpc\` on it; else allow it by \`ports\` and \`from\``,
  };
}
