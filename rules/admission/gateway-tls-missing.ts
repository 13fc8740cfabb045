import type { GatewayServer } from "../../src/mesh/gateway.ts";
import { defineRule, istio } from "../../src/rule/rule.ts";
import type { Finding } from "../../src/rule/finding.ts";
import type { Located } from "../../src/yaml/source.ts";

export const gatewayTlsMissing = defineRule({
  id: "gateway-tls-missing",
  topic: "admission",
  summary: "a Gateway server for HTTPS or TLS says nothing about certificates",
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
    // An empty `tls:` is refused for what it is, which says itself what is missing.
    if (protocolName === undefined || field.fields().some(({ step }) => step === "tls")) return;
    if (protocol === "HTTPS" || protocol === "TLS") yield tlsMissing(server, protocolName);
  },
});

function tlsMissing({ portNumber }: GatewayServer, protocol: Located<string>): Finding {
  const port = portNumber === undefined ? "this server" : `port ${portNumber.value}`;
  return {
    headline: `${port} declares \`${protocol.value}\` without \`tls\``,
    primary: { span: protocol.span, text: "needs `tls` beside `port`" },
    note: "Istio's webhook refuses the Gateway, so no gRPC client gets in at this port",
    help: "add `tls` with `mode: SIMPLE` and a `credentialName`, or `mode: PASSTHROUGH`; for plaintext write `GRPC`",
  };
}
