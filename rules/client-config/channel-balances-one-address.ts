import { serviceOfChannel } from "../../src/mesh/ask/channel-services.ts";
import type { ClientChannel } from "../../src/mesh/objects/client-channels.ts";
import { hasOneAddress } from "../../src/mesh/ask/dialed-services.ts";
import type { Finding, Label } from "../../src/rule/finding.ts";
import { defineRule, grpc, kubernetes } from "../../src/rule/rule.ts";
import type { Located } from "../../src/yaml/source.ts";

export const channelBalancesOneAddress = defineRule({
  id: "channel-balances-one-address",
  topic: "client-config",
  summary: "a gRPC channel of a Spring application balances over a Service with a single address",
  severity: "info",
  reads: "clientChannel",
  evidence: [
    grpc("doc/load-balancing.md", "policies choose among the addresses that the resolver gives"),
    kubernetes(
      "pkg/apis/core/types.go",
      "ServiceSpec.ClusterIP: a virtual address, None for headless",
    ),
    {
      project: "Spring gRPC 1.0",
      path: "reference/appendix.html",
      detail: "spring.grpc.client.channels.*: address, default-load-balancing-policy",
    },
  ],
  *check(channel, mesh) {
    const { policy } = channel;
    if (policy?.value !== "round_robin") return;
    const service = serviceOfChannel(channel, mesh);
    if (service === undefined || !hasOneAddress(service)) return;
    const label = { span: mesh.nameSpan(service.resource), text: "not headless" };
    yield nothingToSpread(channel, policy, { label, service: service.resource.name });
  },
});

function nothingToSpread(
  { name, address }: ClientChannel,
  policy: Located<string>,
  { label, service }: { readonly label: Label; readonly service: string },
): Finding {
  return {
    headline: `channel \`${name}\` has a single address to choose from: \`${service}\` has a cluster IP`,
    primary: { span: policy.span, text: "has no effect" },
    related: [{ span: address.span, text: "the address it resolves" }, label],
    note: "the client opens one connection: with a sidecar the proxy picks a pod for each call, without one all calls go to a single pod",
    help: "leave balancing to the mesh and remove the policy; for clients without a sidecar use a headless Service",
  };
}
