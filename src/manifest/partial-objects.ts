import type { Field } from "../yaml/field.ts";

const workloads = new Set(["apps/Deployment", "apps/StatefulSet", "apps/DaemonSet"]);

/** Whether such a part is a patch: without labels for pods it is of no use as it is. */
export function isPatchByShape(type: string, spec: Field | undefined): boolean {
  return isPartOfObject(type, spec) && spec?.at("template", "metadata", "labels") === undefined;
}

/**
 * Whether an object is a part of one, whatever its file is called: a workload without `selector` and without any
 * image, a Service without ports and without anything to select or to stand for. Such are patches for `kubectl patch`,
 * Flux and Argo CD, steps of tests, and excerpts; nobody means them to be whole.
 */
export function isPartOfObject(type: string, spec: Field | undefined): boolean {
  if (spec?.isMap !== true || spec.keys.length === 0) return false;
  if (workloads.has(type)) return spec.get("selector") === undefined && !hasImage(spec);
  if (type !== "/Service" || spec.get("type")?.text === "ExternalName") return false;
  return ofWholeServices.every((key) => spec.get(key) === undefined);
}

const ofWholeServices = ["ports", "selector", "externalName", "clusterIP"] as const;

function hasImage(spec: Field): boolean {
  const containers = spec.at("template", "spec", "containers")?.items() ?? [];
  return containers.some((it) => it.get("image") !== undefined);
}
