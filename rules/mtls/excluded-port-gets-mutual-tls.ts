import { mayHaveSidecar } from "../../src/mesh/ask/sidecars.ts";
import type { Mesh } from "../../src/mesh/mesh.ts";
import { servicePortsOf } from "../../src/mesh/ask/probed-services.ts";
import { isHttp2 } from "../../src/mesh/objects/protocol.ts";
import { portTitle, type ServicePort } from "../../src/mesh/objects/service.ts";
import { effectivePolicy } from "../../src/mesh/objects/traffic-policy.ts";
import type { Workload } from "../../src/mesh/objects/workload.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, istio, istioApi } from "../../src/rule/rule.ts";
import type { Located } from "../../src/yaml/source.ts";

const annotation = "traffic.sidecar.istio.io/excludeInboundPorts";

export const excludedPortGetsMutualTls = defineRule({
  id: "excluded-port-gets-mutual-tls",
  topic: "mtls",
  summary: "clients use mutual TLS to a gRPC port that the sidecar does not capture",
  severity: "warning",
  reads: "workload",
  fields: { "*": [`metadata.annotations["${annotation}"]`] },
  evidence: [
    istioApi("annotation/annotations.yaml", "traffic.sidecar.istio.io/excludeInboundPorts"),
    istio(
      "pilot/pkg/xds/endpoints/mtls_checker.go",
      "checkMtlsEnabled: by the pod's label `security.istio.io/tlsMode` and PeerAuthentications; annotations are not looked at",
    ),
  ],
  ofIstio: ({ resource }) => resource,
  *check(workload, mesh) {
    const list = workload.template.at("metadata", "annotations", annotation);
    if (!mayHaveSidecar(workload, mesh) || isPlaintext(workload) || !mesh.config().autoMtls) return;
    // Clients that go around their sidecars as well are meant to.
    if (mesh.podsAnnotated("traffic.sidecar.istio.io/excludeOutboundPorts").length > 0) return;
    for (const entry of list?.pieces(",") ?? []) {
      const number = Number(entry.value.trim());
      if (mesh.mutualTlsOf(workload, number).mode === "DISABLE") continue;
      const ports = servicePortsOf(workload, number, mesh);
      const port = ports.find((it) => isHttp2(it.protocol) && !hasOwnTls(it, mesh));
      if (port) yield encrypted(entry, port, workload);
    }
  },
});

/** Injection sets this label unless the pod has it, and clients use mutual TLS where it says `istio`. */
function isPlaintext({ labels }: Workload): boolean {
  return (labels.get("security.istio.io/tlsMode")?.value ?? "istio") !== "istio";
}

/** A DestinationRule says how clients connect. */
function hasOwnTls({ service: { resource }, number }: ServicePort, mesh: Mesh): boolean {
  return mesh
    .findDestinationRules(resource.name, resource)
    .some((rule) => effectivePolicy(rule, undefined, number?.value).tls !== undefined);
}

function encrypted(entry: Located<string>, port: ServicePort, { resource }: Workload): Finding {
  const number = entry.value.trim();
  return {
    headline: `client sidecars send mutual TLS to port ${number}, but no sidecar terminates it`,
    primary: { span: entry.span, text: "not captured by the sidecar" },
    related: [{ span: port.protocolSpan, text: "clients call this port" }],
    note: `auto mutual TLS is decided per pod, not per port: the server of \`${resource.name}\` gets TLS instead of gRPC, UNAVAILABLE (14)`,
    help: `remove ${number} from \`excludeInboundPorts\`, or set \`tls.mode: DISABLE\` for port ${portTitle(port)} in a DestinationRule`,
  };
}
