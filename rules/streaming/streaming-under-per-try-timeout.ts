import { triesAgain } from "../../src/mesh/objects/retry-conditions.ts";
import type { RpcPath } from "../../src/mesh/resolve/rpc-paths.ts";
import { isStream, rpcsTaking } from "../../src/mesh/ask/rpc-routes.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, envoy, istioApi } from "../../src/rule/rule.ts";
import type { RpcMethod } from "../../src/rpc/rpc.ts";
import { list } from "../../src/text/lists.ts";
import type { Located } from "../../src/yaml/source.ts";

export const streamingUnderPerTryTimeout = defineRule({
  id: "streaming-under-per-try-timeout",
  topic: "streaming",
  summary: "`perTryTimeout` becomes the deadline of a streaming RPC",
  severity: "warning",
  reads: "rpcPath",
  fields: { "networking.istio.io/VirtualService": ["spec.http[].retries.perTryTimeout"] },
  evidence: [
    istioApi("networking/v1alpha3/virtual_service.proto", "HTTPRetry.per_try_timeout"),
    envoy(
      "source/common/router/router.cc",
      "setTimeoutHeaders: grpc-timeout is the time of one attempt",
    ),
  ],
  *check(path, mesh) {
    const { route } = path;
    // A timeout of the whole call ends streams as well, and is reported for that.
    if (route === undefined || !triesAgain(route.retries) || (route.timeout?.value ?? 0) > 0)
      return;
    const { perTryTimeout } = route.retries;
    if (perTryTimeout === undefined || perTryTimeout.value <= 0) return;
    const cut = rpcsTaking(path, mesh).filter(isStream);
    if (cut.length > 0) yield endsStreams(path, perTryTimeout, cut);
  },
});

function endsStreams(
  { service, reasons }: RpcPath,
  { span }: Located<number>,
  cut: readonly RpcMethod[],
): Finding {
  const names = cut.map(({ name }) => name.value);
  const [first] = cut;
  const subject = names.length === 1 ? `stream ${list(names)}` : `streams ${list(names, 3)}`;
  return {
    headline: `\`perTryTimeout\` is the deadline of the ${subject} of \`${service}\``,
    primary: { span, text: "sent with each attempt" },
    related: [...reasons, ...(first ? [{ span: first.name.span, text: "a streaming RPC" }] : [])],
    note: "Envoy's own timer stops once a response starts, but the value is sent as `grpc-timeout`: servers end the stream with DEADLINE_EXCEEDED (4) after it",
    help: `add a route before this one for ${list(names, 3)} without \`perTryTimeout\``,
  };
}
