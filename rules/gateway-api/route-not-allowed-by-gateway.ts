import type { AnyApiRoute, ApiRouteKind } from "../../src/mesh/objects/gateway-api.ts";
import {
  kindRefusedBy,
  listenersOf,
  parentGatewaysOf,
  type ParentGateway,
} from "../../src/mesh/ask/parents.ts";
import { noRouteFor } from "../../src/rule/consequences.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, gatewayApi, istio } from "../../src/rule/rule.ts";
import type { Field } from "../../src/yaml/field.ts";
import type { Span } from "../../src/yaml/source.ts";

export const routeNotAllowedByGateway = defineRule({
  id: "route-not-allowed-by-gateway",
  topic: "gateway-api",
  summary: "no listener of the Gateway accepts routes of this namespace or kind",
  severity: "error",
  reads: "anyGatewayApiRoute",
  evidence: [
    gatewayApi(
      "apis/v1/gateway_types.go",
      "AllowedRoutes: namespaces `Same` and kinds by protocol where not written",
    ),
    istio(
      "pilot/pkg/config/kube/gatewaycommon/conversion.go",
      "GenerateGatewaySupportedKinds: HTTPRoute and GRPCRoute for HTTP and HTTPS alone",
    ),
  ],
  answers: ["KIA1401"],
  *check(route, mesh) {
    for (const parent of parentGatewaysOf(route, mesh)) {
      const [gateway] = parent.found;
      const listeners = parent.found.length === 1 ? listenersOf(parent) : [];
      if (gateway === undefined || listeners.length === 0) continue;
      const reasons = listeners.map((listener) => refusalBy(listener, route, gateway.namespace));
      const [reason] = reasons;
      if (reason && reasons.every((it) => it !== undefined)) yield refused(route, parent, reason);
    }
  },
});

interface Reason {
  readonly field: Field;
  readonly kind: boolean;
}

/** What makes a listener refuse a route; `undefined` where it may take it. */
function refusalBy(
  listener: Field,
  { resource, api }: AnyApiRoute,
  namespace: string | undefined,
): Reason | undefined {
  const kind = kindRefusedBy(listener, api);
  if (kind) return { field: kind, kind: true };
  const from = listener.at("allowedRoutes", "namespaces", "from");
  const foreign =
    namespace !== undefined && resource.namespace !== undefined && namespace !== resource.namespace;
  const same = (from?.text ?? "Same") === "Same";
  return foreign && same
    ? { field: from ?? listener.get("name") ?? listener, kind: false }
    : undefined;
}

function refused(route: AnyApiRoute, parent: ParentGateway, reason: Reason): Finding {
  const { api, resource } = route;
  const title = `Gateway \`${parent.name.value}\``;
  const from = resource.namespace ?? "";
  const isProtocol = reason.field.step === "protocol";
  return {
    headline: reason.kind
      ? `no listener of ${title} accepts a ${api}`
      : `no listener of ${title} accepts routes of namespace \`${from}\``,
    primary: { span: parent.name.span, text: "does not allow this route" },
    related: [{ span: spanOf(reason), text: labelOf(reason, api) }],
    note: noRouteFor(route, "the route has no effect anywhere"),
    help: isProtocol ? otherProtocol(api) : reason.kind ? otherKinds(api) : otherNamespaces,
  };
}

function spanOf({ field, kind }: Reason): Span {
  return kind && field.step === "kinds" ? field.keySpan : field.span;
}

function labelOf({ field, kind }: Reason, api: ApiRouteKind): string {
  if (field.step === "protocol") return `does not support ${api}`;
  return kind ? `no ${api} among these` : "accepts routes of its own namespace";
}

function otherProtocol(api: ApiRouteKind): string {
  if (api === "TLSRoute") return "use a listener of `protocol: TLS`, or an HTTPRoute or GRPCRoute";
  if (api === "TCPRoute") return "use a listener of `protocol: TCP`";
  return "use a listener of `protocol: HTTPS` that terminates TLS, or a TLSRoute to pass TLS through";
}

function otherKinds(api: ApiRouteKind): string {
  return `add ${api} to \`allowedRoutes.kinds\` of a listener`;
}

const otherNamespaces =
  "set `allowedRoutes.namespaces.from` of a listener to `All`, or to `Selector` with labels of that namespace";
