import { gather } from "../../collections/gather.ts";
import { grpcCallOf } from "../../rpc/grpc-commands.ts";
import type { Span } from "../../yaml/source.ts";
import { grpcCallsIn } from "../objects/grpc-commands.ts";
import { grpcProbePort } from "../objects/probed-port.ts";
import type { Container, Probe } from "../objects/workload.ts";

/** A port of a container that answers gRPC without TLS, by what makes its pod ready. */
export interface PlaintextPort {
  readonly port: number;
  readonly span: Span;
}

/** Ports that a container's probes call over gRPC without TLS: those of the kubelet, and `grpc_health_probe`. */
export function plaintextPorts({ probes }: Container): readonly PlaintextPort[] {
  return gather(probes, (probe) => {
    const { grpc } = probe;
    if (grpc === undefined) return healthProbePorts(probe);
    const probed = grpc.get("mode") === undefined ? grpcProbePort(probe) : undefined;
    return probed?.port === undefined ? [] : [{ port: probed.port, span: probed.span }];
  });
}

const ownAddress = /^(?:--?addr=)?(?:localhost|127\.0\.0\.1|\[::1?\]|0\.0\.0\.0)?:(\d{1,5})$/;

function healthProbePorts({ command, field }: Probe): readonly PlaintextPort[] {
  const direct = grpcCallOf(command);
  const scripts = field.at("exec", "command")?.items() ?? [];
  const calls = direct ? [direct] : gather(scripts, grpcCallsIn);
  return calls.flatMap(({ tool, tls, address, name }) => {
    const [, port] = ownAddress.exec(address?.value ?? "") ?? [];
    if (tool !== "grpc_health_probe" || tls !== false || port === undefined) return [];
    // Another call may be the one that counts.
    if (calls.length > 1) return [];
    return [{ port: Number(port), span: (address ?? name).span }];
  });
}
