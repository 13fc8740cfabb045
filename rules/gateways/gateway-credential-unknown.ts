import type { Resource } from "../../src/manifest/resource.ts";
import type { Gateway } from "../../src/mesh/objects/gateway.ts";
import { isMade } from "../../src/mesh/ask/made-objects.ts";
import type { Mesh } from "../../src/mesh/mesh.ts";
import { absenceOf, holdsNamespace, type Absence } from "../../src/mesh/world/open-world.ts";
import { namespacesAgree } from "../../src/mesh/world/by-namespace.ts";
import { nearest } from "../../src/mesh/world/nearest.ts";
import { folderOf } from "../../src/mesh/world/same-deployment.ts";
import { absentSeverity, absentWords } from "../../src/rule/absent.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, istio, istioApi } from "../../src/rule/rule.ts";
import type { Field } from "../../src/yaml/field.ts";

export const gatewayCredentialUnknown = defineRule({
  id: "gateway-credential-unknown",
  topic: "gateways",
  summary: "a gateway server names a Secret that is not in the namespace of its pods",
  severity: "warning",
  severityWhere: { info: "the Secret may be in files that are not checked" },
  reads: "gatewayServer",
  fields: { "networking.istio.io/Gateway": ["spec.servers[].tls.credentialName"] },
  evidence: [
    istioApi(
      "networking/v1alpha3/gateway.proto",
      "ServerTLSSettings.credential_name: in the namespace of the pods",
    ),
    istio("pkg/config/analysis/analyzers/gateway/secret.go", "IST0101 for `credentialName`"),
  ],
  answers: ["IST0101"],
  *check({ tls, gateway }, mesh) {
    const field = tls?.get("credentialName");
    const name = field?.text ?? "";
    if (field === undefined || name === "" || name.includes("/")) return;
    const named = mesh.named("/Secret", name);
    const namespaces = podNamespaces(gateway, mesh);
    if (
      named.some(
        (it) =>
          namespaces.length === 0 || namespaces.some((ns) => namespacesAgree(it.namespace, ns)),
      )
    )
      return;
    const places = namespaces.length > 0 ? namespaces : [undefined];
    if (places.some((it) => isMade("/Secret", name, it, mesh))) return;
    const [elsewhere] = nearest(gateway.resource, named, (it) => it);
    const [namespace] = namespaces;
    if (elsewhere) {
      const isSure =
        holdsNamespace(namespace, mesh) || folderOf(elsewhere) === folderOf(gateway.resource);
      yield inOtherNamespace(field, elsewhere, { namespace, isSure }, mesh);
    } else {
      // Controllers make Secrets: only where some are written are all expected to be.
      if (!mesh.ofType("/Secret").some((it) => namespacesAgree(it.namespace, namespace))) return;
      const asked = { types: ["/Secret"], from: gateway.resource, mesh };
      const absence = absenceOf(name, namespace, asked);
      if (absence) yield unknown(field, name, absence, mesh);
    }
  },
});

/** Where the gateway's pods are; empty where the inputs do not hold them. */
function podNamespaces(gateway: Gateway, mesh: Mesh): readonly string[] {
  return mesh.podsOfGateway(gateway).flatMap(({ resource }) => resource.namespace ?? []);
}

const note =
  "the server has no certificate and closes every connection: gRPC calls end with UNAVAILABLE (14)";

function inOtherNamespace(
  field: Field,
  secret: Resource,
  { namespace, isSure }: { readonly namespace: string | undefined; readonly isSure: boolean },
  mesh: Mesh,
): Finding {
  return {
    headline: `Secret \`${secret.name}\` is not in the namespace of the gateway's pods`,
    primary: { span: field.span, text: "looked up in their namespace" },
    related: [{ span: mesh.nameSpan(secret), text: "in another namespace" }],
    note,
    help: `put the Secret in namespace \`${namespace ?? ""}\``,
    ...(!isSure && { severity: "info" as const }),
  };
}

function unknown(field: Field, name: string, absence: Absence, mesh: Mesh): Finding {
  const { sure, similar } = absence;
  return {
    ...absentWords({ sure }, `Secret \`${name}\` for the gateway's certificate`, note),
    primary: { span: field.span, text: "not found" },
    related: similar ? [{ span: mesh.nameSpan(similar), text: "a similar name" }] : [],
    help: similar
      ? `use \`${similar.name}\` if that is what you meant`
      : "use a Secret in the namespace of the gateway's pods",
    ...absentSeverity(absence),
  };
}
