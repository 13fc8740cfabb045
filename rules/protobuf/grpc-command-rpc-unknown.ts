import { calledRpcOf } from "../../src/mesh/ask/grpc-calls.ts";
import type { GrpcCommand } from "../../src/mesh/objects/grpc-commands.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, grpc } from "../../src/rule/rule.ts";
import type { RpcService } from "../../src/rpc/rpc.ts";
import { oneOf } from "../../src/text/lists.ts";
import { similarName } from "../../src/text/similar-name.ts";
import type { Span } from "../../src/yaml/source.ts";

export const grpcCommandRpcUnknown = defineRule({
  id: "grpc-command-rpc-unknown",
  topic: "protobuf",
  summary: "a command such as `grpcurl` calls an RPC that no `.proto` file defines",
  severity: "warning",
  severityWhere: { info: "the `.proto` file of the service could be read only in part" },
  reads: "grpcCommand",
  evidence: [
    grpc("doc/PROTOCOL-HTTP2.md", "Path is /{service}/{method}, case-sensitive"),
    {
      project: "grpcurl 1.9",
      path: "README.md",
      detail: "the symbol is `package.Service/Method` or `package.Service.Method`",
    },
  ],
  *check({ call }, mesh) {
    const called = calledRpcOf(call);
    const rpcs = called && mesh.rpcs();
    if (called === undefined || rpcs === undefined || called.service.startsWith("grpc.")) return;
    const { service, method, span } = called;
    const known = rpcs.services.get(service);
    if (known !== undefined) {
      if (!known.methods.has(method)) yield unknownMethod(call, known, { method, span });
      return;
    }
    const near = rpcs.nearestTo(service)?.service;
    if (near?.methods.has(method)) yield unknownService(call, near, { service, method, span });
  },
});

function unknownMethod(
  { tool }: GrpcCommand["call"],
  known: RpcService,
  { method, span }: { readonly method: string; readonly span: Span },
): Finding {
  const names = [...known.methods.keys()];
  const similar = similarName(method, names);
  return {
    ...(known.isOpen && similar === undefined && { severity: "info" as const }),
    headline: `\`${tool}\` calls \`${method}\`, which \`${known.name.value}\` does not have`,
    primary: { span, text: "no such RPC" },
    related: [{ span: known.name.span, text: "the service is defined here" }],
    note: "the tool fails, or the server answers UNIMPLEMENTED (12)",
    help: similar === undefined ? `use ${oneOf(names, 4)}` : `use \`${similar}\``,
  };
}

function unknownService(
  { tool }: GrpcCommand["call"],
  { name }: RpcService,
  {
    service,
    method,
    span,
  }: { readonly service: string; readonly method: string; readonly span: Span },
): Finding {
  return {
    headline: `\`${tool}\` calls the service \`${service}\`, which no \`.proto\` file defines`,
    primary: { span, text: "unknown service" },
    related: [{ span: name.span, text: "a service with a similar name" }],
    note: "the tool fails, or the server answers UNIMPLEMENTED (12)",
    help: `use \`${name.value}/${method}\``,
  };
}
