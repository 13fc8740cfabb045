import { placeKeyOf, serversByPlace } from "../../src/mesh/ask/servers-by-place.ts";
import { areBeside } from "../../src/mesh/world/beside.ts";
import type { GatewayServer } from "../../src/mesh/objects/gateway.ts";
import type { Mesh } from "../../src/mesh/mesh.ts";
import { isHttp } from "../../src/mesh/objects/protocol.ts";
import { defineRule, istio, thread } from "../../src/rule/rule.ts";
import type { Finding } from "../../src/rule/finding.ts";
import type { Located } from "../../src/yaml/source.ts";

export const gatewayPortConflict = defineRule({
  id: "gateway-port-conflict",
  topic: "gateways",
  summary: "two servers of one gateway port cannot share it, so one is dropped",
  severity: "error",
  severityWhere: { warning: "the servers belong to two Gateways" },
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

function isEncrypted({ protocol }: GatewayServer): boolean {
  return protocol === "HTTPS" || protocol === "TLS";
}

/** On the same port and address, of different protocols, and not both plaintext HTTP. */
function isRival(one: GatewayServer, other: GatewayServer): boolean {
  return (
    one.protocol !== "auto" &&
    one.protocol !== other.protocol &&
    one.portNumber !== undefined &&
    one.portNumber.value === other.portNumber?.value &&
    one.field.get("bind")?.text === other.field.get("bind")?.text &&
    !(isHttp(one.protocol) && isHttp(other.protocol))
  );
}

/** The first in an earlier Gateway of the folder for the same pods; one of the same name is a variant. */
function rivalElsewhere(server: GatewayServer, mesh: Mesh): GatewayServer | undefined {
  const { resource, selector } = server.gateway;
  if (selector.size === 0) return undefined;
  const { places, groups } = serversByPlace(mesh);
  const placeOf = ({ gateway }: GatewayServer): number => places.get(gateway) ?? 0;
  const found = [...(groups.get(placeKeyOf(server)) ?? [])].flatMap(([protocol, others]) => {
    if (protocol === server.protocol) return [];
    const [first] = others;
    if (first === undefined || placeOf(first) >= placeOf(server)) return [];
    if (isEncrypted(first) && isEncrypted(server)) return [];
    return (
      others.find(
        (it) =>
          placeOf(it) < placeOf(server) &&
          it.gateway.resource.name !== resource.name &&
          areBeside(it.gateway.resource, resource) &&
          isRival(it, server),
      ) ?? []
    );
  });
  return found.toSorted((one, other) => placeOf(one) - placeOf(other))[0];
}

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
            text: within ? "takes precedence" : "the same pods and port",
          },
        ]
      : [],
    note: within
      ? "Istio silently skips the server: its gRPC calls find no route, UNAVAILABLE (14)"
      : "the newer one is silently skipped: its gRPC calls find no route, UNAVAILABLE (14)",
    help: `use another port for one of them${isHttp(server.protocol) || isHttp(other.protocol) ? "; only plaintext HTTP protocols can share one" : ""}`,
    severity: within ? "error" : "warning",
  };
}
