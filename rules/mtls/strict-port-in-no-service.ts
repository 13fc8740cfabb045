import { grpcNamedPorts } from "../../src/mesh/ask/grpc-named-ports.ts";
import { mayHaveSidecar } from "../../src/mesh/ask/sidecars.ts";
import type { Mesh } from "../../src/mesh/mesh.ts";
import type { EffectiveMutualTls } from "../../src/mesh/objects/policies.ts";
import type { Service } from "../../src/mesh/objects/service.ts";
import { targetNumber } from "../../src/mesh/objects/target-number.ts";
import type { ContainerPort, Workload } from "../../src/mesh/objects/workload.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, istio, thread } from "../../src/rule/rule.ts";

export const strictPortInNoService = defineRule({
  id: "strict-port-in-no-service",
  topic: "mtls",
  summary:
    "a gRPC port that accepts only mutual TLS belongs to no Service, so clients send plaintext",
  severity: "warning",
  severityWhere: { info: "the Service is not headless, so the port may have no callers" },
  reads: "workload",
  evidence: [
    istio(
      "pilot/pkg/networking/core/cluster_builder.go",
      "buildDefaultPassthroughCluster: ORIGINAL_DST, no TLS",
    ),
    istio(
      "pilot/pkg/networking/core/listener_inbound.go",
      "buildInboundPassthroughChains: ports of no Service get the mode of the pod, STRICT too",
    ),
    thread("grafana/loki#1571", "the gRPC port is in no Service: peers cannot reach it in a mesh"),
    thread("milvus-io/milvus-operator#261", "the same, fixed by adding the port to the Service"),
  ],
  ofIstio: ({ resource }) => resource,
  *check(workload, mesh) {
    const [service] = mesh.servicesOf(workload);
    if (service === undefined || isOutside(workload, mesh)) return;
    for (const port of grpcNamedPorts(workload)) {
      if (port.number === undefined || isInService(port, workload, mesh)) continue;
      const strict = mesh.mutualTlsOf(workload, port.number.value);
      if (strict.mode === "STRICT" && strict.policy) yield unknownPort(port, service, strict);
    }
  },
});

/** Pods without a sidecar, or with ports that it does not capture. */
function isOutside(workload: Workload, mesh: Mesh): boolean {
  return (
    !mayHaveSidecar(workload, mesh) ||
    workload.isGateway ||
    mesh.serversAt(workload).length > 0 ||
    [...workload.annotations.keys()].some((key) => key.startsWith("traffic.sidecar.istio.io/"))
  );
}

/** A Service leads to the port, or may: a target that no container names is somewhere else. */
function isInService({ number }: ContainerPort, workload: Workload, mesh: Mesh): boolean {
  return mesh
    .servicesOf(workload)
    .flatMap(({ ports }) => ports)
    .some((it) => {
      const target = targetNumber(it, workload);
      return target === undefined || target === number?.value;
    });
}

function unknownPort(
  { name, number, field }: ContainerPort,
  { resource, headless }: Service,
  { decidedBy }: EffectiveMutualTls,
): Finding {
  const at = number ?? name;
  return {
    headline: `gRPC port ${number?.value ?? ""} belongs to no Service, but accepts only mutual TLS`,
    primary: { span: at?.span ?? field.span, text: "no Service leads here" },
    related: [
      ...(decidedBy ? [{ span: decidedBy.span, text: "rejects plaintext" }] : []),
      { span: (resource.spec?.get("ports") ?? resource.root).keySpan, text: "has other ports" },
    ],
    note: "clients' sidecars do not know this port and send plaintext, which is refused: UNAVAILABLE (14)",
    help: `add port ${number?.value ?? ""} to \`${resource.name}\`, with a name that starts with \`grpc\``,
    // Peers of a headless Service dial each other; other ports may have no callers.
    ...(!headless && { severity: "info" as const }),
  };
}
