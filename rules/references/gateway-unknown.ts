import type { Resource } from "../../src/manifest/resource.ts";
import {
  gatewayElsewhere,
  gatewaysNamed,
  gatewayTypes,
} from "../../src/mesh/ask/known-gateways.ts";
import { gatewayNameOf } from "../../src/mesh/ask/resolved.ts";
import type { Mesh } from "../../src/mesh/mesh.ts";
import { absenceOf, type Absence } from "../../src/mesh/world/open-world.ts";
import { namespacesAgree } from "../../src/mesh/world/by-namespace.ts";
import { absentSeverity, absentWords, absentWhere } from "../../src/rule/absent.ts";
import type { Finding } from "../../src/rule/finding.ts";
import type { Places } from "../../src/mesh/objects/written-at.ts";
import { placesOf } from "../../src/rule/places-of.ts";
import { replaceText } from "../../src/rule/edits.ts";
import { offerFix } from "../../src/rule/offer-fix.ts";
import { defineRule, istio } from "../../src/rule/rule.ts";
import type { Field } from "../../src/yaml/field.ts";

const places: Places = {
  "networking.istio.io/VirtualService": [
    "spec.gateways[]",
    "spec.http[].match[].gateways[]",
    "spec.tcp[].match[].gateways[]",
    "spec.tls[].match[].gateways[]",
  ],
};

export const gatewayUnknown = defineRule({
  id: "gateway-unknown",
  topic: "references",
  summary: "a VirtualService names a gateway that does not exist",
  severity: "error",
  severityWhere: absentWhere.error,
  reads: "resource",
  fields: places,
  evidence: [
    istio("pkg/config/analysis/analyzers/virtualservice/gateways.go", "IST0101 for `gateway`"),
    istio("pilot/pkg/model/config.go", "resolveGatewayName: `name` means the own namespace"),
  ],
  answers: ["IST0101", "IST0132", "KIA1102"],
  fixable: "unsafe",
  *check(resource, mesh) {
    for (const field of placesOf(resource, places)) {
      const written = field.text ?? "";
      // Dotted names are the old form of `namespace/name`, `~` marks gateways that istiod makes.
      if (written === "" || written === "mesh" || /[.~]/.test(written)) continue;
      const meant = gatewayNameOf(written, resource);
      const named = gatewaysNamed(meant.name, mesh);
      if (named.some((it) => namespacesAgree(it.namespace, meant.namespace))) continue;
      const elsewhere = gatewayElsewhere(meant.namespace, resource, named);
      const asked = { types: gatewayTypes, from: resource, mesh };
      const absence = absenceOf(meant.name, meant.namespace, asked);
      if (elsewhere) yield misplaced(field, elsewhere, absence?.sure === true, mesh);
      else if (absence) yield unknown(field, written, absence, mesh);
    }
  },
});

function misplaced(field: Field, gateway: Resource, sure: boolean, mesh: Mesh): Finding {
  const { name, namespace = "" } = gateway;
  const full = `${namespace}/${name}`;
  return {
    headline: `gateway \`${name}\` is in namespace \`${namespace}\`, not where this name is looked up`,
    primary: { span: field.span, text: "looked up in another namespace" },
    related: [{ span: mesh.nameSpan(gateway), text: "the gateway with this name" }],
    note: "unless that name also exists there, no gateway uses these routes: gRPC calls from outside get 404, UNIMPLEMENTED (12)",
    help: `use \`${full}\``,
    ...offerFix(replaceText(field, full), {
      title: `use \`${full}\` (that gateway then uses these routes)`,
      safe: false,
    }),
    ...(!sure && { severity: "warning" as const }),
  };
}

function unknown(field: Field, written: string, absence: Absence, mesh: Mesh): Finding {
  const { sure, similar } = absence;
  return {
    ...absentWords(
      { sure },
      `gateway \`${written}\``,
      "no gateway uses these routes: gRPC calls from outside get 404, UNIMPLEMENTED (12)",
    ),
    primary: { span: field.span, text: "not found" },
    related: similar ? [{ span: mesh.nameSpan(similar), text: "a similar name" }] : [],
    help: similar
      ? `use \`${similar.name}\` if that is what you meant`
      : "use a gateway that exists, as `namespace/name` if it is in another namespace",
    ...(similar &&
      offerFix(
        replaceText(field, `${written.slice(0, written.lastIndexOf("/") + 1)}${similar.name}`),
        {
          title: `use \`${similar.name}\` (it then uses these routes)`,
          safe: false,
        },
      )),
    ...absentSeverity(absence),
  };
}
