import {
  isAtLeast,
  type EvidenceFor,
  type EvidenceGrade,
  type GrpcEvidence,
} from "../objects/evidence.ts";
import { findEvidence, findWeakEvidence, type EvidenceSources } from "./find-evidence.ts";
import { lazy, onceFor } from "../../collections/lazy.ts";
import type { HostPort } from "../objects/service.ts";

/** Answers why a port serves gRPC: what speaks for it strongly is found for all at once, the rest when it is asked for. */
export function evidenceLookup(sources: () => EvidenceSources): EvidenceFor {
  const strong = lazy(() => findEvidence(sources()));
  const weak = onceFor((port: HostPort) =>
    port.service ? findWeakEvidence(port, sources().workloadsOf(port.service)) : [],
  );
  const graded = onceFor((least: EvidenceGrade) =>
    onceFor((port: HostPort): readonly GrpcEvidence[] => {
      const found = strong().get(port) ?? [];
      const isStrong = least !== "argument" && least !== "hint";
      return (isStrong ? found : [...found, ...weak(port)]).filter((it) => isAtLeast(it, least));
    }),
  );
  return (port, least = "routed") => graded(least)(port);
}
