import type { Span } from "../../yaml/source.ts";
import { dialsTls } from "./backend-tls.ts";
import { targetNumber } from "../objects/target-number.ts";
import { gather } from "../../collections/gather.ts";
import type { Mesh } from "../mesh.ts";
import type { ServicePort } from "../objects/service.ts";
import { effectivePolicy } from "../objects/traffic-policy.ts";
import { commandWords, type Container, type Workload } from "../objects/workload.ts";

/** Where something says that the server behind a port terminates TLS itself; the port's number is the weakest reason. */
export function tlsServerReason(port: ServicePort, mesh: Mesh): Span | undefined {
  const pods = mesh.workloadsOf(port.service);
  return (
    originated(port, mesh) ??
    (dialsTls(port, mesh) ? port.protocolSpan : undefined) ??
    pods.flatMap((pod) => gather(pod.containers, tlsOptions))[0] ??
    namedForTls(port) ??
    numberedForTls(port, pods)
  );
}

/** A DestinationRule has clients originate TLS that is not Istio's. */
function originated({ service, number }: ServicePort, mesh: Mesh): Span | undefined {
  const { resource } = service;
  for (const rule of mesh.findDestinationRules(resource.name, resource)) {
    const mode = effectivePolicy(rule, undefined, number?.value).tls?.get("mode");
    if (/^(?:SIMPLE|MUTUAL)$/.test(mode?.text ?? "")) return mode?.span;
  }
  return undefined;
}

/** Flags of a server, such as `--tls-cert-file=…`, `--secure` or `-tls`, and those of a probe of it. */
const tlsFlag = /^--?(?:tls|ssl|secure|mtls)(?:[-_.][\w.-]+)?(?:=(?!false$).*)?$/i;
const certificateFlag = /^--?[\w.-]*(?:tls|cert|certificate)[-_.](?:file|path|dir|key)(?:=.*)?$/i;

function tlsOptions(container: Container): readonly Span[] {
  const { probes } = container;
  const flags = [...commandWords(container), ...probes.flatMap(({ command }) => command)]
    .filter(({ value }) => tlsFlag.test(value) || certificateFlag.test(value))
    .map(({ span }) => span);
  const modes = probes.flatMap(({ grpc }) => grpc?.get("mode") ?? []);
  return [...flags, ...modes.filter(({ text }) => text === "TLS").map(({ span }) => span)];
}

function namedForTls({ name }: ServicePort): Span | undefined {
  return /(?:^|-)(?:tls|ssl|https|mtls|secure)(?:-|$)/i.test(name?.value ?? "")
    ? name?.span
    : undefined;
}

function numberedForTls(port: ServicePort, pods: readonly Workload[]): Span | undefined {
  const targets = [port.targetPort?.value, ...pods.map((pod) => targetNumber(port, pod))];
  const isUsual = [port.number?.value, ...targets].some((it) => it === 443 || it === 8443);
  return isUsual ? port.number?.span : undefined;
}
