import type { BackendService } from "../../src/mesh/ask/backend-services.ts";
import { backendServicesOf } from "../../src/mesh/ask/backend-services.ts";
import type { Mesh } from "../../src/mesh/mesh.ts";
import { absenceOf, meantInstead, type Absence } from "../../src/mesh/world/open-world.ts";
import { absentSeverity, absentWords } from "../../src/rule/absent.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, gatewayApi, istio } from "../../src/rule/rule.ts";

export const backendServiceUnknown = defineRule({
  id: "backend-service-unknown",
  topic: "gateway-api",
  summary: "a route sends to a Service that does not exist",
  severity: "error",
  reads: "gatewayApiRoute",
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
      if (name.value.includes(".")) yield isHost(backend);
      else if (found.length === 0) {
        const from = route.resource;
        const among = meantInstead("/Service", namespace, { from, mesh });
        const absence = absenceOf(name.value, namespace, { from, among, mesh });
        if (absence) yield unknown(backend, absence, mesh);
      }
    }
  },
});

const note = "the route answers the calls for this backend with 500: gRPC clients see UNKNOWN (2)";

function isHost({ name }: BackendService): Finding {
  const [service = "", namespace = ""] = name.value.split(".");
  return {
    headline: `\`${name.value}\` is a host, where the name of a Service is asked for`,
    primary: { span: name.span, text: "a name has no dots" },
    note,
    help: `write \`name: ${service}\`, and \`namespace: ${namespace}\` if that is another one`,
  };
}

function unknown({ name }: BackendService, absence: Absence, mesh: Mesh): Finding {
  const { sure, similar } = absence;
  return {
    ...absentWords({ sure }, `Service \`${name.value}\``, note),
    primary: { span: name.span, text: "not found" },
    related: similar ? [{ span: mesh.nameSpan(similar), text: "a similar name" }] : [],
    help: similar
      ? `write \`${similar.name}\` if it is meant`
      : "name a Service that exists, and its `namespace`",
    ...absentSeverity(absence),
  };
}
