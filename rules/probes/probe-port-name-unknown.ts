import { probePlaces } from "../../src/mesh/ask/probe-places.ts";
import { isPlaceholder } from "../../src/mesh/objects/placeholder.ts";
import { podPath, type Probe } from "../../src/mesh/objects/workload.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, kubernetes } from "../../src/rule/rule.ts";
import { oneOf } from "../../src/text/lists.ts";
import type { Field } from "../../src/yaml/field.ts";

export const probePortNameUnknown = defineRule({
  id: "probe-port-name-unknown",
  topic: "probes",
  summary: "a probe targets a named port that its container does not have",
  severity: "error",
  reads: "probe",
  fields: probePlaces("httpGet", "tcpSocket"),
  evidence: [
    kubernetes(
      "pkg/probe/util.go",
      "ResolveContainerPort: couldn't find port, and the probe fails",
    ),
  ],
  *check(probe, mesh) {
    const field = (probe.httpGet ?? probe.tcpSocket)?.get("port");
    const name = field?.text;
    if (field === undefined || name === undefined || /^\d+$/.test(name)) return;
    const { container } = probe;
    const names = container.ports.flatMap((port) => port.name?.value ?? []);
    if (names.some((it) => it === name || isPlaceholder(it))) return;
    const { workload } = container;
    const ports = podPath(workload, "spec.containers[].ports");
    if (!mesh.isPatched(workload.resource, ports)) yield unknown(probe, field, name);
  },
});

function unknown({ container, kind }: Probe, field: Field, name: string): Finding {
  const names = container.ports.flatMap((port) => port.name ?? []);
  return {
    headline: `container \`${container.name}\` has no port named \`${name}\``,
    primary: { span: field.span, text: "no such port" },
    related: names.slice(0, 1).map(({ span }) => ({ span, text: "an existing port" })),
    note:
      kind === "readinessProbe"
        ? "the probe always fails: the pod gets no gRPC calls"
        : "the probe always fails: the container restarts repeatedly, and its gRPC calls break",
    help:
      names.length > 0
        ? `use one of its port names: ${oneOf(names.map(({ value }) => value))}`
        : "use the port number, or add a container port with this name",
  };
}
