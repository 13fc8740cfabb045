import {
  clientCallsIn,
  healthCheckIn,
  routesOfCalls,
  spreadingPolicyIn,
} from "../../src/mesh/ask/client-calls.ts";
import { dialedBy, hasOneAddress } from "../../src/mesh/ask/dialed-services.ts";
import type { Mesh } from "../../src/mesh/mesh.ts";
import type { ServiceConfig } from "../../src/mesh/objects/service-configs.ts";
import type { Service } from "../../src/mesh/objects/service.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, grpc, kubernetes } from "../../src/rule/rule.ts";

export const clientBalancesOneAddress = defineRule({
  id: "client-balances-one-address",
  topic: "client-config",
  summary: "a client balances calls to a Service that has a single address",
  severity: "info",
  reads: "serviceConfig",
  evidence: [
    grpc("doc/load-balancing.md", "policies choose among the addresses that the resolver gives"),
    kubernetes(
      "pkg/apis/core/types.go",
      "ServiceSpec.ClusterIP: a virtual address, None for headless",
    ),
  ],
  *check(config, mesh) {
    const policy = spreadingPolicyIn(config);
    // A client that watches health as well is reported for that.
    if (policy === undefined || healthCheckIn(config) !== undefined) return;
    for (const calls of clientCallsIn(config)) {
      const dialed = routesOfCalls(calls, mesh).flatMap((route) => dialedBy(route, mesh));
      const [first] = dialed;
      // Of several hosts the client may use the one that it can balance.
      if (first === undefined || !dialed.every(hasOneAddress)) continue;
      yield nothingToSpread(config, policy, { service: first, mesh });
      return;
    }
  },
});

function nothingToSpread(
  { spanOf }: ServiceConfig,
  { key }: NonNullable<ReturnType<typeof spreadingPolicyIn>>,
  { service, mesh }: { readonly service: Service; readonly mesh: Mesh },
): Finding {
  const { name } = service.resource;
  return {
    headline: `\`${key.text}\` has a single address to choose from: Service \`${name}\` has a cluster IP`,
    primary: { span: spanOf(key.start, key.end), text: "has no effect" },
    related: [{ span: mesh.nameSpan(service.resource), text: "not headless" }],
    note: "the client opens one connection: with a sidecar the proxy picks a pod for each call, without one all calls go to a single pod",
    help: "leave balancing to the mesh and remove the policy; for clients without a sidecar add a headless Service",
  };
}
