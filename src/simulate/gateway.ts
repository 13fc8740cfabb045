import type { Cluster } from "../mesh/proxy/cluster.ts";
import {
  isTlsServer,
  mergedServers,
  type GatewayProxy,
  type ServedServer,
} from "../mesh/proxy/gateway-servers.ts";
import { isPassthrough, serverHost, servesHttp } from "../mesh/objects/gateway.ts";
import { hostCovers } from "../mesh/objects/hosts.ts";
import { onceFor } from "../collections/lazy.ts";
import { httpAtGateway } from "./gateway-http.ts";
import { tcpAtGateway } from "./gateway-tcp.ts";
import type { Outcome, Step } from "./outcome.ts";
import type { Sender } from "./sender.ts";
import type { Incoming } from "./wire.ts";

/** The servers of one gateway's proxy. */
const serversOf = onceFor((cluster: Cluster) =>
  onceFor((proxy: GatewayProxy) => mergedServers(proxy, cluster)),
);

/** What a gateway's proxy makes of a connection to a port of its pod. */
export function throughGateway(
  proxy: GatewayProxy,
  port: number,
  incoming: Incoming,
  sender: Sender,
): Outcome {
  // Others listen on addresses that nobody outside the pod reaches.
  const onPort = serversOf(sender.proxy.cluster)(proxy).kept.filter(
    (it) => it.port === port && /^(0\.0\.0\.0)?$/.test(it.bind),
  );
  if (onPort.length === 0) return { result: "no_listener", sees: "UNAVAILABLE", steps: [] };
  const isTls = incoming.sent !== "plaintext" || incoming.stream.kind === "tls";
  const picked = isTls ? tlsServer(onPort, incoming) : plainServer(onPort);
  const skipped = skippedServers(onPort, "served" in picked ? picked.served : undefined, incoming);
  if ("result" in picked) return { ...picked, steps: [...skipped, ...picked.steps] };
  const outcome = atServer(picked.served, onPort, { proxy, port, incoming, isTls, sender });
  return { ...outcome, steps: [...skipped, ...outcome.steps] };
}

/** More of them are only counted. */
const mostSkipped = 4;

/** Why other servers of the port do not match the connection. */
function skippedServers(
  onPort: readonly ServedServer[],
  taken: ServedServer | undefined,
  incoming: Incoming,
): readonly Step[] {
  const others = onPort.filter((it) => it !== taken && it.route !== taken?.route);
  const isTls = incoming.sent !== "plaintext" || incoming.stream.kind === "tls";
  if (others.length > mostSkipped) {
    return [{ text: `${others.length} other servers of the port do not match`, field: undefined }];
  }
  const sni = incoming.sni ?? (incoming.stream.kind === "tls" ? incoming.stream.sni : "");
  return others.map(({ server }) => {
    const isCovered = server.hosts.some(({ value }) => hostCovers(serverHost(value), sni));
    const why = !isTls
      ? "the connection is plaintext"
      : !isTlsServer(server)
        ? "it accepts plaintext"
        : isCovered
          ? "the hosts of another one are more specific"
          : `its hosts do not cover the SNI \`${sni}\``;
    return {
      text: `server of port ${server.portNumber?.value ?? ""} does not match: ${why}`,
      field: server.field.get("hosts") ?? server.field,
    };
  });
}

interface AtServer {
  readonly proxy: GatewayProxy;
  readonly port: number;
  readonly incoming: Incoming;
  readonly isTls: boolean;
  readonly sender: Sender;
}

function atServer(
  served: ServedServer,
  onPort: readonly ServedServer[],
  { proxy, port, incoming, isTls, sender }: AtServer,
): Outcome {
  const step: Step = {
    text: `gateway server of port ${served.server.portNumber?.value ?? port}`,
    field: served.server.field,
  };
  const isOpened = isTls && served.server.tls !== undefined && !isPassthrough(served.server);
  const arrived = { proxy, served, onPort, incoming, isOpened, step };
  if (!servesHttp(served.server)) return tcpAtGateway(arrived, sender);
  if (incoming.stream.kind === "tls" && incoming.sent === "mtls") {
    return { result: "unknown", why: "TLS in TLS", steps: [step] };
  }
  return httpAtGateway(arrived, sender);
}

type Picked = { readonly served: ServedServer } | Outcome;

function plainServer(onPort: readonly ServedServer[]): Picked {
  const served = onPort.find(({ server }) => !isTlsServer(server));
  if (served) return { served };
  // A chain for all names takes the connection, and its handshake fails.
  const isForAll = onPort.some(({ server }) =>
    server.hosts.some(({ value }) => serverHost(value) === "*"),
  );
  return isForAll
    ? {
        result: "tls_error",
        why: "plaintext sent to a TLS listener",
        sees: "UNAVAILABLE",
        steps: [],
      }
    : { result: "no_chain", sees: "UNAVAILABLE", steps: [] };
}

/** The server whose hosts hold the SNI, the most specific first. */
function tlsServer(onPort: readonly ServedServer[], incoming: Incoming): Picked {
  const { stream, sent } = incoming;
  const sni = incoming.sni ?? (stream.kind === "tls" ? stream.sni : "");
  const tls = onPort.filter(({ server }) => isTlsServer(server));
  let best: { readonly served: ServedServer; readonly length: number } | undefined;
  for (const served of tls) {
    for (const { value } of served.server.hosts) {
      const host = serverHost(value).toLowerCase();
      if (!hostCovers(host, sni.toLowerCase())) continue;
      const length = host === sni.toLowerCase() ? Infinity : host.length;
      if (length > (best?.length ?? 0)) best = { served, length };
    }
  }
  if (best === undefined) {
    const plain = onPort.find(({ server }) => !isTlsServer(server));
    if (plain === undefined) return { result: "no_chain", sees: "UNAVAILABLE", steps: [] };
    if (!servesHttp(plain.server)) return { served: plain };
    const why = "TLS sent to a plaintext HTTP listener";
    return { result: "tls_error", why, sees: "UNAVAILABLE", steps: [] };
  }
  const { server } = best.served;
  const wantsCertificate = /^(ISTIO_)?MUTUAL$/.test(server.tlsMode?.value ?? "");
  const shows = sent === "mtls" || (stream.kind === "tls" && stream.hasCertificate);
  if (wantsCertificate && !shows) {
    return { result: "tls_error", why: "no client certificate", sees: "UNAVAILABLE", steps: [] };
  }
  return { served: best.served };
}
