import type { VirtualService } from "../../src/mesh/objects/virtual-service.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { tokenSpan } from "../../src/rule/places.ts";
import { defineRule, istio } from "../../src/rule/rule.ts";
import { webhookRefusal } from "../../src/rule/webhook-refusal.ts";
import type { Field } from "../../src/yaml/field.ts";

export const virtualServiceWithoutRoutes = defineRule({
  id: "virtual-service-without-routes",
  topic: "admission",
  summary: "a VirtualService has no routes, or a route has no destination",
  severity: "error",
  answers: ["IST0106"],
  reads: "virtualService",
  evidence: [
    istio("pkg/config/validation/validation.go", "http, tcp or tls must be provided"),
    istio("pkg/config/validation/virtualservice.go", "validateHTTPRouteConflict"),
    istio("pkg/config/validation/validation.go", "validateTLSRoute, validateTCPRoute"),
  ],
  *check(service) {
    const { http, tls, tcp } = service;
    if (http.length + tls.length + tcp.length === 0) yield noRoutes(service);
    for (const route of http) if (leadsNowhere(service, route)) yield nowhere(service, route);
    for (const route of [...tls, ...tcp]) {
      if (isEmpty(route, "route")) yield nowhere(service, route);
    }
    for (const route of tls) if (isEmpty(route, "match")) yield withoutMatch(service, route);
  },
});

/** Absent, null or an empty list; of what is no map, the structure is said elsewhere. */
function isEmpty(route: Field, key: string): boolean {
  const list = route.get(key);
  return route.isMap && (list === undefined || (list.isList && list.items().length === 0));
}

function leadsNowhere({ hosts }: VirtualService, route: Field): boolean {
  if (route.get("redirect") || route.get("directResponse")) return false;
  // Without hosts it is a delegate itself, and delegates no further.
  if (route.get("delegate") && hosts.length > 0) return false;
  return isEmpty(route, "route");
}

function noRoutes({ resource }: VirtualService): Finding {
  const place = resource.spec ?? resource.root;
  return webhookRefusal(resource, {
    headline: "this VirtualService has no routes",
    primary: { span: tokenSpan(place), text: "neither `http`, `tls` nor `tcp`" },
    help: "add `http` with a `route` to the Service, or delete the VirtualService",
  });
}

function nowhere({ resource }: VirtualService, route: Field): Finding {
  const kind = String(route.parent?.step);
  return webhookRefusal(resource, {
    headline: `this \`${kind}\` route has no destination`,
    primary: { span: tokenSpan(route), text: "has no `route`" },
    help: "add `route` with a `destination`",
  });
}

function withoutMatch({ resource }: VirtualService, route: Field): Finding {
  return webhookRefusal(resource, {
    headline: "this `tls` route has no `match`",
    primary: { span: tokenSpan(route), text: "no SNI hosts" },
    help: "add `match` with the `sniHosts` that clients send",
  });
}
