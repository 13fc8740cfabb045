import type { Resource } from "../manifest/resource.ts";

/**
 * Whether two resources are surely meant for one cluster: written in one file, or in one folder with their
 * namespaces. Resources that only happen to be in one repository are often samples or tests on their own.
 */
export function areBeside(one: Resource, other: Resource): boolean {
  const path = one.document.source.path;
  const otherPath = other.document.source.path;
  if (path === otherPath) return true;
  const named = one.namespace !== undefined && other.namespace !== undefined;
  return named && folderOf(path) === folderOf(otherPath);
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf("/") + 1);
}
