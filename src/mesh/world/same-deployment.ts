import type { Resource } from "../../manifest/resource.ts";

/** Whether two objects are applied together. */
export type Togetherness = "certain" | "likely" | "no";

/**
 * Whether two resources belong to one deployment. One file is certain, and so is one folder with another below it or
 * beside it, where both write a namespace or neither does. Each file of test data is read by itself, and two that leave
 * their namespace open, far apart in the tree, are parts of two projects.
 */
export function sameDeployment(one: Resource, other: Resource): Togetherness {
  const path = one.document.source.path;
  const otherPath = other.document.source.path;
  if (path === otherPath) return agree(one, other) ? "certain" : "likely";
  if (isTestData(path) || isTestData(otherPath)) return "no";
  if (isOfBundle(path) !== isOfBundle(otherPath)) return "no";
  const bothOpen = isOpen(one) && isOpen(other);
  const folder = folderIn(path);
  const otherFolder = folderIn(otherPath);
  if (areNear(folder, otherFolder)) return agree(one, other) ? "certain" : "likely";
  return bothOpen && areFarApart(folder, otherFolder) ? "no" : "likely";
}

/** What belongs to no namespace is applied with whatever is next to it. */
const clusterScoped =
  /^(?:\/Namespace|gateway\.networking\.k8s\.io\/GatewayClass|networking\.k8s\.io\/IngressClass)$/;

/** Both write a namespace, or neither does. */
function agree(one: Resource, other: Resource): boolean {
  const isFree = clusterScoped.test(one.type) || clusterScoped.test(other.type);
  return isFree || isOpen(one) === isOpen(other);
}

function isOpen({ namespace }: Resource): boolean {
  return namespace === undefined;
}

/** By the names that folders of inputs and expected outputs of tests have; below `fixtures` each folder may be a case. */
function isTestData(path: string): boolean {
  return /(?:^|\/)(?:(?:test[-_]?data|golden)\/|fixtures?\/[^/]*$)/i.test(path);
}

/** What OLM installs, with the pods in a ClusterServiceVersion. */
function isOfBundle(path: string): boolean {
  return /(?:^|\/)bundle\/manifests\//.test(path);
}

/** The folder of a path; that of a file at the top is empty. */
export function folderIn(path: string): string {
  return path.slice(0, Math.max(path.lastIndexOf("/"), 0));
}

export function folderOf({ document }: Resource): string {
  return folderIn(document.source.path);
}

/** One folder, one above the other, or two in one folder. */
function areNear(left: string, right: string): boolean {
  return (
    left === right ||
    isAbove(left, right) ||
    isAbove(right, left) ||
    folderIn(left) === folderIn(right)
  );
}

function isAbove(folder: string, other: string): boolean {
  return folder === "" || other.startsWith(`${folder}/`);
}

/** Each is two folders or more below the last one that they have in common. */
function areFarApart(left: string, right: string): boolean {
  const steps = left.split("/");
  const others = right.split("/");
  const shared = steps.findIndex((step, index) => step !== others[index]);
  return shared >= 0 && Math.min(steps.length, others.length) - shared >= 2;
}
