import { policyPlaces } from "../../src/mesh/ask/policy-places.ts";
import { grpcDeclaration } from "../../src/mesh/ask/port-words.ts";
import { isHttp2 } from "../../src/mesh/objects/protocol.ts";
import { portTitle, type HostPort } from "../../src/mesh/objects/service.ts";
import { defineRule, istio } from "../../src/rule/rule.ts";
import type { Finding } from "../../src/rule/finding.ts";
import type { Field } from "../../src/yaml/field.ts";

const settings = ["maxConcurrentStreams", "http2KeepAlive"] as const;

export const http2SettingOnNonH2Port = defineRule({
  id: "http2-setting-on-non-h2-port",
  topic: "connections",
  summary: "an HTTP/2 connection setting for ports that are not declared HTTP/2",
  severity: "warning",
  reads: "trafficPolicy",
  fields: policyPlaces("connectionPool.http"),
  evidence: [
    istio(
      "pilot/pkg/networking/core/cluster_traffic_policy.go",
      "applyConnectionPool: only with explicit HTTP/2 options",
    ),
  ],
  *check(policy, mesh) {
    const http = policy.connectionPool?.get("http");
    const ports = mesh.portsOf(policy);
    const port = ports[0];
    if (port === undefined || ports.some(({ protocol }) => isHttp2(protocol))) return;
    // Other findings speak of these.
    const upgraded = http?.get("h2UpgradePolicy")?.text === "UPGRADE";
    if (upgraded || http?.get("useClientProtocol")?.boolean()?.value === true) return;
    for (const name of settings) {
      const setting = http?.get(name);
      if (setting && setting.number()?.value !== 0) yield notApplied(setting, port, ports.length);
    }
  },
});

function notApplied(setting: Field, port: HostPort, ports: number): Finding {
  const key = String(setting.step);
  const { name } = port.owner.resource;
  const declared =
    ports === 1
      ? `port ${port.number?.value ?? ""} of \`${name}\` is not declared HTTP/2`
      : `no port of \`${name}\` here is declared HTTP/2`;
  return {
    headline: `\`${key}\` has no effect: ${declared}`,
    primary: { span: setting.keySpan, text: "only for declared HTTP/2" },
    related: [
      {
        span: port.protocolSpan,
        text: port.protocol === "auto" ? "declares no protocol" : `treated as ${port.protocol}`,
      },
    ],
    note: "Envoy gets this setting only for ports declared `grpc` or `http2`: connections keep the defaults",
    help: `if port ${portTitle(port)} serves gRPC, set ${grpcDeclaration(port)} there; otherwise remove \`${key}\``,
  };
}
