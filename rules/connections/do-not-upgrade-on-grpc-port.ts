import { policyPlaces } from "../../src/mesh/ask/policy-places.ts";
import { isHttp2 } from "../../src/mesh/objects/protocol.ts";
import { portTitle, type HostPort } from "../../src/mesh/objects/service.ts";
import { defineRule, istio } from "../../src/rule/rule.ts";
import type { Finding } from "../../src/rule/finding.ts";
import type { Field } from "../../src/yaml/field.ts";
import { removeField } from "../../src/rule/removals.ts";

export const doNotUpgradeOnGrpcPort = defineRule({
  id: "do-not-upgrade-on-grpc-port",
  topic: "connections",
  summary: "`DO_NOT_UPGRADE` for ports that are declared HTTP/2",
  severity: "info",
  preset: "strict",
  reads: "trafficPolicy",
  fields: policyPlaces("connectionPool.http.h2UpgradePolicy"),
  evidence: [
    istio(
      "pilot/pkg/networking/core/cluster_builder.go",
      "setUpstreamProtocol: HTTP/2 by the port's protocol",
    ),
    istio("pilot/pkg/networking/core/cluster_traffic_policy.go", "shouldH2Upgrade"),
  ],
  fixable: "safe",
  *check(policy, mesh) {
    const upgrade = policy.connectionPool?.at("http", "h2UpgradePolicy");
    if (upgrade?.text !== "DO_NOT_UPGRADE") return;
    const ports = mesh.portsOf(policy);
    const port = ports[0];
    if (port && ports.every(({ protocol }) => isHttp2(protocol))) yield noEffect(upgrade, port);
  },
});

function noEffect(upgrade: Field, port: HostPort): Finding {
  const edit = removeField(upgrade);
  return {
    headline: `\`DO_NOT_UPGRADE\` has no effect: port ${portTitle(port)} is declared HTTP/2`,
    primary: { span: upgrade.span, text: "upgrades HTTP/1.1 ports only" },
    related: [{ span: port.protocolSpan, text: `declared ${port.protocol}` }],
    note: "calls still use HTTP/2, as gRPC needs",
    help: "remove `h2UpgradePolicy`",
    ...(edit && { fix: { title: "remove `h2UpgradePolicy`", safe: true, edits: [edit] } }),
  };
}
