import type { GrpcEvidence } from "../objects/evidence.ts";
import type { Mesh } from "../mesh.ts";
import { isHttp2 } from "../objects/protocol.ts";
import type { HostPort } from "../objects/service.ts";
import type { TrafficPolicy } from "../objects/traffic-policy.ts";

/** A port that serves gRPC, and the best reason to believe so. */
export interface GrpcPort {
  readonly port: HostPort;
  readonly evidence: GrpcEvidence;
}

/** The gRPC ports that a traffic policy governs; empty where the host is not in the inputs. */
export function grpcPortsOf(policy: TrafficPolicy, mesh: Mesh): readonly GrpcPort[] {
  return mesh.portsOf(policy).flatMap((port) => {
    const evidence = mesh.evidenceFor(port)[0];
    return evidence === undefined ? [] : [{ port, evidence }];
  });
}

/** The gRPC ports that a traffic policy governs, if it governs no other port. */
export function onlyGrpcPortsOf(policy: TrafficPolicy, mesh: Mesh): readonly GrpcPort[] {
  const found = grpcPortsOf(policy, mesh);
  const all = found.length === mesh.portsOf(policy).length;
  return all && found.every(({ port }) => isHttp2(port.protocol)) ? found : [];
}
