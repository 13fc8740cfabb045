import { policyPlaces } from "../../src/mesh/ask/policy-places.ts";
import { isHttp } from "../../src/mesh/objects/protocol.ts";
import { durationAt, formatDuration } from "../../src/mesh/objects/duration.ts";
import { defineRule, istio } from "../../src/rule/rule.ts";
import type { Finding } from "../../src/rule/finding.ts";
import type { Field } from "../../src/yaml/field.ts";
import { removeField } from "../../src/rule/removals.ts";

export const tcpIdleTimeoutShadowed = defineRule({
  id: "tcp-idle-timeout-shadowed",
  topic: "connections",
  summary: "`tcp.idleTimeout` is overridden by `http.idleTimeout` on ports that carry HTTP",
  severity: "info",
  reads: "trafficPolicy",
  fields: policyPlaces("connectionPool.tcp.idleTimeout"),
  evidence: [
    istio(
      "pilot/pkg/networking/core/cluster_traffic_policy.go",
      "applyConnectionPool: tcp.idleTimeout only without http.idleTimeout",
    ),
  ],
  fixable: "safe",
  *check(policy, mesh) {
    const tcp = policy.connectionPool?.at("tcp", "idleTimeout");
    const http = policy.connectionPool?.at("http", "idleTimeout");
    const inForce = durationAt(http)?.value;
    const ports = mesh.portsOf(policy);
    if (!tcp || !http || inForce === undefined || ports.length === 0) return;
    if (durationAt(tcp)?.value === inForce || !ports.every((it) => isHttp(it.protocol))) return;
    yield shadowed(tcp, http, inForce);
  },
});

function shadowed(tcp: Field, http: Field, inForce: number): Finding {
  const edit = removeField(tcp);
  return {
    headline: "`tcp.idleTimeout` is not used: `http.idleTimeout` applies to these ports",
    primary: { span: tcp.span, text: "not used" },
    related: [{ span: http.span, text: "in effect" }],
    note: `connections without an open call are closed after ${formatDuration(inForce)}`,
    help: "remove `tcp.idleTimeout`",
    ...(edit && { fix: { title: "remove `tcp.idleTimeout`", safe: true, edits: [edit] } }),
  };
}
