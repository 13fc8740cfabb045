import { parseGrpcPath } from "../../src/mesh/objects/grpc-path.ts";
import { findGrpcStatus, grpcStatusTitle } from "../../src/mesh/objects/grpc-status.ts";
import { resetConditions, triesAgain } from "../../src/mesh/objects/retry-conditions.ts";
import type { Route } from "../../src/mesh/objects/route.ts";
import { readRpcPath } from "../../src/mesh/objects/rpc-path-text.ts";
import { isNamedAsRepeating, takesOnlyIdempotent } from "../../src/mesh/ask/rpc-routes.ts";
import { offerFix } from "../../src/rule/offer-fix.ts";
import { replaceText } from "../../src/rule/edits.ts";
import { defineRule, envoy, grpc, istioApi } from "../../src/rule/rule.ts";
import type { Edit, Finding } from "../../src/rule/finding.ts";
import { list } from "../../src/text/lists.ts";
import type { RpcCatalogue } from "../../src/rpc/rpc.ts";
import type { Located } from "../../src/yaml/source.ts";

/** Statuses that a server gives after its handler has run. */
const afterwards: ReadonlySet<string> = new Set(["deadline-exceeded", "internal"]);

/** What is left of `5xx` and `gateway-error` where no request may have been served. */
const unsent: readonly string[] = ["connect-failure", "refused-stream", "reset-before-request"];

export const retryUnsafeCode = defineRule({
  id: "retry-unsafe-code",
  topic: "retries",
  summary: "`retryOn` repeats calls whose handler may have run already",
  severity: "info",
  reads: "route",
  fields: { "networking.istio.io/VirtualService": ["spec.http[].retries.retryOn"] },
  evidence: [
    grpc(
      "doc/statuscodes.md",
      "DEADLINE_EXCEEDED: may be returned even if the operation has completed",
    ),
    envoy(
      "docs/root/configuration/http/http_filters/router_filter.rst",
      "x-envoy-retry-on: 5xx, gateway-error and reset include resets and timeouts of an attempt",
    ),
    istioApi(
      "networking/v1alpha3/virtual_service.proto",
      "HTTPRetry.attempts: at most 1 + attempts requests",
    ),
  ],
  fixable: "unsafe",
  *check(route, mesh) {
    if (!triesAgain(route.retries) || takesOnlyIdempotent(route, mesh.rpcs())) return;
    const isRepeating = namesRepeating(route, mesh.rpcs());
    const [first, ...rest] = route.retries.named.filter(
      ({ value }) => afterwards.has(value) || (isRepeating && resetConditions.has(value)),
    );
    if (first) yield mayRepeat(route, first, rest);
  },
});

/** A path is for a method that by its name is not idempotent. Of a method in a proto, `retry-non-idempotent-rpc` speaks. */
function namesRepeating({ matches }: Route, rpcs: RpcCatalogue | undefined): boolean {
  return matches.some(({ path }) => {
    const named = path && readRpcPath(path);
    if (named?.method === undefined || rpcs?.services.has(named.service)) return false;
    return isNamedAsRepeating(named.method);
  });
}

function mayRepeat(
  route: Route,
  first: Located<string>,
  rest: readonly Located<string>[],
): Finding {
  const names = [first, ...rest].map(({ value }) => value);
  const statuses = names.flatMap((name) => findGrpcStatus(name) ?? []).map(grpcStatusTitle);
  const isReset = names.some((name) => resetConditions.has(name));
  const causes = [...statuses, ...(isReset ? ["a broken connection"] : [])];
  const runs = (route.retries?.attempts?.value ?? 0) + 1;
  return {
    headline: `retrying ${list(names)} may run a call twice`,
    primary: { span: first.span, text: "possible after the work is done" },
    related: rest.map(({ span }) => ({ span, text: "so may this" })),
    note: `${causes.join(", ").replace(/, (?=[^,]*$)/, " and ")} can occur after the work is done: ${subject(route)} may run ${runs} times`,
    help: `keep this for idempotent methods; for others ${isReset ? `replace ${list(names)} with \`reset-before-request\`` : `remove ${list(names)} and rely on \`unavailable\``}`,
    ...offerFix(withoutThem(route, names), {
      title: `${isReset ? "use `reset-before-request`" : `remove ${list(names)}`} (such failures then reach the caller)`,
      safe: false,
    }),
  };
}

/** Not where nothing would be left: that means Istio's own list. */
function withoutThem({ retries }: Route, names: readonly string[]): Edit | undefined {
  if (retries?.retryOn === undefined) return undefined;
  const kept = retries.named.flatMap(({ value }) => {
    if (!names.includes(value)) return [value];
    if (value === "reset") return ["reset-before-request"];
    return resetConditions.has(value) ? unsent : [];
  });
  const text = [...new Set(kept)].join(",");
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
