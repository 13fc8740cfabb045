import type { Located } from "../../yaml/source.ts";
import type { GrpcEvidence } from "../objects/evidence.ts";
import { gather } from "../../collections/gather.ts";
import type { ServicePort } from "../objects/service.ts";
import { findContainerPort, type Workload } from "../objects/workload.ts";

/**
 * Names of container ports that say gRPC, or HTTP/2 without TLS, which little else speaks. Words after `grpc-` may take it
 * back: gRPC-Web proxies and gateways from JSON speak HTTP/1.1, metrics and health have ports of their own.
 */
const grpcNames: ReadonlySet<string> = new Set(["grpc", "h2c"]);
const otherServer =
  /^(?:web|https?|rest|json|gateway|gw|ui|metrics?|prom|prometheus|monitoring|health\w*|probe|admin|debug|tls|ssl|mtls|secure)$/;

export function isNamedForGrpc(name: string): boolean {
  const [first = "", ...words] = name.toLowerCase().split("-");
  return grpcNames.has(first) && !words.some((word) => otherServer.test(word));
}

/** A Service port that leads to a container port named for gRPC; by its own name where the inputs hold no pod. */
export function portNameEvidence(
  { targetPort, number }: ServicePort,
  pods: readonly Workload[],
): readonly GrpcEvidence[] {
  if (targetPort === undefined) return [];
  const { value } = targetPort;
  const names =
    pods.length > 0
      ? gather(pods, (pod) => nameOf(pod, value))
      : typeof value === "string"
        ? [{ value, span: targetPort.span }]
        : [];
  const named = names.find((name) => isNamedForGrpc(name.value));
  // Pods that name it otherwise are another server: a Service of both is not of gRPC alone.
  if (named === undefined || !names.every((name) => isNamedForGrpc(name.value))) return [];
  const span = targetPort.span === number?.span ? named.span : targetPort.span;
  const isNamedHere = typeof value === "string";
  return [
    {
      kind: "port-name",
      span: isNamedHere ? span : named.span,
      text: isNamedHere ? "targets a gRPC port" : "this port is named for gRPC",
    },
  ];
}

function nameOf(pod: Workload, port: number | string): readonly Located<string>[] {
  const name = findContainerPort(pod, port)?.name;
  return name === undefined ? [] : [name];
}
