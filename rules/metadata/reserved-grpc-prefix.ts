import {
  type HeaderOperation,
  headerOperationPlaces,
} from "../../src/mesh/objects/header-operations.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, grpc } from "../../src/rule/rule.ts";

/** Names of the protocol that may be set on purpose, or are someone else's to judge. */
const defined: ReadonlySet<string> = new Set([
  "grpc-timeout",
  "grpc-tags-bin",
  "grpc-trace-bin",
  "grpc-accept-encoding",
  "grpc-encoding",
  "grpc-message-type",
  "grpc-previous-rpc-attempts",
]);

export const reservedGrpcPrefix = defineRule({
  id: "reserved-grpc-prefix",
  topic: "metadata",
  summary: "a route adds a request header whose name starts with `grpc-`",
  severity: "warning",
  reads: "route",
  fields: headerOperationPlaces,
  evidence: [
    grpc("doc/PROTOCOL-HTTP2.md", "Custom-Metadata: names starting with `grpc-` are reserved"),
  ],
  *check(route) {
    for (const change of route.headerOperations) {
      const name = change.name.value.toLowerCase();
      if (change.direction !== "request" || change.operation === "remove") continue;
      if (!name.startsWith("grpc-") || defined.has(name)) continue;
      if (route.evidence.length > 0) yield reserved(change);
    }
  },
});

function reserved({ name }: HeaderOperation): Finding {
  const free = `x-${name.value.slice("grpc-".length)}`;
  return {
    headline: `\`${name.value}\` starts with \`grpc-\`, which is reserved for the protocol`,
    primary: { span: name.span, text: "a reserved name" },
    note: "gRPC libraries hide such metadata from the server's code or refuse the call",
    help: `rename it, for instance to \`${free}\`, here and in the server`,
  };
}
