import {
  type HeaderOperation,
  headerOperationPlaces,
} from "../../src/mesh/objects/header-operations.ts";
import type { Route } from "../../src/mesh/objects/route.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { offerFix } from "../../src/rule/offer-fix.ts";
import { removeUpwards } from "../../src/rule/removals.ts";
import { defineRule, grpc } from "../../src/rule/rule.ts";

/** Headers that the protocol itself needs, with what happens without them. */
const needed: Readonly<Record<HeaderOperation["direction"], ReadonlyMap<string, string>>> = {
  request: new Map([
    ["content-type", "the server answers 415, and calls end with UNKNOWN (2) or INTERNAL (13)"],
    ["te", "servers that require `te: trailers` refuse the call with INTERNAL (13)"],
    ["grpc-encoding", "the server cannot decompress messages: INTERNAL (13)"],
  ]),
  response: new Map([
    ["content-type", "the client does not recognise the response as gRPC: UNKNOWN (2)"],
    ["grpc-status", "trailers-only errors lose their status: UNKNOWN (2)"],
    ["grpc-encoding", "the client cannot decompress messages: INTERNAL (13)"],
  ]),
};

export const stripGrpcProtocolHeader = defineRule({
  id: "strip-grpc-protocol-header",
  topic: "metadata",
  summary: "a route removes or overwrites a header that gRPC itself needs",
  severity: "error",
  severityWhere: { warning: "the backend may serve plain HTTP as well" },
  reads: "route",
  fields: headerOperationPlaces,
  evidence: [grpc("doc/PROTOCOL-HTTP2.md", "Request-Headers, Response-Headers, Trailers")],
  fixable: "unsafe",
  *check(route) {
    for (const change of route.headerOperations) {
      const outcome = needed[change.direction].get(change.name.value.toLowerCase());
      if (outcome && isBreaking(change) && route.evidence.length > 0) {
        yield breaks(change, outcome, route);
      }
    }
  },
});

/** `content-type: application/grpc+proto` is still gRPC, and adding a value leaves the first in place. */
function isBreaking({ operation, name, value }: HeaderOperation): boolean {
  if (operation === "add") return false;
  const kept =
    (name.value.toLowerCase() === "content-type" && value?.value.startsWith("application/grpc")) ||
    (name.value.toLowerCase() === "te" && value?.value === "trailers");
  return operation === "remove" || !kept;
}

function breaks(change: HeaderOperation, outcome: string, route: Route): Finding {
  const { operation, direction, name, field } = change;
  const done = operation === "remove" ? "removes" : "overwrites";
  const [evidence] = route.evidence;
  return {
    headline: `the route ${done} the ${direction} header \`${name.value}\`, which gRPC needs`,
    primary: { span: name.span, text: "part of the gRPC protocol" },
    related: evidence ? [{ span: evidence.span, text: evidence.text }] : [],
    note: outcome,
    help: `remove \`${name.value}\` from \`${direction}.${operation}\``,
    ...offerFix(removeUpwards(field, route.api === "VirtualService" ? 3 : 1), {
      title: `remove \`${name.value}\` (the header is then passed on)`,
      safe: false,
    }),
    ...(!route.grpcOnly && route.api !== "GRPCRoute" && { severity: "warning" as const }),
  };
}
