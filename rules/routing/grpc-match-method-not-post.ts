import { mayTakeTranscoded } from "../../src/mesh/ask/transcoded-routes.ts";
import { isPreflight, mayBeConnect } from "../../src/mesh/ask/browser-methods.ts";
import { backendProtocol, isGrpcByPath, isMeantForGrpc } from "../../src/mesh/ask/grpc-only.ts";
import { meantPorts } from "../../src/mesh/objects/meant-ports.ts";
import type { Route, RouteMatch } from "../../src/mesh/objects/route.ts";
import { replaceText } from "../../src/rule/edits.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, grpc, istioApi } from "../../src/rule/rule.ts";
import type { Field } from "../../src/yaml/field.ts";

export const grpcMatchMethodNotPost = defineRule({
  id: "grpc-match-method-not-post",
  topic: "routing",
  summary: "a route to a gRPC backend matches an HTTP method other than POST",
  severity: "error",
  severityWhere: {
    warning: "the method is `GET`, which Connect uses, or the path or the port does not say gRPC",
  },
  reads: "route",
  fields: {
    "networking.istio.io/VirtualService": ["spec.http[].match[].method"],
    "gateway.networking.k8s.io/HTTPRoute": ["spec.rules[].matches[].method"],
  },
  evidence: [
    grpc("doc/PROTOCOL-HTTP2.md", "Method: `:method POST`"),
    istioApi(
      "security/v1beta1/authorization_policy.proto",
      "Operation.methods: always POST for gRPC",
    ),
  ],
  fixable: "unsafe",
  *check(route, mesh) {
    if (isForBrowsers(route) || mayTakeTranscoded(mesh)) return;
    for (const match of route.matches) {
      const method = match.conditions.find(({ step }) => step === "method");
      const wanted = method && exactMethod(method);
      const written = wanted?.text ?? "";
      const isForGrpc = (): boolean =>
        route.grpcOnly || isGrpcByPath(match, route, { known: mayBeConnect(written) });
      if (wanted && written !== "POST" && !isPreflight(written) && isForGrpc())
        yield neverPost(wanted, match, route);
    }
  },
});

/** Browsers ask with OPTIONS before they call over gRPC-Web. */
function isForBrowsers({ field, destinations }: Route): boolean {
  return (
    field.get("corsPolicy") !== undefined ||
    destinations.some((it) => meantPorts(it).some(({ protocol }) => protocol === "GRPC-Web"))
  );
}

/** `exact` of a VirtualService, or the plain word of an HTTPRoute. */
function exactMethod(method: Field): Field | undefined {
  const exact = method.isMap ? method.get("exact") : method;
  return exact?.string() ? exact : undefined;
}

function neverPost(method: Field, match: RouteMatch, route: Route): Finding {
  const edit = replaceText(method, "POST");
  const written = method.text ?? "";
  return {
    headline: `method ${written} never matches gRPC calls: they are all POST`,
    primary: { span: method.span, text: "gRPC uses POST only" },
    related: backendProtocol(route),
    note: "the route is skipped: calls fall through to a later route, or fail with UNIMPLEMENTED (12)",
    help: "remove `method`, and match the RPC by its path `/package.Service/Method`",
    ...((mayBeConnect(written) || !isMeantForGrpc(match, route)) && {
      severity: "warning" as const,
    }),
    ...(edit && {
      fix: { title: "use `POST` (the route starts to match)", safe: false, edits: [edit] },
    }),
  };
}
