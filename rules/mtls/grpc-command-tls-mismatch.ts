import { calledServiceOf, type CalledService } from "../../src/mesh/ask/grpc-calls.ts";
import { mayHaveSidecar, mayHaveSidecars } from "../../src/mesh/ask/sidecars.ts";
import type { GrpcCommand } from "../../src/mesh/objects/grpc-commands.ts";
import { isHttp2 } from "../../src/mesh/objects/protocol.ts";
import type { ServicePort } from "../../src/mesh/objects/service.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, istio } from "../../src/rule/rule.ts";

export const grpcCommandTlsMismatch = defineRule({
  id: "grpc-command-tls-mismatch",
  topic: "mtls",
  summary: "a command such as `grpcurl` speaks TLS where the port is plaintext, or the reverse",
  severity: "warning",
  reads: "grpcCommand",
  evidence: [
    {
      project: "grpcurl 1.9",
      path: "cmd/grpcurl/grpcurl.go",
      detail: "-plaintext: without it the tool speaks TLS",
    },
    istio(
      "pkg/config/protocol/instance.go",
      "IsHTTP2, IsTLS: what a port is taken for by its name or appProtocol",
    ),
  ],
  *check(command, mesh) {
    const { call, container } = command;
    if (container === undefined) return;
    const called = calledServiceOf(command, mesh);
    const port = called?.service.ports.find(({ number }) => number?.value === called.port);
    if (called === undefined || port === undefined || call.tls === undefined) return;
    // Without a mesh, and between pods without sidecars, a port for gRPC may well be TLS.
    if (mesh.implementerOf(called.service.resource).by === "other") return;
    const isSeen =
      mayHaveSidecar(container.workload, mesh) || mayHaveSidecars(called.service, mesh);
    if (call.tls && isHttp2(port.protocol) && isSeen) yield speaksTls(command, called, port);
    else if (!call.tls && (port.protocol === "TLS" || port.protocol === "HTTPS"))
      yield speaksPlaintext(command, called, port);
  },
});

const flags: Readonly<Record<string, readonly [plain: string, tls: string]>> = {
  grpcurl: ["add `-plaintext`", "remove `-plaintext`"],
  ghz: ["add `--insecure`", "remove `--insecure`"],
  grpc_health_probe: ["remove `-tls`", "add `-tls`"],
  buf: ["use `http://` and `--http2-prior-knowledge`", "use `https://`"],
  evans: ["remove `--tls`", "add `--tls`"],
};

function speaksTls(
  { call: { tool, name } }: GrpcCommand,
  { service, port }: CalledService,
  { protocolSpan }: ServicePort,
): Finding {
  return {
    headline: `\`${tool}\` speaks TLS to port ${port} of \`${service.resource.name}\`, which is plaintext`,
    primary: { span: name.span, text: "starts a TLS handshake" },
    related: [{ span: protocolSpan, text: "gRPC without TLS" }],
    note: "the proxies add mutual TLS; they expect plaintext HTTP/2 from the tool, so its handshake fails with UNAVAILABLE (14)",
    help: flags[tool]?.[0] ?? "disable TLS in the command",
  };
}

function speaksPlaintext(
  { call: { tool, name } }: GrpcCommand,
  { service, port }: CalledService,
  { protocolSpan }: ServicePort,
): Finding {
  return {
    headline: `\`${tool}\` speaks plaintext to port ${port} of \`${service.resource.name}\`, which expects TLS`,
    primary: { span: name.span, text: "starts without TLS" },
    related: [{ span: protocolSpan, text: "a port for TLS" }],
    note: "the server waits for a TLS handshake and closes the connection: the call ends with UNAVAILABLE (14)",
    help: flags[tool]?.[1] ?? "enable TLS in the command",
  };
}
