import type { Span } from "../../yaml/source.ts";
import type { HostPort } from "./service.ts";

/** How much a reason is worth, the best first: rules name the least that they need. */
export type EvidenceGrade =
  | "declared" // names of ports that say gRPC
  | "probed" // a health check over gRPC
  | "routed" // routes and policies that only fit gRPC
  | "argument" // flags and variables that give a server a port for gRPC
  | "hint"; // a well-known server, or a setting that suggests gRPC

/** A reason to believe that something carries gRPC. Plain HTTP has none, and rules about gRPC stay silent. */
export interface GrpcEvidence {
  readonly kind:
    | "protocol" // the Service port says grpc or grpc-web
    | "port-name" // the container port that it leads to is named for gRPC
    | "grpc-route" // a GRPCRoute sends to it
    | "probe" // a native gRPC probe or grpc_health_probe on its port
    | "path" // a gRPC-shaped path in a route or policy for it
    | "gateway-server" // only Gateway servers of protocol GRPC route to it
    | "retry-condition" // a retry condition that only gRPC has
    | "argument" // a flag or variable of the container
    | "host-name" // the host is called so
    | "server"; // an image or a setting of a framework
  readonly span: Span;
  /** At most six words for a label: "gRPC probe on this port". */
  readonly text: string;
}

/** Why a port serves gRPC, best reason first; without `least` what is declared, probed and routed. */
export type EvidenceFor = (port: HostPort, least?: EvidenceGrade) => readonly GrpcEvidence[];

const grades: Readonly<Record<GrpcEvidence["kind"], EvidenceGrade>> = {
  protocol: "declared",
  "port-name": "declared",
  probe: "probed",
  "grpc-route": "routed",
  path: "routed",
  "gateway-server": "routed",
  "retry-condition": "routed",
  argument: "argument",
  "host-name": "hint",
  server: "hint",
};

const order: readonly EvidenceGrade[] = ["declared", "probed", "routed", "argument", "hint"];

/** Whether a reason is worth at least as much as a grade. */
export function isAtLeast(evidence: GrpcEvidence, least: EvidenceGrade): boolean {
  return order.indexOf(gradeOf(evidence)) <= order.indexOf(least);
}

export function gradeOf({ kind }: GrpcEvidence): EvidenceGrade {
  return grades[kind];
}

/**
 * How sure a finding may be that rests on a reason alone: what is checked over gRPC, or routed or declared as such, is
 * `certain`; names of container ports and paths are `likely`, as a server may speak HTTP/1.1 next to gRPC; the rest is `weak`.
 */
export type Confidence = "certain" | "likely" | "weak";

export function confidenceOf(evidence: GrpcEvidence): Confidence {
  const { kind } = evidence;
  if (kind === "protocol" || kind === "grpc-route" || kind === "probe") return "certain";
  const grade = gradeOf(evidence);
  return grade === "argument" || grade === "hint" ? "weak" : "likely";
}

/** Retry conditions that look at `grpc-status`. Source: Envoy router filter, x-envoy-retry-grpc-on. */
export const grpcRetryConditions: ReadonlySet<string> = new Set([
  "cancelled",
  "deadline-exceeded",
  "internal",
  "resource-exhausted",
  "unavailable",
]);
