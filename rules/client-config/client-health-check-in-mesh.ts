import {
  clientCallsIn,
  healthCheckIn,
  routesOfCalls,
  spreadingPolicyIn,
} from "../../src/mesh/ask/client-calls.ts";
import { dialedBy, hasOneAddress } from "../../src/mesh/ask/dialed-services.ts";
import type { Mesh } from "../../src/mesh/mesh.ts";
import type { Service } from "../../src/mesh/objects/service.ts";
import type { ServiceConfig } from "../../src/mesh/objects/service-configs.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, grpc, kubernetes } from "../../src/rule/rule.ts";

export const clientHealthCheckInMesh = defineRule({
  id: "client-health-check-in-mesh",
  topic: "client-config",
  summary: "a client checks the health of a single address that represents all pods",
  severity: "info",
  reads: "serviceConfig",
  evidence: [
    grpc(
      "proposal A17-client-side-health-checking.md",
      "one Watch stream of grpc.health.v1.Health for each connection; NOT_SERVING takes it out",
    ),
    kubernetes(
      "pkg/apis/core/types.go",
      "ServiceSpec.ClusterIP: a virtual address, None for headless",
    ),
  ],
  *check(config, mesh) {
    const check = healthCheckIn(config);
    // Clients that do not balance watch nothing.
    if (check === undefined || spreadingPolicyIn(config) === undefined) return;
    for (const calls of clientCallsIn(config)) {
      const dialed = routesOfCalls(calls, mesh).flatMap((route) => dialedBy(route, mesh));
      const [first] = dialed;
      if (first === undefined || !dialed.every(hasOneAddress)) continue;
      yield watchesOnePod(config, check, { service: first, mesh });
      return;
    }
  },
});

function watchesOnePod(
  { spanOf }: ServiceConfig,
  { start, end }: { readonly start: number; readonly end: number },
  { service, mesh }: { readonly service: Service; readonly mesh: Mesh },
): Finding {
  const { name } = service.resource;
  return {
    headline: `the health check of this client watches only one pod of \`${name}\``,
    primary: { span: spanOf(start, end), text: "one stream for all pods" },
    related: [{ span: mesh.nameSpan(service.resource), text: "has a cluster IP" }],
    note: "one pod answers for all of them: if it is NOT_SERVING the client makes no call at all, and ends with UNAVAILABLE (14) while other pods are healthy",
    help: "leave health to readiness probes and outlier detection, and remove `healthCheckConfig`",
  };
}
