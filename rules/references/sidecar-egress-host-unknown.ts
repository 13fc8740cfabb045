import { absentHost, halfQualified } from "../../src/mesh/ask/known-hosts.ts";
import type { Mesh } from "../../src/mesh/mesh.ts";
import { namespacesAgree } from "../../src/mesh/world/by-namespace.ts";
import type { Absence } from "../../src/mesh/world/open-world.ts";
import type { Resource } from "../../src/manifest/resource.ts";
import { absentSeverity, absentWords, absentWhere } from "../../src/rule/absent.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { fieldsAt } from "../../src/rule/places-of.ts";
import { wholeSpec } from "../../src/rule/whole-spec.ts";
import { replaceText } from "../../src/rule/edits.ts";
import { offerFix } from "../../src/rule/offer-fix.ts";
import { defineRule, istio, istioApi } from "../../src/rule/rule.ts";
import type { Field } from "../../src/yaml/field.ts";

export const sidecarEgressHostUnknown = defineRule({
  id: "sidecar-egress-host-unknown",
  topic: "references",
  summary: "a Sidecar imports a host that no Service or ServiceEntry has",
  severity: "warning",
  severityWhere: absentWhere.warning,
  reads: "resource",
  fields: { "networking.istio.io/Sidecar": [""] },
  evidence: [
    istioApi(
      "networking/v1alpha3/sidecar.proto",
      "IstioEgressListener.hosts: `namespace/dnsName`, where dnsName is a full name",
    ),
    istio(
      "pilot/pkg/model/sidecar.go",
      "matchingService: the full host, among those of the namespace",
    ),
  ],
  answers: ["KIA1004"],
  fixable: "unsafe",
  *check(resource, mesh) {
    const spec = wholeSpec(resource, "Sidecar");
    for (const field of spec ? fieldsAt(spec, "egress[].hosts[]") : []) {
      const [namespace = "", host = ""] = field.text?.split("/") ?? [];
      if (host === "" || host.startsWith("*") || namespace.startsWith("~")) continue;
      const full = meantName(host, namespace, resource, mesh);
      if (full !== undefined) yield notFull(field, full);
      else {
        const absence = absentHost(host, resource, mesh);
        if (absence) yield unknown(field, host, absence, mesh);
      }
    }
  },
});

/** What has to be written for a Service whose name is not full, or stands behind another namespace than its own. */
function meantName(host: string, scope: string, from: Resource, mesh: Mesh): string | undefined {
  const suffix = `.svc.${mesh.settings.clusterDomain}`;
  const half = halfQualified(host, from, mesh)?.resource;
  if (half) return `${half.namespace ?? ""}/${half.name}.${half.namespace ?? ""}${suffix}`;
  const [, namespace] = host.endsWith(suffix) ? host.slice(0, -suffix.length).split(".") : [];
  const own = scope === "." ? from.namespace : scope;
  const agrees = namespace === undefined || own === undefined || own === "*" || own === namespace;
  return agrees || isRoutedIn(host, own, mesh) ? undefined : `${namespace}/${host}`;
}

/** A VirtualService is imported from its own namespace, whosever host it is for. */
function isRoutedIn(host: string, namespace: string, mesh: Mesh): boolean {
  return mesh
    .routesFor(host)
    .some(({ resource }) => namespacesAgree(resource.namespace, namespace));
}

const note =
  "the Service is not among the pods' clusters: gRPC calls to it bypass all routes and policies, or fail";

function notFull(field: Field, full: string): Finding {
  return {
    headline: `\`${field.text ?? ""}\` matches no Service`,
    primary: { span: field.span, text: "not its namespace and full name" },
    note,
    help: `use \`${full}\``,
    ...offerFix(replaceText(field, full), {
      title: `use \`${full}\` (the pods then get its configuration)`,
      safe: false,
    }),
  };
}

function unknown(field: Field, host: string, absence: Absence, mesh: Mesh): Finding {
  const { sure, similar } = absence;
  return {
    ...absentWords({ sure }, `Service or ServiceEntry with host \`${host}\``, note),
    primary: { span: field.span, text: "not found" },
    related: similar ? [{ span: mesh.nameSpan(similar), text: "a similar name" }] : [],
    help: similar
      ? `use \`${similar.name}\` if that is what you meant`
      : "correct the host, or remove it",
    ...absentSeverity(absence),
  };
}
