import { namespacesAgree } from "../../src/mesh/world/by-namespace.ts";
import {
  isPassthrough,
  serverHost,
  type Gateway,
  type GatewayServer,
} from "../../src/mesh/objects/gateway.ts";
import { selectSamePods } from "../../src/mesh/ask/same-pods.ts";
import type { Mesh } from "../../src/mesh/mesh.ts";
import { areReadTogether, isWrittenBefore } from "../../src/mesh/ask/same-scope.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, istio } from "../../src/rule/rule.ts";
import type { Located } from "../../src/yaml/source.ts";

export const gatewayHostConflict = defineRule({
  id: "gateway-host-conflict",
  topic: "gateways",
  summary: "two servers of the same gateway pods have the same host and port",
  severity: "error",
  severityWhere: { warning: "two Gateways terminate TLS", info: "two Gateways serve plaintext" },
  reads: "gatewayServer",
  evidence: [
    istio(
      "pilot/pkg/model/gateway.go",
      "CheckDuplicates: skipping server, duplicate host names (TLS)",
    ),
    istio("pkg/config/analysis/analyzers/gateway/conflictinggateway.go", "IST0145"),
  ],
  answers: ["IST0145", "KIA0301"],
  *check(server, mesh) {
    for (const host of server.hosts) {
      const rival = rivalOf(server, host, mesh);
      if (rival) {
        yield conflict(server, host, rival);
        return;
      }
    }
  },
});

/** An earlier server on the same port and address of the same pods, for the same host. */
function rivalOf(
  server: GatewayServer,
  host: Located<string>,
  mesh: Mesh,
): GatewayServer | undefined {
  const { gateway } = server;
  const earlier = gateway.servers.slice(0, gateway.servers.indexOf(server));
  return (
    earlier.find((it) => isTls(it) && hostIn(it, host) && listenAlike(it, server)) ??
    mesh
      .serversFor(host.value)
      .find((it) => listenAlike(it, server) && isRival(it.gateway, gateway, mesh))
  );
}

function listenAlike(left: GatewayServer, right: GatewayServer): boolean {
  return (
    left.portNumber !== undefined &&
    left.portNumber.value === right.portNumber?.value &&
    isTls(left) === isTls(right) &&
    left.field.get("bind")?.text === right.field.get("bind")?.text
  );
}

function isTls({ tls, protocol }: GatewayServer): boolean {
  return tls !== undefined && (protocol === "HTTPS" || protocol === "TLS");
}

function isRival(other: Gateway, gateway: Gateway, mesh: Mesh): boolean {
  const { resource } = other;
  const { name, namespace } = gateway.resource;
  // One Gateway in several forms; of one name in two namespaces they are two.
  if (resource.name === name && namespacesAgree(resource.namespace, namespace)) return false;
  return (
    isWrittenBefore(resource, gateway.resource) &&
    selectSamePods(other, gateway, mesh) &&
    areReadTogether(resource, gateway.resource, mesh)
  );
}

function hostIn(server: GatewayServer, host: Located<string>): Located<string> | undefined {
  return server.hosts.find(({ value }) => value === host.value);
}

function conflict(server: GatewayServer, host: Located<string>, rival: GatewayServer): Finding {
  const port = server.portNumber?.value ?? 0;
  const within = rival.gateway === server.gateway;
  const { span } = hostIn(rival, host) ?? host;
  return {
    headline: `\`${serverHost(host.value)}\` on port ${port} is served by another server${within ? " above" : ` in \`${nameFrom(rival, server)}\``}`,
    primary: { span: host.span, text: isTls(server) ? "one of the two is lost" : "a host of both" },
    related: [{ span, text: within ? "takes precedence" : "the same pods, port and host" }],
    note: noteFor(server, within),
    help: within
      ? "remove one of the two servers, or use another host or port"
      : `keep the host in one of the Gateways, and bind all its routes to that one`,
    severity: within ? "error" : isTls(server) ? "warning" : "info",
  };
}

function nameFrom({ gateway: { resource } }: GatewayServer, { gateway }: GatewayServer): string {
  const { name, namespace = "" } = resource;
  return name === gateway.resource.name ? `${namespace}/${name}` : name;
}

function noteFor(server: GatewayServer, within: boolean): string {
  if (!isTls(server))
    return "the routes of both are merged by age: a gRPC method may go to the other one's service";
  const lost = isPassthrough(server)
    ? "its TLS routes are lost"
    : "its gRPC routes and certificate are lost";
  return `Istio silently skips ${within ? "this server" : "the younger server"}: ${lost}`;
}
