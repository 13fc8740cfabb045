import type { RpcPath } from "../../src/mesh/resolve/rpc-paths.ts";
import { rpcsAt } from "../../src/mesh/ask/rpc-routes.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, protobuf } from "../../src/rule/rule.ts";
import type { Span } from "../../src/yaml/source.ts";

export const rpcDeprecatedRouted = defineRule({
  id: "rpc-deprecated-routed",
  topic: "protobuf",
  summary: "a route for an RPC that its proto marks as deprecated",
  severity: "info",
  preset: "strict",
  reads: "rpcPath",
  evidence: [
    protobuf(
      "src/google/protobuf/descriptor.proto",
      "MethodOptions.deprecated, ServiceOptions.deprecated",
    ),
  ],
  *check(path, mesh) {
    const service = mesh.rpcs()?.services.get(path.service);
    if (path.route === undefined || !path.isNamed || service === undefined) return;
    if (service.deprecated) yield deprecated(path, path.service, service.name.span);
    else if (path.method !== undefined && !path.isPrefix) {
      const [rpc] = rpcsAt(path, mesh.rpcs());
      if (rpc?.deprecated) yield deprecated(path, `${path.service}/${path.method}`, rpc.name.span);
    }
  },
});

function deprecated({ span }: RpcPath, name: string, definition: Span): Finding {
  return {
    headline: `a route is for the deprecated RPC \`${name}\``,
    primary: { span, text: "still routed" },
    related: [{ span: definition, text: "deprecated here" }],
    note: "the route keeps clients on an RPC that its owners want to remove; once it is gone, calls fail with UNIMPLEMENTED (12)",
    help: "move clients to the RPC that replaces it, then remove the route",
  };
}
