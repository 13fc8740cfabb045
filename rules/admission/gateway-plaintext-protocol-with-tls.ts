import { isPassthrough, type GatewayServer } from "../../src/mesh/objects/gateway.ts";
import { isHttp } from "../../src/mesh/objects/protocol.ts";
import { replaceText } from "../../src/rule/edits.ts";
import { defineRule, istio, thread } from "../../src/rule/rule.ts";
import type { Finding } from "../../src/rule/finding.ts";
import type { Field } from "../../src/yaml/field.ts";

export const gatewayPlaintextProtocolWithTls = defineRule({
  id: "gateway-plaintext-protocol-with-tls",
  topic: "admission",
  summary: "a Gateway server has a plaintext protocol and TLS settings",
  severity: "error",
  answers: ["IST0106"],
  reads: "gatewayServer",
  evidence: [
    istio(
      "pkg/config/validation/validation.go",
      "validateServer: TLS settings for plain text ports",
    ),
    thread("istio/istio#7843", "protocol GRPC with TLS SIMPLE is refused"),
  ],
  fixable: "safe",
  *check(server) {
    const { protocol, tls } = server;
    if (tls === undefined || protocol === "HTTPS" || protocol === "TLS" || protocol === "auto") {
      return;
    }
    if (isHttp(protocol) && onlyRedirects(server, tls)) return;
    const name = server.field.at("port", "protocol");
    if (name) yield plaintextWithTls(server, name, tls);
  },
});

/** `tls.httpsRedirect` is the one setting that plaintext HTTP servers may have. */
function onlyRedirects(server: GatewayServer, tls: Field): boolean {
  const certificates = ["caCertificates", "privateKey", "serverCertificate"];
  return isPassthrough(server) && certificates.every((key) => !tls.get(key)?.text);
}

function plaintextWithTls(server: GatewayServer, name: Field, tls: Field): Finding {
  const written = server.protocolName?.value ?? "";
  const better = isHttp(server.protocol) ? "HTTPS" : "TLS";
  const edit = replaceText(name, better);
  const mode = server.tlsMode;
  return {
    headline: `protocol \`${written}\` is plaintext, but this server has \`tls\` settings`,
    primary: { span: name.span, text: "no TLS under this protocol" },
    related: [{ span: mode?.span ?? tls.keySpan, text: "TLS settings" }],
    note:
      better === "HTTPS"
        ? "Istio's webhook refuses the Gateway; gRPC over TLS is protocol `HTTPS`, which offers HTTP/2 to clients"
        : "Istio's webhook refuses the whole Gateway, with all its gRPC servers",
    help: `use \`protocol: ${better}\`, or remove \`tls\` if clients speak plaintext`,
    ...(edit && { fix: { title: `use \`${better}\``, safe: true, edits: [edit] } }),
  };
}
