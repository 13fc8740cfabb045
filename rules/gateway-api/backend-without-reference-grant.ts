import { backendServicesOf, type BackendService } from "../../src/mesh/ask/backend-services.ts";
import { areBeside } from "../../src/mesh/world/beside.ts";
import type { AnyApiRoute } from "../../src/mesh/objects/gateway-api.ts";
import type { Mesh } from "../../src/mesh/mesh.ts";
import { holdsNamespace } from "../../src/mesh/world/open-world.ts";
import { noBackendFor } from "../../src/rule/consequences.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { fieldsAt } from "../../src/rule/places-of.ts";
import { defineRule, gatewayApi } from "../../src/rule/rule.ts";
import type { Field } from "../../src/yaml/field.ts";

export const backendWithoutReferenceGrant = defineRule({
  id: "backend-without-reference-grant",
  topic: "gateway-api",
  summary: "a cross-namespace `backendRef` has no ReferenceGrant",
  severity: "error",
  severityWhere: { warning: "the grant may be in files that are not checked" },
  reads: "anyGatewayApiRoute",
  evidence: [
    gatewayApi(
      "apis/v1/referencegrant_types.go",
      "references across namespaces need a ReferenceGrant in the target's",
    ),
  ],
  answers: ["KIA1402"],
  *check(route, mesh) {
    if (!route.viaGateway) return;
    for (const backend of backendServicesOf(route, mesh)) {
      const { namespace, found } = backend;
      const own = route.resource.namespace;
      if (own === undefined || namespace === undefined || namespace === own) continue;
      const [service] = found;
      const sure = holdsNamespace(namespace, mesh);
      const beside = service !== undefined && areBeside(service.resource, route.resource);
      if ((sure || beside) && !isGranted(route, backend, mesh))
        yield notGranted(route, backend, sure);
    }
  },
});

function isGranted({ resource, api }: AnyApiRoute, backend: BackendService, mesh: Mesh): boolean {
  return mesh.ofType("gateway.networking.k8s.io/ReferenceGrant").some(({ namespace, spec }) => {
    const from = spec ? fieldsAt(spec, "from[]") : [];
    const to = spec ? fieldsAt(spec, "to[]") : [];
    return (
      (namespace ?? backend.namespace) === backend.namespace &&
      from.some((it) => text(it, "kind") === api && text(it, "namespace") === resource.namespace) &&
      to.some(
        (it) =>
          text(it, "kind") === "Service" &&
          (text(it, "name") ?? backend.name.value) === backend.name.value,
      )
    );
  });
}

function text(field: Field, key: string): string | undefined {
  return field.get(key)?.text;
}

function notGranted(
  route: AnyApiRoute,
  { field, name, namespace }: BackendService,
  sure: boolean,
): Finding {
  const { api, resource } = route;
  const own = resource.namespace ?? "";
  const place = field.get("namespace") ?? field;
  return {
    headline: `namespace \`${namespace ?? ""}\` does not let a ${api} of \`${own}\` send to \`${name.value}\``,
    primary: { span: place.span, text: "another namespace" },
    note: noBackendFor(route, "the reference is refused"),
    help: `add a ReferenceGrant in \`${namespace ?? ""}\` from ${api} of \`${own}\` to Service \`${name.value}\``,
    ...(!sure && { severity: "warning" as const }),
  };
}
