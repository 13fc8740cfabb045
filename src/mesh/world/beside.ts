import type { Resource } from "../../manifest/resource.ts";

/**
 * Whether two resources are surely meant for one cluster: written in one file, or in one folder with their
 * namespaces. Resources that only happen to be in one repository are often samples or tests on their own.
 */
export function areBeside(one: Resource, other: Resource): boolean {
  const path = one.document.source.path;
  const otherPath = other.document.source.path;
  if (path === otherPath) return true;
  const named = one.namespace !== undefined && other.namespace !== undefined;
  return named && inOneFolder(path, otherPath);
}

function inOneFolder(path: string, other: string): boolean {
  const end = path.lastIndexOf("/") + 1;
  return other.lastIndexOf("/") + 1 === end && other.startsWith(path.slice(0, end));
}
