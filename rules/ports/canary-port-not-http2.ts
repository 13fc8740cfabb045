import { grpcPortOfPod, type PodGrpcPort } from "../../src/mesh/ask/pod-grpc-ports.ts";
import type { Mesh } from "../../src/mesh/mesh.ts";
import { protocolOf } from "../../src/mesh/objects/protocol.ts";
import { namespacesAgree } from "../../src/mesh/world/by-namespace.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, istio, thread } from "../../src/rule/rule.ts";
import type { Field } from "../../src/yaml/field.ts";

export const canaryPortNotHttp2 = defineRule({
  id: "canary-port-not-http2",
  topic: "ports",
  summary: "Flagger makes Services for a gRPC server whose port is HTTP/1.1",
  severity: "warning",
  reads: "madeObject",
  evidence: [
    {
      project: "Flagger 1.41",
      path: "pkg/router/kubernetes_default.go",
      detail: "reconcileService: the port is named `http` where `portName` is empty",
    },
    istio(
      "pilot/pkg/networking/core/cluster_builder.go",
      "setUpstreamProtocol: HTTP/2 for HTTP2 ports only",
    ),
    thread("fluxcd/flagger#113", "gRPC canaries need `portName: grpc`"),
  ],
  *check({ name, owner, type }, mesh) {
    const service = type === "/Service" ? owner.at("spec", "service") : undefined;
    const number = service?.get("port")?.number();
    // One finding for the three Services of a Canary.
    if (!service || !number || name !== apexOf(owner) || !isForIstio(owner)) return;
    const protocol = protocolOf({
      name: service.get("portName")?.text || "http",
      appProtocol: service.get("appProtocol")?.text,
      transport: "TCP",
      number: number.value,
    });
    if (protocol !== "HTTP") return;
    const why = serverOf(owner, service, mesh);
    if (why) yield http1({ service, name, number: number.value, why });
  },
});

function apexOf(canary: Field): string | undefined {
  return (canary.at("spec", "service", "name") ?? canary.at("spec", "targetRef", "name"))?.text;
}

/** Flagger drives other meshes and ingress controllers as well. */
function isForIstio(canary: Field): boolean {
  const provider = canary.at("spec", "provider")?.text ?? "istio";
  return provider === "istio" || provider.startsWith("gatewayapi");
}

function serverOf(canary: Field, service: Field, mesh: Mesh): PodGrpcPort | undefined {
  const ref = canary.at("spec", "targetRef");
  const namespace = canary.at("metadata", "namespace")?.text;
  const port = (service.get("targetPort") ?? service.get("port"))?.scalar()?.value;
  if (typeof port !== "number" && typeof port !== "string") return undefined;
  for (const workload of mesh.all.workload()) {
    const { resource } = workload;
    if (resource.name !== ref?.get("name")?.text || resource.kind !== ref?.get("kind")?.text)
      continue;
    if (namespacesAgree(resource.namespace, namespace)) return grpcPortOfPod(workload, port);
  }
  return undefined;
}

interface Canary {
  readonly service: Field;
  readonly name: string;
  readonly number: number;
  readonly why: PodGrpcPort;
}

function http1({ service, name, number, why }: Canary): Finding {
  const written = service.get("appProtocol") ?? service.get("portName");
  return {
    headline: `the Services that Flagger makes for \`${name}\` declare port ${number} as HTTP/1.1`,
    primary: {
      span: (written ?? service.get("port") ?? service).span,
      text: written ? "means HTTP/1.1 to Istio" : "is named `http` without a `portName`",
    },
    related: [why],
    note: "every proxy sends HTTP/1.1 to the port; a gRPC server resets it: UNAVAILABLE (14), protocol error",
    help: service.get("appProtocol")
      ? "set `appProtocol: grpc` in `spec.service`"
      : "set `portName: grpc` in `spec.service`",
  };
}
