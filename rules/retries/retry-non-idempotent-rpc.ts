import { resetConditions, triesAgain } from "../../src/mesh/objects/retry-conditions.ts";
import type { Retries } from "../../src/mesh/objects/route.ts";
import type { RpcPath } from "../../src/mesh/resolve/rpc-paths.ts";
import { isNamedAsRepeating, mayRunTwice, rpcsTaking } from "../../src/mesh/ask/rpc-routes.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, envoy, protobuf } from "../../src/rule/rule.ts";
import type { RpcMethod } from "../../src/rpc/rpc.ts";
import { list } from "../../src/text/lists.ts";

export const retryNonIdempotentRpc = defineRule({
  id: "retry-non-idempotent-rpc",
  topic: "retries",
  summary: "a broken connection repeats an RPC that is, by its name, not idempotent",
  severity: "info",
  reads: "rpcPath",
  fields: { "networking.istio.io/VirtualService": ["spec.http[].retries.retryOn"] },
  evidence: [
    protobuf(
      "src/google/protobuf/descriptor.proto",
      "MethodOptions.IdempotencyLevel: IDEMPOTENT, NO_SIDE_EFFECTS",
    ),
    envoy(
      "docs/root/configuration/http/http_filters/router_filter.rst",
      "x-envoy-retry-on: 5xx, gateway-error and reset include resets and timeouts of an attempt",
    ),
  ],
  *check(path, mesh) {
    const { retries } = path.route ?? {};
    if (!triesAgain(retries) || !retries.named.some(({ value }) => resetConditions.has(value)))
      return;
    const repeated = rpcsTaking(path, mesh).filter(
      (rpc) => !mayRunTwice(rpc) && isNamedAsRepeating(rpc.name.value),
    );
    if (repeated.length > 0) yield runsTwice(path, retries, repeated);
  },
});

function runsTwice(
  { service, reasons }: RpcPath,
  { named, attempts, field }: Retries,
  repeated: readonly RpcMethod[],
): Finding {
  const names = repeated.map(({ name }) => name.value);
  const [rpc] = repeated;
  const [first, ...rest] = named.filter(({ value }) => resetConditions.has(value));
  const conditions = [...new Set([first, ...rest].map((it) => it?.value ?? ""))];
  return {
    headline: `retries may run ${list(names, 2)} of \`${service}\` twice`,
    primary: { span: first?.span ?? field.span, text: "includes broken connections" },
    related: [
      ...rest.map(({ span }) => ({ span, text: "so does this" })),
      ...reasons,
      ...(rpc ? [{ span: rpc.name.span, text: "not declared idempotent" }] : []),
    ],
    note: `an attempt whose connection breaks may have run already: up to ${(attempts?.value ?? 0) + 1} runs of one call`,
    help: `declare \`option idempotency_level = IDEMPOTENT;\` if ${list(names, 2)} can safely run twice; otherwise replace ${list(conditions)} with \`reset-before-request\``,
  };
}
