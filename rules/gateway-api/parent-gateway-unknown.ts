import type { Resource } from "../../src/manifest/resource.ts";
import type { AnyApiRoute } from "../../src/mesh/objects/gateway-api.ts";
import type { Mesh } from "../../src/mesh/mesh.ts";
import { absenceOf, type Absence } from "../../src/mesh/world/open-world.ts";
import {
  missedListener,
  parentGatewaysOf,
  type ParentGateway,
} from "../../src/mesh/ask/parents.ts";
import { absentSeverity, absentWords, absentWhere } from "../../src/rule/absent.ts";
import { addAfter } from "../../src/rule/edits.ts";
import { offerFix } from "../../src/rule/offer-fix.ts";
import { gatewayElsewhere } from "../../src/mesh/ask/known-gateways.ts";
import { noListener, noListenerAccepts as cause } from "../../src/rule/no-listener.ts";
import { noRouteFor } from "../../src/rule/consequences.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, gatewayApi, istio } from "../../src/rule/rule.ts";

export const parentGatewayUnknown = defineRule({
  id: "parent-gateway-unknown",
  topic: "gateway-api",
  summary: "a route is bound to a Gateway or listener that does not exist",
  severity: "error",
  severityWhere: {
    ...absentWhere.error,
    warning: `${absentWhere.error.warning}, or who implements the Gateway may not support \`port\``,
  },
  reads: "anyGatewayApiRoute",
  evidence: [
    gatewayApi(
      "apis/v1/shared_types.go",
      "ParentReference.sectionName, port: of a listener, both where both are set; RouteReasonNoMatchingParent",
    ),
    istio(
      "pilot/pkg/config/kube/gateway/conversion.go",
      "referenceAllowed: `port … not found`, `sectionName … not found`",
    ),
  ],
  answers: ["KIA1401"],
  fixable: "unsafe",
  *check(route, mesh) {
    for (const parent of parentGatewaysOf(route, mesh)) {
      const { name, namespace, found } = parent;
      const [gateway] = found;
      if (gateway === undefined) {
        const types = ["gateway.networking.k8s.io/Gateway"];
        const absence = absenceOf(name.value, namespace, { types, from: route.resource, mesh });
        const named = mesh.named("gateway.networking.k8s.io/Gateway", name.value);
        // A namespace that is written is meant, whatever the inputs have.
        const isOpen = parent.field.get("namespace") === undefined;
        const elsewhere = isOpen ? gatewayElsewhere(namespace, route.resource, named) : undefined;
        if (elsewhere) yield inOtherNamespace(parent, elsewhere, route, mesh);
        else if (absence) yield unknown(parent, absence, route, mesh);
      } else if (found.length === 1) {
        const missed = missedListener(parent, gateway);
        if (missed && !mesh.isPatched(gateway, "spec.listeners"))
          yield noListener(missed, gateway, route, mesh);
      }
    }
  },
});

function unknown(
  { name: { value, span } }: ParentGateway,
  absence: Absence,
  route: AnyApiRoute,
  mesh: Mesh,
): Finding {
  const { sure, similar } = absence;
  return {
    ...absentWords({ sure }, `Gateway \`${value}\``, noRouteFor(route, cause)),
    primary: { span, text: "not found" },
    related: similar ? [{ span: mesh.nameSpan(similar), text: "a similar name" }] : [],
    help: similar
      ? `use \`${similar.name}\` if that is what you meant`
      : "use a Gateway that exists, and its `namespace`",
    ...absentSeverity(absence),
  };
}

function inOtherNamespace(
  { field, name: { value, span }, namespace = "" }: ParentGateway,
  gateway: Resource,
  route: AnyApiRoute,
  mesh: Mesh,
): Finding {
  const own = gateway.namespace ?? "";
  const edit = addAfter(field.get("name") ?? field, `namespace: ${own}`);
  return {
    headline: `Gateway \`${value}\` is looked for in namespace \`${namespace}\`, and is in \`${own}\``,
    primary: { span, text: "of the route's namespace" },
    related: [{ span: mesh.nameSpan(gateway), text: "the Gateway of this name" }],
    note: `unless there is another one, ${noRouteFor(route, cause)}`,
    help: `add \`namespace: ${own}\`, and let the listener accept routes of \`${route.resource.namespace ?? ""}\``,
    ...offerFix(edit, {
      title: `use \`namespace: ${own}\` (the route is then bound)`,
      safe: false,
    }),
    severity: "warning",
  };
}
