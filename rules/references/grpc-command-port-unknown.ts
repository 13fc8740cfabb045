import { calledServiceOf, type CalledService } from "../../src/mesh/ask/grpc-calls.ts";
import type { GrpcCommand } from "../../src/mesh/objects/grpc-commands.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, kubernetes } from "../../src/rule/rule.ts";
import { oneOf } from "../../src/text/lists.ts";

export const grpcCommandPortUnknown = defineRule({
  id: "grpc-command-port-unknown",
  topic: "references",
  summary: "a command such as `grpcurl` calls a port that the Service does not have",
  severity: "warning",
  reads: "grpcCommand",
  evidence: [kubernetes("pkg/apis/core/types.go", "ServicePort: the ports that a Service exposes")],
  *check(command, mesh) {
    const called = calledServiceOf(command, mesh);
    if (called === undefined || called.service.headless || called.service.externalName) return;
    const numbers = called.service.ports.flatMap(({ number }) => number?.value ?? []);
    const isWhole = numbers.length > 0 && numbers.length === called.service.ports.length;
    if (!isWhole || numbers.includes(called.port)) return;
    if (mesh.isPatched(called.service.resource, "spec.ports")) return;
    yield noSuchPort(command, called, numbers.map(String));
  },
});

function noSuchPort(
  { call: { tool } }: GrpcCommand,
  { service, port, address }: CalledService,
  numbers: readonly string[],
): Finding {
  const [first] = service.ports;
  const { name } = service.resource;
  return {
    headline: `\`${tool}\` calls port ${port}, which Service \`${name}\` does not have`,
    primary: { span: address.span, text: "no such port" },
    related: first?.number ? [{ span: first.number.span, text: "an existing port" }] : [],
    note: "the Service does not listen on this port: the call ends with UNAVAILABLE (14), or hangs until its timeout",
    help: `use ${oneOf(numbers)}`,
  };
}
