import type { GrpcEvidence } from "../objects/evidence.ts";
import { grpcPortsOf } from "./grpc-ports.ts";
import type { Mesh } from "../mesh.ts";
import type { TrafficPolicy } from "../objects/traffic-policy.ts";
import type { Located } from "../../yaml/source.ts";

/** A host that serves gRPC, as far as anything says so: enough for advice. */
export interface GrpcHost {
  readonly name: string;
  readonly evidence: GrpcEvidence;
}

/**
 * The host of a traffic policy that governs a gRPC port. Where the inputs do not have it, routes to it and its name speak
 * for it instead.
 */
export function grpcHostOf(policy: TrafficPolicy, mesh: Mesh): GrpcHost | undefined {
  const [known] = grpcPortsOf(policy, mesh);
  if (known) return { name: known.port.owner.resource.name, evidence: known.evidence };
  const { host } = policy.rule;
  if (host === undefined || host.value.startsWith("*") || mesh.ownerOf(policy.rule))
    return undefined;
  const evidence = routedAsGrpc(policy, mesh) ?? namedForGrpc(host);
  return evidence && { name: host.value, evidence };
}

function routedAsGrpc({ rule }: TrafficPolicy, mesh: Mesh): GrpcEvidence | undefined {
  for (const { route } of mesh.destinationsUnder(rule)) {
    const found = route.evidence.find(({ kind }) => kind === "path" || kind === "grpc-route");
    if (found) return found;
  }
  return undefined;
}

/** `orders-grpc`, but not what translates gRPC into something else. */
function namedForGrpc({ value, span }: Located<string>): GrpcEvidence | undefined {
  const [name = ""] = value.split(".");
  const isNamed = /(?:^|-)grpc(?:-|$)/.test(name) && !/web|gateway|proxy|ui\b/.test(name);
  return isNamed ? { kind: "host-name", span, text: "named for gRPC" } : undefined;
}
