import type { AnyApiRoute } from "../../src/mesh/objects/gateway-api.ts";
import { parentGatewaysOf, type ParentGateway } from "../../src/mesh/ask/parents.ts";
import { noRouteFor } from "../../src/rule/consequences.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, gatewayApi } from "../../src/rule/rule.ts";
import type { Field } from "../../src/yaml/field.ts";
import type { Span } from "../../src/yaml/source.ts";

export const routeNotAllowedByGateway = defineRule({
  id: "route-not-allowed-by-gateway",
  topic: "gateway-api",
  summary: "no listener of the Gateway takes routes of this namespace or kind",
  severity: "error",
  reads: "anyGatewayApiRoute",
  evidence: [
    gatewayApi(
      "apis/v1/gateway_types.go",
      "AllowedRoutes: namespaces `Same` and kinds by protocol where not written",
    ),
  ],
  answers: ["KIA1401"],
  *check(route, mesh) {
    for (const parent of parentGatewaysOf(route, mesh)) {
      const [gateway] = parent.found;
      const listeners = parent.found.length === 1 ? listenersFor(parent) : [];
      if (gateway === undefined || listeners.length === 0) continue;
      const reasons = listeners.map((listener) => refusalBy(listener, route, gateway.namespace));
      const [reason] = reasons;
      if (reason && reasons.every((it) => it !== undefined)) yield refused(route, parent, reason);
    }
  },
});

function listenersFor({ field, found }: ParentGateway): readonly Field[] {
  const section = field.get("sectionName")?.text;
  const all = found[0]?.spec?.get("listeners")?.items() ?? [];
  return section === undefined ? all : all.filter((it) => it.get("name")?.text === section);
}

interface Reason {
  readonly span: Span;
  readonly kind: boolean;
}

/** What makes a listener refuse a route; `undefined` where it may take it. */
function refusalBy(
  listener: Field,
  { resource, api }: AnyApiRoute,
  namespace: string | undefined,
): Reason | undefined {
  const kinds = listener.at("allowedRoutes", "kinds");
  const allowed = kinds?.items().flatMap((it) => it.get("kind")?.text ?? []) ?? [];
  if (kinds && allowed.length > 0 && !allowed.includes(api))
    return { span: kinds.keySpan, kind: true };
  const from = listener.at("allowedRoutes", "namespaces", "from");
  const foreign =
    namespace !== undefined && resource.namespace !== undefined && namespace !== resource.namespace;
  const same = (from?.text ?? "Same") === "Same";
  return foreign && same
    ? { span: (from ?? listener.get("name") ?? listener).span, kind: false }
    : undefined;
}

function refused(route: AnyApiRoute, parent: ParentGateway, reason: Reason): Finding {
  const { api, resource } = route;
  const title = `Gateway \`${parent.name.value}\``;
  const from = resource.namespace ?? "";
  return {
    headline: reason.kind
      ? `no listener of ${title} takes a ${api}`
      : `no listener of ${title} takes routes of namespace \`${from}\``,
    primary: { span: parent.name.span, text: "does not take this route" },
    related: [
      {
        span: reason.span,
        text: reason.kind ? `no ${api} among these` : "takes routes of its own namespace",
      },
    ],
    note: noRouteFor(route, "the route has no effect anywhere"),
    help: reason.kind
      ? `add ${api} to \`allowedRoutes.kinds\` of a listener`
      : "set `allowedRoutes.namespaces.from` of a listener to `All`, or to `Selector` with the labels of that namespace",
  };
}
