import type { PeerAuthentication } from "../../src/mesh/objects/policies.ts";
import type { Workload } from "../../src/mesh/objects/workload.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, istio } from "../../src/rule/rule.ts";
import type { Located } from "../../src/yaml/source.ts";

export const strictMtlsWithoutProxy = defineRule({
  id: "strict-mtls-without-proxy",
  topic: "mtls",
  summary: "mutual TLS is required for pods without a proxy to enforce it",
  severity: "warning",
  reads: "peerAuthentication",
  fields: { "security.istio.io/PeerAuthentication": ["spec.selector.matchLabels"] },
  evidence: [
    istio(
      "pilot/pkg/networking/core/listener_inbound.go",
      "the mode of a PeerAuthentication decides the inbound listeners of the pod's own proxy",
    ),
  ],
  *check(policy, mesh) {
    const { mode, selector } = policy;
    if (mode?.value !== "STRICT" || selector.size === 0) return;
    const pods = mesh.workloadsUnder(policy);
    const [pod] = pods;
    if (pod && pods.every(hasNoProxy)) yield nobodyRequires(mode, policy, pod);
  },
});

/** In ambient namespaces ztunnel requires it; a gRPC server that reads xDS does so itself. */
function hasNoProxy({ injection, proxyless }: Workload): boolean {
  return injection === "excluded" && !proxyless;
}

function nobodyRequires(
  mode: Located<string>,
  { resource }: PeerAuthentication,
  { labels, annotations, resource: workload }: Workload,
): Finding {
  const inject =
    labels.get("sidecar.istio.io/inject") ?? annotations.get("sidecar.istio.io/inject");
  return {
    headline: `no proxy enforces PeerAuthentication \`${resource.name}\`: \`${workload.name}\` is not injected`,
    primary: { span: mode.span, text: "not enforced" },
    related: inject ? [{ span: inject.span, text: "no sidecar here" }] : [],
    note: "plaintext gRPC calls are still accepted, from anyone who can reach the pod",
    help: `let Istio inject a sidecar into \`${workload.name}\`, or remove the policy and use TLS in the server`,
  };
}
