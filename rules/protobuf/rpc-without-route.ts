import { unroutedRpcs } from "../../src/mesh/ask/rpc-methods.ts";
import type { RpcPath } from "../../src/mesh/resolve/rpc-paths.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, envoy } from "../../src/rule/rule.ts";
import type { RpcMethod } from "../../src/rpc/rpc.ts";
import { list } from "../../src/text/lists.ts";

export const rpcWithoutRoute = defineRule({
  id: "rpc-without-route",
  topic: "protobuf",
  summary: "routes match only some RPCs of a service",
  severity: "info",
  reads: "virtualService",
  fields: { "networking.istio.io/VirtualService": ["spec.http[].match"] },
  evidence: [
    envoy("source/common/router/router.cc", "no route found: 404"),
    envoy("source/common/grpc/status.cc", "httpToGrpcStatus: 404 is UNIMPLEMENTED"),
  ],
  *check(virtualService, mesh) {
    // A gateway may let some RPCs in and keep the others for the mesh.
    if (!virtualService.viaMesh || virtualService.hosts.length === 0) return;
    const seen = new Set<string>();
    for (const path of mesh.rpcPathsOf(virtualService.resource)) {
      if (!path.isNamed || seen.has(path.service)) continue;
      seen.add(path.service);
      const missing = unroutedRpcs(virtualService, path.service, mesh);
      if (missing.length > 0) yield noRoute(path, missing);
    }
  },
});

function noRoute({ service, span }: RpcPath, missing: readonly RpcMethod[]): Finding {
  const names = missing.map(({ name }) => name.value);
  const [first] = missing;
  return {
    headline: `no route matches ${list(names, 3)} of \`${service}\``,
    primary: { span, text: "other RPCs are routed" },
    related: first ? [{ span: first.name.span, text: "has no route" }] : [],
    note: `calls to ${list(names, 3)} end with UNIMPLEMENTED (12), even if the server implements them`,
    help: `add a route for \`/${service}/\` after the others, or for these RPCs`,
  };
}
