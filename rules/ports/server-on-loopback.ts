import { otlpServers } from "../../src/mesh/ask/collector-configs.ts";
import { loopbackListeners, type LoopbackListener } from "../../src/mesh/ask/loopback-listeners.ts";
import { patchedPods } from "../../src/mesh/ask/patched-pods.ts";
import { servicePortsOf } from "../../src/mesh/ask/probed-services.ts";
import type { Mesh } from "../../src/mesh/mesh.ts";
import type { ServicePort } from "../../src/mesh/objects/service.ts";
import type { Container, Workload } from "../../src/mesh/objects/workload.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, istio, kubernetes, thread } from "../../src/rule/rule.ts";
import type { Field } from "../../src/yaml/field.ts";

export const serverOnLoopback = defineRule({
  id: "server-on-loopback",
  topic: "ports",
  summary: "a server is told to listen on the loopback address alone, and a Service leads to it",
  severity: "warning",
  severityWhere: { info: "the name of the flag or variable does not say whether it is to listen" },
  reads: "container",
  evidence: [
    istio(
      "pilot/pkg/networking/core/cluster.go",
      "buildInboundCluster: calls go on to the pod's address (Istio 1.10)",
    ),
    kubernetes("pkg/apis/core/types.go", "EndpointAddress: loopback addresses are none"),
    thread("istio/istio#52627", "delayed connect error: 111, for a server on localhost"),
    thread("istio/istio#39758", "connection failure: 111"),
    {
      project: "OpenTelemetry Collector 0.110",
      path: "receiver/otlpreceiver/factory.go",
      detail: "createDefaultConfig: localhost:4317, since 0.104",
    },
    thread(
      "open-telemetry/opentelemetry-collector-contrib#33896",
      "OTLP receivers without an endpoint cannot be reached since 0.104",
    ),
  ],
  *check(container, mesh) {
    const { workload } = container;
    for (const listener of [...loopbackListeners(container), ...receiversOf(container, mesh)]) {
      const [served] = servicePortsOf(workload, listener.port, mesh);
      if (served === undefined || mayHandOn(workload, mesh)) continue;
      // Another container may have the port, and pass on to this one.
      const others = containersBeside(container);
      if (others.some((it) => declares(it, listener.port))) continue;
      // One that is to be called is served by another.
      if (!listener.isSaid && others.some((it) => it.get("name")?.text !== "istio-proxy")) continue;
      yield unreachable(listener, served);
    }
  },
});

const loopback = /^(?:localhost|127\.0\.0\.1):\d+$/i;

/** Receivers of a collector; the default of one without an endpoint depends on the release. */
function receiversOf(container: Container, mesh: Mesh): readonly LoopbackListener[] {
  const [, minor] = /:v?0\.(\d+)\.\d+/.exec(container.field.get("image")?.text ?? "") ?? [];
  return otlpServers(container, mesh).flatMap(({ port, grpc }) => {
    const endpoint = grpc.get("endpoint")?.string();
    if (endpoint)
      return loopback.test(endpoint.value) ? [{ port, at: endpoint, isSaid: true }] : [];
    const isLocal = minor !== undefined && Number(minor) >= 104;
    return isLocal ? [{ port, at: { value: "grpc", span: grpc.keySpan }, isSaid: true }] : [];
  });
}

/** A Sidecar or an EnvoyFilter may have the proxy hand calls on to the loopback address. */
function mayHandOn(workload: Workload, mesh: Mesh): boolean {
  return (
    mesh.sidecarOf(workload)?.spec?.get("ingress") !== undefined ||
    mesh.all
      .envoyPatch()
      .some(
        (patch) =>
          /^(?:CLUSTER|LISTENER|FILTER_CHAIN|NETWORK_FILTER)$/.test(patch.applyTo?.value ?? "") &&
          /^(?:ANY|SIDECAR_INBOUND)$/.test(patch.context?.value ?? "ANY") &&
          patchedPods(patch, mesh).includes(workload),
      )
  );
}

/** The other containers of the pod that stay. */
function containersBeside({ workload: { podSpec }, field }: Container): readonly Field[] {
  const first = podSpec?.get("initContainers")?.items() ?? [];
  return [
    ...first.filter((it) => it.get("restartPolicy")?.text === "Always"),
    ...(podSpec?.get("containers")?.items() ?? []).filter((it) => !it.isSame(field)),
  ];
}

function declares(container: Field, number: number): boolean {
  const ports = container.get("ports")?.items() ?? [];
  return ports.some((port) => port.get("containerPort")?.number()?.value === number);
}

function unreachable(
  { port, at, isSaid }: LoopbackListener,
  { service, field, number }: ServicePort,
): Finding {
  const name = service.resource.name;
  return {
    headline: isSaid
      ? `the server listens on loopback, and \`${name}\` leads to port ${port} of the pod`
      : `the server seems to listen on loopback, and \`${name}\` leads to port ${port} of the pod`,
    primary: { span: at.span, text: "only the pod itself gets there" },
    related: [{ span: number?.span ?? field.span, text: "a port that leads to it" }],
    note: "connections go to the pod's address, with a sidecar as well: refused, UNAVAILABLE (14), delayed connect error: 111",
    help: `listen on \`0.0.0.0:${port}\``,
    ...(isSaid ? {} : { severity: "info" }),
  };
}
