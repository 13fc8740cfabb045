import type { Resource } from "../../manifest/resource.ts";
import { areOfOneRevision } from "./revision.ts";
import { folderOf, sameDeployment } from "./same-deployment.ts";

/**
 * Whether two resources are surely meant for one control plane: written in one file, or in one folder with their
 * namespaces. Resources that only happen to be in one repository are often samples or tests on their own.
 */
export function areBeside(one: Resource, other: Resource): boolean {
  if (!areOfOneRevision(one, other)) return false;
  if (one.document.source.path === other.document.source.path) return true;
  const named = one.namespace !== undefined && other.namespace !== undefined;
  return named && folderOf(one) === folderOf(other) && sameDeployment(one, other) === "certain";
}
