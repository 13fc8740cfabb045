import type { EnvoyPatch } from "../../src/mesh/objects/envoy-filter.ts";
import { targetNumber } from "../../src/mesh/objects/target-number.ts";
import type { Mesh } from "../../src/mesh/mesh.ts";
import { namespacesAgree } from "../../src/mesh/world/by-namespace.ts";
import { selects } from "../../src/mesh/objects/select.ts";
import { portTitle, type ServicePort } from "../../src/mesh/objects/service.ts";
import { replaceValue } from "../../src/rule/edits.ts";
import { defineRule, istio, thread } from "../../src/rule/rule.ts";
import type { Finding } from "../../src/rule/finding.ts";
import type { Field } from "../../src/yaml/field.ts";

export const envoyFilterServicePort = defineRule({
  id: "envoy-filter-service-port",
  topic: "envoy-filters",
  summary: "an EnvoyFilter matches a Service port where sidecars have the pod's port",
  severity: "warning",
  reads: "envoyPatch",
  evidence: [
    istio(
      "pilot/pkg/networking/core/envoyfilter/listener_patch.go",
      "filterChainMatch: destination port of the pod",
    ),
    thread("tetratelabs/istio-tools#15", "a filter on the Service's port did nothing"),
  ],
  fixable: "unsafe",
  *check(patch, mesh) {
    const port = patch.match?.at("listener", "portNumber");
    const number = port?.number()?.value;
    if (!port || number === undefined || patch.context?.value !== "SIDECAR_INBOUND") return;
    const reached = inboundPorts(patch, mesh);
    if (reached.some(({ target }) => target === undefined || target === number)) return;
    const meant = reached.find((it) => it.port.number?.value === number);
    if (meant?.target !== undefined) yield servicePort(port, meant.port, meant.target);
  },
});

interface InboundPort {
  readonly port: ServicePort;
  /** The pod's own port. */
  readonly target: number | undefined;
}

/** The Service ports of the pods that a patch selects. */
function inboundPorts({ resource }: EnvoyPatch, mesh: Mesh): readonly InboundPort[] {
  const labels = resource.spec?.at("workloadSelector", "labels")?.stringMap() ?? new Map();
  if (labels.size === 0) return [];
  const services = mesh.all
    .service()
    .filter(
      (service) =>
        service.selector.size > 0 &&
        namespacesAgree(service.resource.namespace, resource.namespace) &&
        selects(service.selector, labels),
    );
  return services.flatMap((service) =>
    service.ports.map((port) => ({ port, target: targetOf(port, mesh) })),
  );
}

function targetOf(port: ServicePort, mesh: Mesh): number | undefined {
  if (typeof port.targetPort?.value === "number") return port.targetPort.value;
  const [workload] = mesh.workloadsOf(port.service);
  return workload && targetNumber(port, workload);
}

function servicePort(written: Field, port: ServicePort, target: number): Finding {
  const edit = replaceValue(written, String(target));
  return {
    headline: `sidecars have no port ${port.number?.value ?? ""} for inbound calls: the pods listen on ${target}`,
    primary: { span: written.span, text: "the Service's port" },
    related: port.targetPort ? [{ span: port.targetPort.span, text: "the pod's port" }] : [],
    note: "the patch never applies: gRPC calls are handled as if it were not there",
    help: `use \`portNumber: ${target}\`, the target of port ${portTitle(port)}`,
    ...(edit && {
      fix: { title: `use ${target}, so that the patch applies`, safe: false, edits: [edit] },
    }),
  };
}
