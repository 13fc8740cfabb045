import { policyPlaces } from "../../src/mesh/ask/policy-places.ts";
import { declarationOf } from "../../src/mesh/ask/port-words.ts";
import { isHttp2 } from "../../src/mesh/objects/protocol.ts";
import { portTitle, type HostPort } from "../../src/mesh/objects/service.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { offerFix } from "../../src/rule/offer-fix.ts";
import { removeField } from "../../src/rule/removals.ts";
import { defineRule, istio, istioApi, thread } from "../../src/rule/rule.ts";
import type { Field } from "../../src/yaml/field.ts";

export const clientProtocolOnHttp2Port = defineRule({
  id: "client-protocol-on-http2-port",
  topic: "connections",
  summary: "`useClientProtocol` sends HTTP/1.1 to a port that is declared HTTP/2",
  severity: "info",
  reads: "trafficPolicy",
  fields: policyPlaces("connectionPool.http.useClientProtocol"),
  evidence: [
    istioApi(
      "networking/v1alpha3/destination_rule.proto",
      "use_client_protocol: the client protocol is preserved when connecting to the backend",
    ),
    istio(
      "pilot/pkg/networking/core/cluster_traffic_policy.go",
      "applyConnectionPool: setUseDownstreamProtocol comes last, whatever the port declares",
    ),
    thread("istio/istio#44847", "a server of HTTP/2 in clear text gets HTTP/1.1 from its gateway"),
  ],
  fixable: "unsafe",
  *check(policy, mesh) {
    const http = policy.connectionPool?.get("http");
    const client = http?.get("useClientProtocol");
    // `http2-setting-with-use-client-protocol` speaks of those.
    if (http?.get("maxConcurrentStreams") || http?.get("http2KeepAlive")) return;
    const ports = mesh.portsOf(policy);
    const [port] = ports;
    if (client?.boolean()?.value !== true || port === undefined) return;
    if (ports.every(({ protocol }) => isHttp2(protocol))) yield asClientSpeaks(client, port);
  },
});

function asClientSpeaks(client: Field, port: HostPort): Finding {
  return {
    headline: `HTTP/1.1 clients reach port ${portTitle(port)} over HTTP/1.1, although it is declared HTTP/2`,
    primary: { span: client.keySpan, text: "replaces the declared protocol" },
    related: [{ span: port.protocolSpan, text: "declares HTTP/2" }],
    note: "gRPC clients always use HTTP/2 and gain nothing; calls of other clients fail at a server that accepts only HTTP/2",
    help: `remove \`useClientProtocol\`: ${declarationOf(port)} makes every proxy use HTTP/2`,
    ...offerFix(removeField(client), {
      title: "remove `useClientProtocol` (proxies then use HTTP/2 to this port)",
      safe: false,
    }),
  };
}
