import type { Settings } from "../config/settings.ts";
import { isEncrypted } from "../manifest/encrypted.ts";
import type { Resource } from "../manifest/resource.ts";
import { onceFor } from "../collections/lazy.ts";
import { retiredViolation } from "../schema/retired-kinds.ts";
import { findViolations } from "../schema/structure.ts";
import type { Violation } from "../schema/violation.ts";
import type { Parts } from "./parts.ts";

/** Finds what is wrong with the structure of resources, for the releases that a run checks for. */
export function violationFinder(
  settings: Settings,
  { ownKinds, structureOf }: Parts,
): (resource: Resource) => readonly Violation[] {
  const releases = {
    istio: settings.istioVersion,
    "gateway-api": settings.gatewayApiVersion,
    kubernetes: settings.kubernetesVersion,
  };
  const structureFor = onceFor(
    ({ group, kind }: Resource) => ownKinds?.(group, kind) ?? structureOf(group, kind),
    ({ type }) => type,
  );
  return (resource) => {
    if (isEncrypted(resource.root)) return [];
    const structure = structureFor(resource);
    if (structure !== undefined) return findViolations(resource, structure, releases);
    const retired = retiredViolation(resource);
    return retired ? [retired] : [];
  };
}
