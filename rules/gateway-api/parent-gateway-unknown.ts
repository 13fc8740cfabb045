import type { Resource } from "../../src/manifest/resource.ts";
import type { AnyApiRoute } from "../../src/mesh/objects/gateway-api.ts";
import type { Mesh } from "../../src/mesh/mesh.ts";
import { absenceOf, type Absence } from "../../src/mesh/world/open-world.ts";
import { parentGatewaysOf, type ParentGateway } from "../../src/mesh/ask/parents.ts";
import { absentSeverity, absentWords, absentWhere } from "../../src/rule/absent.ts";
import { addAfter } from "../../src/rule/edits.ts";
import { offerFix } from "../../src/rule/offer-fix.ts";
import { gatewayElsewhere } from "../../src/mesh/ask/known-gateways.ts";
import { noRouteFor } from "../../src/rule/consequences.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, gatewayApi } from "../../src/rule/rule.ts";
import { list } from "../../src/text/lists.ts";
import type { Located } from "../../src/yaml/source.ts";

export const parentGatewayUnknown = defineRule({
  id: "parent-gateway-unknown",
  topic: "gateway-api",
  summary: "a route is bound to a Gateway or listener that does not exist",
  severity: "error",
  severityWhere: absentWhere.error,
  reads: "anyGatewayApiRoute",
  evidence: [
    gatewayApi(
      "apis/v1/shared_types.go",
      "ParentReference.sectionName: the name of a listener; RouteReasonNoMatchingParent",
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
        const section = parent.field.get("sectionName")?.string();
        if (section && !listenersOf(gateway).includes(section.value))
          yield noListener(section, gateway, route, mesh);
      }
    }
  },
});

function listenersOf({ spec }: Resource): readonly string[] {
  return (spec?.get("listeners")?.items() ?? []).flatMap((it) => it.get("name")?.text ?? []);
}

const cause = "no listener accepts the route";

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

function noListener(
  section: Located<string>,
  gateway: Resource,
  route: AnyApiRoute,
  mesh: Mesh,
): Finding {
  return {
    headline: `Gateway \`${gateway.name}\` has no listener \`${section.value}\``,
    primary: { span: section.span, text: "no such listener" },
    related: [{ span: mesh.nameSpan(gateway), text: "the Gateway" }],
    note: noRouteFor(route, cause),
    help: `use one of its listeners: ${list(listenersOf(gateway))}`,
  };
}
