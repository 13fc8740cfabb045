import type { Span } from "../../yaml/source.ts";
import { findContainerPort, type Probe } from "./workload.ts";

/** The number of the port that an `httpGet` or `tcpSocket` asks, its name looked up in the pod. */
export function probedPort(probe: Probe): number | undefined {
  const port = (probe.httpGet ?? probe.tcpSocket)?.get("port")?.scalar()?.value;
  if (typeof port === "number") return port;
  if (typeof port !== "string") return undefined;
  return findContainerPort(probe.container.workload, port)?.number?.value;
}

/** The port that a native gRPC probe or `grpc_health_probe` targets, with its location. */
export function grpcProbePort(
  probe: Probe,
): { readonly port: number; readonly span: Span } | undefined {
  const native = probe.grpc?.get("port")?.number();
  if (native) return { port: native.value, span: native.span };
  const [program, ...rest] = probe.command;
  if (!program?.value.endsWith("grpc_health_probe")) return undefined;
  for (const [index, argument] of rest.entries()) {
    const flag = /^--?addr(?:=(.*))?$/.exec(argument.value);
    const address = flag && (flag[1] ?? rest[index + 1]?.value);
    const port = Number(/:(\d+)$/.exec(address ?? "")?.[1]);
    if (Number.isInteger(port)) return { port, span: argument.span };
  }
  return undefined;
}
