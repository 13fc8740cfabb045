import type { VirtualService } from "../../src/mesh/objects/virtual-service.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, istio } from "../../src/rule/rule.ts";
import { webhookRefusal } from "../../src/rule/webhook-refusal.ts";
import type { Field } from "../../src/yaml/field.ts";

/** What ends a request at the proxy leaves nothing for these to act upon. */
const excluded = ["route", "fault", "rewrite"];

export const routeActionsExclusive = defineRule({
  id: "route-actions-exclusive",
  topic: "admission",
  summary: "a route combines a direct response, redirect or delegate with another action",
  severity: "error",
  answers: ["IST0106"],
  reads: "virtualService",
  evidence: [istio("pkg/config/validation/virtualservice.go", "validateHTTPRouteConflict")],
  *check(service) {
    for (const route of service.http) {
      const delegate = route.get("delegate");
      if (delegate && service.hosts.length > 0) {
        yield* conflicts(service, delegate, [route.get("redirect"), route.get("route")]);
        continue;
      }
      if (delegate) yield nested(service, delegate);
      yield* answers(service, route);
    }
  },
});

function* answers(service: VirtualService, route: Field): Iterable<Finding> {
  const redirect = route.get("redirect");
  const response = route.get("directResponse");
  const action = redirect ?? response;
  if (action === undefined) return;
  const others = excluded.map((key) => route.get(key)).filter((other) => !isEmptyList(other));
  yield* conflicts(service, action, redirect ? [...others, response] : others);
}

function isEmptyList(field: Field | undefined): boolean {
  return field?.isList === true && field.items().length === 0;
}

function* conflicts(
  service: VirtualService,
  action: Field,
  others: readonly (Field | undefined)[],
): Iterable<Finding> {
  for (const other of others) if (other) yield exclusive(service, action, other);
}

function exclusive({ resource }: VirtualService, action: Field, other: Field): Finding {
  return webhookRefusal(resource, {
    headline: `\`${String(action.step)}\` and \`${String(other.step)}\` are mutually exclusive in one route`,
    primary: { span: other.keySpan, text: "never reached" },
    related: [{ span: action.keySpan, text: "ends the request here" }],
    help: `keep one of the two, or split them into two routes, each with its own \`match\``,
  });
}

function nested({ resource }: VirtualService, delegate: Field): Finding {
  return webhookRefusal(resource, {
    headline: "a delegate cannot delegate further",
    primary: { span: delegate.keySpan, text: "only one level is allowed" },
    help: "put the routes here: a VirtualService without `hosts` is a delegate itself",
  });
}
