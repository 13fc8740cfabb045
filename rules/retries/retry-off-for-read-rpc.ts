import type { RpcPath } from "../../src/mesh/resolve/rpc-paths.ts";
import { rpcsTaking } from "../../src/mesh/ask/rpc-routes.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, istioApi, protobuf } from "../../src/rule/rule.ts";
import type { RpcMethod } from "../../src/rpc/rpc.ts";
import { list } from "../../src/text/lists.ts";
import type { Located } from "../../src/yaml/source.ts";

export const retryOffForReadRpc = defineRule({
  id: "retry-off-for-read-rpc",
  topic: "retries",
  summary: "retries are off for RPCs that are declared free of side effects",
  severity: "info",
  preset: "strict",
  reads: "rpcPath",
  fields: { "networking.istio.io/VirtualService": ["spec.http[].retries.attempts"] },
  evidence: [
    protobuf(
      "src/google/protobuf/descriptor.proto",
      "MethodOptions.IdempotencyLevel.NO_SIDE_EFFECTS implies idempotent",
    ),
    istioApi("networking/v1alpha3/virtual_service.proto", "HTTPRetry.attempts: 0 disables retries"),
  ],
  *check(path, mesh) {
    const attempts = path.route?.retries?.attempts;
    if (attempts?.value !== 0) return;
    const rpcs = rpcsTaking(path, mesh);
    const [first] = rpcs;
    if (first === undefined || !rpcs.every(isUnaryRead)) return;
    yield notRetried(path, attempts, rpcs);
  },
});

function isUnaryRead({ idempotency, clientStreaming, serverStreaming }: RpcMethod): boolean {
  return idempotency === "NO_SIDE_EFFECTS" && !clientStreaming && !serverStreaming;
}

function notRetried(
  { service, reasons }: RpcPath,
  { span }: Located<number>,
  rpcs: readonly RpcMethod[],
): Finding {
  const names = list(
    rpcs.map(({ name }) => name.value),
    3,
  );
  const [first] = rpcs;
  return {
    headline: `retries are off for ${names} of \`${service}\`, which can safely run twice`,
    primary: { span, text: "no retries" },
    related: [...reasons, ...(first ? [{ span: first.name.span, text: "no side effects" }] : [])],
    note: "each replaced pod or broken connection reaches callers as UNAVAILABLE (14)",
    help: "remove `retries` to use the mesh defaults, or set `attempts` to 2",
  };
}
