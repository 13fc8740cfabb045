import { isEncrypted, isRival, rivalElsewhere } from "../../src/mesh/ask/port-rivals.ts";
import type { GatewayServer } from "../../src/mesh/objects/gateway.ts";
import { isHttp } from "../../src/mesh/objects/protocol.ts";
import { defineRule, istio, thread } from "../../src/rule/rule.ts";
import type { Finding } from "../../src/rule/finding.ts";
import type { Located } from "../../src/yaml/source.ts";

export const gatewayPortConflict = defineRule({
  id: "gateway-port-conflict",
  topic: "gateways",
  summary: "two servers of one gateway port cannot share it, so one is dropped",
  severity: "error",
  reads: "gatewayServer",
  evidence: [
    istio(
      "pilot/pkg/model/gateway.go",
      "mergeGateways, canMergeProtocols: skipping server, conflict with existing",
    ),
    thread("istio/istio#27481", "TCP and HTTP on one port: nothing is logged"),
  ],
  *check(server, mesh) {
    const { gateway, protocolName } = server;
    if (protocolName === undefined || server.protocol === "auto") return;
    const before = gateway.servers.slice(0, gateway.servers.indexOf(server));
    const own = before.find((it) => !isEncrypted(it) && isRival(it, server));
    if (own) yield dropped(server, protocolName, own);
    else {
      const other = rivalElsewhere(server, mesh);
      if (other) yield dropped(server, protocolName, other);
    }
  },
});

function dropped(server: GatewayServer, protocol: Located<string>, other: GatewayServer): Finding {
  const within = other.gateway === server.gateway;
  const port = server.portNumber?.value ?? 0;
  const name = other.protocolName?.value ?? "";
  return {
    headline: `port ${port} cannot be \`${protocol.value}\` here and \`${name}\` ${within ? "above" : `in \`${other.gateway.resource.name}\``}`,
    primary: {
      span: protocol.span,
      text: within ? "this server is dropped" : "one of the two may be dropped",
    },
    related: other.protocolName
      ? [
          {
            span: other.protocolName.span,
            text: within ? "comes first and stays" : "the same pods and port",
          },
        ]
      : [],
    note: within
      ? "Istio skips the server without a word: its gRPC calls find no route, UNAVAILABLE (14)"
      : "the younger one is skipped without a word: its gRPC calls find no route, UNAVAILABLE (14)",
    help: `use another port for one of them${isHttp(server.protocol) || isHttp(other.protocol) ? "; only plaintext HTTP protocols can share one" : ""}`,
    severity: within ? "error" : "warning",
  };
}
