import type { Resource } from "../../src/manifest/resource.ts";
import { delegateNameOf, type DelegateName } from "../../src/mesh/ask/resolved.ts";
import type { Mesh } from "../../src/mesh/mesh.ts";
import { nearest } from "../../src/mesh/world/nearest.ts";
import { absenceOf, type Absence } from "../../src/mesh/world/open-world.ts";
import { sameDeployment } from "../../src/mesh/world/same-deployment.ts";
import { absentSeverity, absentWords, absentWhere } from "../../src/rule/absent.ts";
import { routeLeftOut } from "../../src/rule/consequences.ts";
import { addAfter, replaceText } from "../../src/rule/edits.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { offerFix } from "../../src/rule/offer-fix.ts";
import { defineRule, istio, istioApi } from "../../src/rule/rule.ts";

export const delegateUnknown = defineRule({
  id: "delegate-unknown",
  topic: "references",
  summary: "a route delegates to a VirtualService that does not exist",
  severity: "error",
  severityWhere: absentWhere.error,
  reads: "virtualService",
  fields: { "networking.istio.io/VirtualService": ["spec.http[].delegate"] },
  evidence: [
    istio(
      "pilot/pkg/model/virtualservice_controller.go",
      "mergeVirtualServices: delegate not found, only the route is left out",
    ),
    istioApi("networking/v1alpha3/virtual_service.proto", "Delegate.namespace: the root's"),
  ],
  fixable: "unsafe",
  *check(root, mesh) {
    for (const field of root.http) {
      const meant = delegateNameOf(field, root.resource);
      if (meant === undefined || meant.name === "") continue;
      if (mesh.delegatesOf({ root, field }).length > 0) continue;
      const elsewhere = delegateElsewhere(meant, root.resource, mesh);
      const absence = absenceIn(meant, root.resource, mesh);
      if (elsewhere) yield inOtherNamespace(meant, elsewhere, mesh);
      else if (absence) yield unknown(meant, absence, mesh);
    }
  },
});

const virtualService = "networking.istio.io/VirtualService";

/** A delegate of the name in another namespace, which nobody includes. */
function delegateElsewhere(
  { name }: DelegateName,
  from: Resource,
  mesh: Mesh,
): Resource | undefined {
  const found = mesh
    .named(virtualService, name)
    .flatMap((it) => mesh.virtualServiceOf(it) ?? [])
    .filter(
      ({ hosts, resource }) => hosts.length === 0 && sameDeployment(resource, from) === "certain",
    );
  const [only, ...others] = nearest(from, found, ({ resource }) => resource);
  return only && others.length === 0 && mesh.rootsOf(only).length === 0 ? only.resource : undefined;
}

function absenceIn(
  { name, namespace }: DelegateName,
  from: Resource,
  mesh: Mesh,
): Absence | undefined {
  return absenceOf(name, namespace, { types: [virtualService], from, mesh });
}

function inOtherNamespace(
  { field, name, namespace }: DelegateName,
  found: Resource,
  mesh: Mesh,
): Finding {
  const written = field.get("name") ?? field;
  const own = found.namespace ?? "";
  const place = field.get("namespace");
  const edit = place ? replaceText(place, own) : addAfter(written, `namespace: ${own}`);
  return {
    headline: `\`${name}\` is looked up in namespace \`${namespace ?? ""}\`, but is in \`${own}\``,
    primary: {
      span: (place ?? written).span,
      text: place ? "not found there" : "in the route's namespace",
    },
    related: [{ span: mesh.nameSpan(found), text: "a delegate with this name" }],
    note: `unless there is another one, ${routeLeftOut}`,
    help: `add \`namespace: ${own}\` if that is the intended delegate`,
    ...offerFix(edit, {
      title: `use \`namespace: ${own}\` (its routes then take effect)`,
      safe: false,
    }),
    severity: "warning",
  };
}

function unknown({ field, name, namespace }: DelegateName, absence: Absence, mesh: Mesh): Finding {
  const { sure, similar } = absence;
  const written = field.get("name") ?? field;
  const title = namespace === undefined ? name : `${namespace}/${name}`;
  return {
    ...absentWords({ sure }, `VirtualService \`${title}\``, routeLeftOut),
    primary: { span: written.span, text: "not found" },
    related: similar ? [{ span: mesh.nameSpan(similar), text: "a similar name" }] : [],
    help: similar
      ? `use \`${similar.name}\` if that is what you meant`
      : "use a VirtualService without `hosts`, with its namespace if it is in another one",
    ...(similar &&
      offerFix(replaceText(written, similar.name), {
        title: `use \`${similar.name}\` (its routes then take effect)`,
        safe: false,
      })),
    ...absentSeverity(absence),
  };
}
