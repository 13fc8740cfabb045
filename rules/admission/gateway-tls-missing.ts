import type { GatewayServer } from "../../src/mesh/objects/gateway.ts";
import { defineRule, istio } from "../../src/rule/rule.ts";
import type { Finding } from "../../src/rule/finding.ts";
import type { Located } from "../../src/yaml/source.ts";

export const gatewayTlsMissing = defineRule({
  id: "gateway-tls-missing",
  topic: "admission",
  summary: "a Gateway server for HTTPS or TLS has no `tls` settings",
  severity: "error",
  answers: ["IST0106"],
  reads: "gatewayServer",
  evidence: [
    istio(
      "pkg/config/validation/validation.go",
      "validateServer: must have TLS settings for HTTPS/TLS",
    ),
  ],
  *check(server) {
    const { protocol, protocolName, field } = server;
    if (protocolName === undefined || field.get("tls")) return;
    if (protocol === "HTTPS" || protocol === "TLS") yield tlsMissing(server, protocolName);
  },
});

function tlsMissing({ field, portNumber }: GatewayServer, protocol: Located<string>): Finding {
  const empty = field.entries().find(({ step }) => step === "tls");
  const port = portNumber === undefined ? "this server" : `port ${portNumber.value}`;
  return {
    headline: `${port} declares \`${protocol.value}\` without \`tls\``,
    primary: { span: protocol.span, text: "needs `tls` next to `port`" },
    ...(empty && { related: [{ span: empty.keySpan, text: "empty counts as missing" }] }),
    note: "Istio's webhook refuses the Gateway, so no gRPC client gets in at this port",
    help: "add `tls` with `mode: SIMPLE` and a `credentialName`, or `mode: PASSTHROUGH`; for plaintext use `GRPC`",
  };
}
