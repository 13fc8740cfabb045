import { parseGrpcPath } from "../../src/mesh/objects/grpc-path.ts";
import { findGrpcStatus, grpcStatusTitle } from "../../src/mesh/objects/grpc-status.ts";
import { triesAgain } from "../../src/mesh/objects/retry-conditions.ts";
import type { Route } from "../../src/mesh/objects/route.ts";
import { readRpcPath } from "../../src/mesh/objects/rpc-path-text.ts";
import { isNamedAsRead, mayRunTwice } from "../../src/mesh/ask/rpc-routes.ts";
import { offerFix } from "../../src/rule/offer-fix.ts";
import { replaceText } from "../../src/rule/edits.ts";
import { defineRule, grpc, istioApi } from "../../src/rule/rule.ts";
import type { Edit, Finding } from "../../src/rule/finding.ts";
import { list } from "../../src/text/lists.ts";
import type { RpcCatalogue } from "../../src/rpc/rpc.ts";
import type { Located } from "../../src/yaml/source.ts";

/** Statuses that a server gives after its handler has run. */
const afterwards: ReadonlySet<string> = new Set(["deadline-exceeded", "internal"]);

export const retryUnsafeCode = defineRule({
  id: "retry-unsafe-code",
  topic: "retries",
  summary: "`retryOn` repeats calls whose handler may have run already",
  severity: "info",
  reads: "route",
  at: { "networking.istio.io/VirtualService": ["spec.http[].retries.retryOn"] },
  evidence: [
    grpc(
      "doc/statuscodes.md",
      "DEADLINE_EXCEEDED: may be returned even if the operation has completed",
    ),
    istioApi(
      "networking/v1alpha3/virtual_service.proto",
      "HTTPRetry.attempts: at most 1 + attempts requests",
    ),
  ],
  fixable: "unsafe",
  *check(route, mesh) {
    if (!triesAgain(route.retries) || onlyIdempotent(route, mesh.rpcs())) return;
    const unsafe = route.retries.named.filter(({ value }) => afterwards.has(value));
    const [first, ...rest] = unsafe;
    if (first) yield mayRepeat(route, first, rest);
  },
});

/** Every match is one method that its proto, or its name, says may run twice. */
function onlyIdempotent({ matches }: Route, rpcs: RpcCatalogue | undefined): boolean {
  return (
    matches.length > 0 &&
    matches.every(({ path }) => {
      const named = path?.kind === "exact" ? readRpcPath(path) : undefined;
      if (named?.method === undefined) return false;
      const rpc = rpcs?.services.get(named.service)?.methods.get(named.method);
      return rpc === undefined ? isNamedAsRead(named.method) : mayRunTwice(rpc);
    })
  );
}

function mayRepeat(
  route: Route,
  first: Located<string>,
  rest: readonly Located<string>[],
): Finding {
  const names = [first, ...rest].map(({ value }) => value);
  const statuses = names.flatMap((name) => findGrpcStatus(name) ?? []).map(grpcStatusTitle);
  const runs = (route.retries?.attempts?.value ?? 0) + 1;
  return {
    headline: `retrying ${list(names)} may run a call twice`,
    primary: { span: first.span, text: "possible after the work is done" },
    related: rest.map(({ span }) => ({ span, text: "so may this" })),
    note: `${statuses.join(" and ")} can occur after the work is done: ${subject(route)} may run ${runs} times`,
    help: `keep this for idempotent methods; for others remove ${list(names)} and rely on \`unavailable\``,
    ...offerFix(withoutThem(route, names), {
      title: `remove ${list(names)} (such failures then reach the caller)`,
      safe: false,
    }),
  };
}

/** Not where nothing would be left: that means Istio's own list. */
function withoutThem({ retries }: Route, names: readonly string[]): Edit | undefined {
  if (retries?.retryOn === undefined) return undefined;
  const kept = retries.named.filter(({ value }) => !names.includes(value));
  const text = kept.map(({ value }) => value).join(",");
  return text === "" ? undefined : replaceText(retries.retryOn, text);
}

/** The methods that the route names, if it does. */
function subject({ matches }: Route): string {
  const methods = matches.flatMap(({ path }) => {
    const method = path === undefined ? undefined : parseGrpcPath(path.value)?.method;
    return method ? [method] : [];
  });
  return methods.length === 0 ? "one call" : list([...new Set(methods)], 3);
}
