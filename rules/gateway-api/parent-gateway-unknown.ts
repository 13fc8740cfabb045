import type { Resource } from "../../src/manifest/resource.ts";
import type { Mesh } from "../../src/mesh/mesh.ts";
import { absenceOf, meantInstead, type Absence } from "../../src/mesh/world/open-world.ts";
import { parentGatewaysOf, type ParentGateway } from "../../src/mesh/ask/parents.ts";
import { absentSeverity, absentWords } from "../../src/rule/absent.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, gatewayApi } from "../../src/rule/rule.ts";
import { list } from "../../src/text/lists.ts";
import type { Located } from "../../src/yaml/source.ts";

export const parentGatewayUnknown = defineRule({
  id: "parent-gateway-unknown",
  topic: "gateway-api",
  summary: "a route is bound to a Gateway, or to a listener of one, that does not exist",
  severity: "error",
  reads: "gatewayApiRoute",
  evidence: [
    gatewayApi(
      "apis/v1/shared_types.go",
      "ParentReference.sectionName: the name of a listener; RouteReasonNoMatchingParent",
    ),
  ],
  answers: ["KIA1401"],
  *check(route, mesh) {
    for (const parent of parentGatewaysOf(route, mesh)) {
      const { name, namespace, found } = parent;
      const [gateway] = found;
      if (gateway === undefined) {
        const from = route.resource;
        const among = meantInstead("gateway.networking.k8s.io/Gateway", namespace, { from, mesh });
        const absence = absenceOf(name.value, namespace, { from, among, mesh });
        if (absence) yield unknown(name, absence, mesh);
      } else if (found.length === 1) {
        const section = parent.field.get("sectionName")?.string();
        if (section && !listenersOf(gateway).includes(section.value))
          yield noListener(section, gateway, parent, mesh);
      }
    }
  },
});

function listenersOf({ spec }: Resource): readonly string[] {
  return (spec?.get("listeners")?.items() ?? []).flatMap((it) => it.get("name")?.text ?? []);
}

const note = "no listener takes the route: gRPC calls from outside get 404, UNIMPLEMENTED (12)";

function unknown({ value, span }: Located<string>, absence: Absence, mesh: Mesh): Finding {
  const { sure, similar } = absence;
  return {
    ...absentWords({ sure }, `Gateway \`${value}\``, note),
    primary: { span, text: "not found" },
    related: similar ? [{ span: mesh.nameSpan(similar), text: "a similar name" }] : [],
    help: similar
      ? `write \`${similar.name}\` if it is meant`
      : "name a Gateway that exists, and its `namespace`",
    ...absentSeverity(absence),
  };
}

function noListener(
  section: Located<string>,
  gateway: Resource,
  { name }: ParentGateway,
  mesh: Mesh,
): Finding {
  return {
    headline: `Gateway \`${name.value}\` has no listener \`${section.value}\``,
    primary: { span: section.span, text: "names no listener" },
    related: [{ span: mesh.nameSpan(gateway), text: "the Gateway" }],
    note,
    help: `use a listener that it has: ${list(listenersOf(gateway))}`,
  };
}
