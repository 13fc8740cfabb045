import { portFaultOf } from "../../src/mesh/ask/port-fault.ts";
import { wireOf } from "../../src/mesh/ask/port-words.ts";
import { portTitle, type ServicePort } from "../../src/mesh/objects/service.ts";
import { tlsServerReason } from "../../src/mesh/ask/tls-servers.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { declareProtocol } from "../../src/rule/port-fixes.ts";
import { defineRule, istio, thread } from "../../src/rule/rule.ts";
import type { Located, Span } from "../../src/yaml/source.ts";

export const portNameGrpcNotPrefix = defineRule({
  id: "port-name-grpc-not-prefix",
  topic: "ports",
  summary: "a port name contains `grpc`, but does not start with it, as Istio requires",
  severity: "warning",
  answers: ["IST0118", "KIA0601"],
  reads: "servicePort",
  evidence: [
    istio(
      "pkg/config/kube/conversion.go",
      "ConvertProtocol: the part of the name before the first `-`",
    ),
    thread("istio/istio#19966", "renaming `web-http` to `grpc-web-http` fixes 503s"),
  ],
  fixable: "unsafe",
  ofIstio: ({ service }) => service.resource,
  *check(port, mesh) {
    if (port.name && portFaultOf(port, mesh)?.kind === "port-name-grpc-not-prefix") {
      yield notAtTheStart(port, port.name, tlsServerReason(port, mesh));
    }
  },
});

function notAtTheStart(port: ServicePort, name: Located<string>, tls: Span | undefined): Finding {
  const wire = wireOf(port.protocol);
  const fix = tls ? undefined : declareProtocol(port, { safe: false });
  return {
    headline: `Istio does not treat port ${portTitle(port)} as gRPC: the name must start with \`grpc\``,
    primary: {
      span: name.span,
      text: wire === "undeclared" ? "declares no protocol" : `declares ${wire}`,
    },
    ...(tls && { related: [{ span: tls, text: "may be a server with TLS" }] }),
    note: consequence(wire),
    help: tls
      ? "add `appProtocol: tls` (or `https`) if the server terminates TLS, otherwise `appProtocol: grpc`"
      : renamed(name.value),
    ...(fix && { fix }),
  };
}

function consequence(wire: string): string {
  if (wire === "undeclared") {
    return "sidecars must guess, and gateways use HTTP/1.1: gRPC through them ends with UNAVAILABLE (14)";
  }
  return wire === "HTTP/1.1"
    ? "proxies use HTTP/1.1 to it, which gRPC servers reset: UNAVAILABLE (14), protocol error"
    : "Istio forwards bytes: all calls of a connection go to one pod, routes and retries have no effect";
}

/** To Istio `grpc-web` is a protocol of its own. */
function renamed(name: string): string {
  const better = grpcFirst(name);
  return better.startsWith("grpc-web")
    ? "add `appProtocol: grpc`"
    : `rename it to \`${better}\`, or add \`appProtocol: grpc\``;
}

/** `http-grpc` becomes `grpc`, `my-grpc-api` becomes `grpc-my-api`. */
function grpcFirst(name: string): string {
  const [first, ...rest] = name.split("-");
  const kept = [first, ...rest].filter(
    (part) => part !== "grpc" && part !== "http" && part !== "tcp",
  );
  return ["grpc", ...kept].join("-");
}
