import { triesAgain } from "../../src/mesh/objects/retry-conditions.ts";
import type { RpcPath } from "../../src/mesh/resolve/rpc-paths.ts";
import { rpcsTaking } from "../../src/mesh/ask/rpc-routes.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, envoy, thread } from "../../src/rule/rule.ts";
import type { RpcMethod } from "../../src/rpc/rpc.ts";
import { list } from "../../src/text/lists.ts";
import type { Located } from "../../src/yaml/source.ts";

export const streamingRetryBuffered = defineRule({
  id: "streaming-retry-buffered",
  topic: "streaming",
  summary: "retries make the proxy buffer client streams",
  severity: "info",
  reads: "rpcPath",
  fields: { "networking.istio.io/VirtualService": ["spec.http[].retries.attempts"] },
  evidence: [
    envoy(
      "source/common/router/router.cc",
      "decodeData: the request is buffered while it may be retried, up to the buffer limit",
    ),
    thread("istio/istio#18557", "memory of proxies grows with streams that may be retried"),
  ],
  *check(path, mesh) {
    const { retries } = path.route ?? {};
    if (!triesAgain(retries) || retries.attempts === undefined) return;
    const kept = rpcsTaking(path, mesh).filter(({ clientStreaming }) => clientStreaming);
    if (kept.length > 0) yield keepsStreams(path, retries.attempts, kept);
  },
});

function keepsStreams(
  { service, reasons }: RpcPath,
  { span }: Located<number>,
  kept: readonly RpcMethod[],
): Finding {
  const names = list(
    kept.map(({ name }) => name.value),
    3,
  );
  const [first] = kept;
  return {
    headline: `retries make the proxy buffer client streams of ${names} of \`${service}\``,
    primary: { span, text: "buffered for another attempt" },
    related: [
      ...reasons,
      ...(first ? [{ span: first.name.span, text: "a client-streaming RPC" }] : []),
    ],
    note: "until response headers arrive, Envoy buffers each of these streams; over the buffer limit (1 MiB by default) it is no longer retried, or fails",
    help: `add a route before this one for ${names} with \`retries: { attempts: 0 }\``,
  };
}
