import { policyPlaces } from "../../src/mesh/ask/policy-places.ts";
import { defineRule, istio } from "../../src/rule/rule.ts";
import type { Finding } from "../../src/rule/finding.ts";
import type { Field } from "../../src/yaml/field.ts";
import { removeField } from "../../src/rule/removals.ts";

const settings = ["maxConcurrentStreams", "http2KeepAlive"] as const;

export const http2SettingWithUseClientProtocol = defineRule({
  id: "http2-setting-with-use-client-protocol",
  topic: "connections",
  summary: "an HTTP/2 connection setting is overridden by `useClientProtocol`",
  severity: "warning",
  reads: "trafficPolicy",
  fields: policyPlaces("connectionPool.http.useClientProtocol"),
  evidence: [
    istio(
      "pilot/pkg/networking/core/cluster_traffic_policy.go",
      "applyConnectionPool: setUseDownstreamProtocol comes last",
    ),
    istio(
      "pilot/pkg/networking/core/cluster_builder.go",
      "setUseDownstreamProtocol: fresh HTTP/2 options",
    ),
  ],
  fixable: "unsafe",
  *check({ connectionPool }) {
    const http = connectionPool?.get("http");
    const client = http?.get("useClientProtocol");
    if (client?.boolean()?.value !== true) return;
    for (const name of settings) {
      const setting = http?.get(name);
      if (setting && setting.number()?.value !== 0) yield replaced(setting, client);
    }
  },
});

function replaced(setting: Field, client: Field): Finding {
  const key = String(setting.step);
  const edit = removeField(client);
  return {
    headline: `\`${key}\` has no effect with \`useClientProtocol: true\``,
    primary: { span: setting.keySpan, text: "replaced" },
    related: [{ span: client.keySpan, text: "replaces the HTTP/2 options" }],
    note: "Envoy gets default HTTP/2 options for the client's protocol: gRPC connections keep the defaults",
    help: `remove \`useClientProtocol\` if the port is declared \`grpc\`; otherwise remove \`${key}\``,
    ...(edit && {
      fix: {
        title: "remove `useClientProtocol` (the declared protocol is used)",
        safe: false,
        edits: [edit],
      },
    }),
  };
}
