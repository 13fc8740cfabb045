import type { BackendService } from "../../src/mesh/ask/backend-services.ts";
import { backendServicesOf } from "../../src/mesh/ask/backend-services.ts";
import type { AnyApiRoute } from "../../src/mesh/objects/gateway-api.ts";
import type { Mesh } from "../../src/mesh/mesh.ts";
import { absenceOf, type Absence } from "../../src/mesh/world/open-world.ts";
import { absentSeverity, absentWords, absentWhere } from "../../src/rule/absent.ts";
import { noBackendFor } from "../../src/rule/consequences.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, gatewayApi, istio } from "../../src/rule/rule.ts";

export const backendServiceUnknown = defineRule({
  id: "backend-service-unknown",
  topic: "gateway-api",
  summary: "a route sends to a Service that does not exist",
  severity: "error",
  severityWhere: absentWhere.error,
  reads: "anyGatewayApiRoute",
  evidence: [
    gatewayApi("apis/v1/shared_types.go", "RouteReasonBackendNotFound: ResolvedRefs is false"),
    istio(
      "pilot/pkg/config/kube/gateway/conversion.go",
      "buildDestination: a dot in the name is refused",
    ),
  ],
  answers: ["KIA1402"],
  *check(route, mesh) {
    for (const backend of backendServicesOf(route, mesh)) {
      const { name, namespace, found } = backend;
      if (name.value.includes(".")) yield isHost(backend, route);
      else if (found.length === 0) {
        const asked = { types: ["/Service"], from: route.resource, mesh };
        const absence = absenceOf(name.value, namespace, asked);
        if (absence) yield unknown(backend, absence, route, mesh);
      }
    }
  },
});

const cause = "the reference is not resolved";

function isHost({ name }: BackendService, route: AnyApiRoute): Finding {
  const [service = "", namespace = ""] = name.value.split(".");
  return {
    headline: `\`${name.value}\` is a host, but a Service name is required`,
    primary: { span: name.span, text: "Service names have no dots" },
    note: noBackendFor(route, cause),
    help: `use \`name: ${service}\`, and \`namespace: ${namespace}\` if that is another one`,
  };
}

function unknown(
  { name }: BackendService,
  absence: Absence,
  route: AnyApiRoute,
  mesh: Mesh,
): Finding {
  const { sure, similar } = absence;
  return {
    ...absentWords({ sure }, `Service \`${name.value}\``, noBackendFor(route, cause)),
    primary: { span: name.span, text: "not found" },
    related: similar ? [{ span: mesh.nameSpan(similar), text: "a similar name" }] : [],
    help: similar
      ? `use \`${similar.name}\` if that is what you meant`
      : "use a Service that exists, and its `namespace`",
    ...absentSeverity(absence),
  };
}
