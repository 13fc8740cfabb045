import { mayHaveSidecar } from "../../src/mesh/ask/sidecars.ts";
import { probedPort } from "../../src/mesh/objects/probed-port.ts";
import { grpcProbePort } from "../../src/mesh/objects/probed-port.ts";
import type { EffectiveMutualTls } from "../../src/mesh/objects/policies.ts";
import type { Probe, Workload } from "../../src/mesh/objects/workload.ts";
import { offerFix } from "../../src/rule/offer-fix.ts";
import { removeUpwards } from "../../src/rule/removals.ts";
import { defineRule, istio, thread } from "../../src/rule/rule.ts";
import type { Finding } from "../../src/rule/finding.ts";
import type { Located } from "../../src/yaml/source.ts";

const annotation = "sidecar.istio.io/rewriteAppHTTPProbers";

export const probeRewriteDisabled = defineRule({
  id: "probe-rewrite-disabled",
  topic: "probes",
  summary: "probes reach a pod in plaintext, which STRICT mutual TLS rejects",
  severity: "error",
  severityWhere: { warning: "nothing shows that the pods have a sidecar" },
  reads: "workload",
  fields: { "*": [`metadata.annotations["${annotation}"]`] },
  evidence: [
    istio("pkg/kube/inject/app_probe.go", "ShouldRewriteAppHTTPProbers"),
    thread("istio/istio#41010", "readiness fails under STRICT without the rewrite"),
  ],
  fixable: "unsafe",
  *check(workload, mesh) {
    const off = workload.annotations.get(annotation);
    if (off?.value !== "false" || !mayHaveSidecar(workload, mesh)) return;
    const excluded = portList(workload, "traffic.sidecar.istio.io/excludeInboundPorts");
    for (const probe of workload.containers.flatMap(({ probes }) => probes)) {
      const port = probe.httpGet ? probedPort(probe) : probe.grpc && grpcProbePort(probe)?.port;
      if (port === undefined || excluded.has(String(port))) continue;
      const tls = mesh.mutualTlsOf(workload, port);
      if (tls.mode === "STRICT") {
        const field = workload.template.at("metadata", "annotations", annotation);
        yield {
          ...refused(workload, off, probe, tls),
          ...offerFix(field && removeUpwards(field, 1), {
            title: "remove the annotation, which restarts the pods",
            safe: false,
          }),
        };
        return;
      }
    }
  },
});

function portList({ annotations }: Workload, key: string): ReadonlySet<string> {
  return new Set((annotations.get(key)?.value ?? "").split(",").map((part) => part.trim()));
}

function refused(
  { injection }: Workload,
  off: Located<string>,
  { kind, field }: Probe,
  { decidedBy }: EffectiveMutualTls,
): Finding {
  return {
    headline: `the ${kind} reaches the sidecar in plaintext, and STRICT mutual TLS rejects it`,
    primary: { span: off.span, text: "probes are not rewritten" },
    related: [
      { span: field.keySpan, text: "sent by the kubelet, without TLS" },
      ...(decidedBy ? [{ span: decidedBy.span, text: "mutual TLS only" }] : []),
    ],
    note:
      kind === "readinessProbe"
        ? "the probe never passes: the pod is never ready, and calls end with UNAVAILABLE (14)"
        : "the probe never passes: the container restarts repeatedly, and its streams break",
    help: `remove the annotation \`${annotation}\`: the sidecar's agent then probes the application`,
    severity: injection === "injected" ? "error" : "warning",
  };
}
