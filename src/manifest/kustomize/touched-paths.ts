import type { Field } from "../../yaml/field.ts";
import type { YamlNode } from "../../yaml/node.ts";
import type { Resource } from "../resource.ts";
import { addedLabels, annotationFields, isFieldOf, type FieldSpec } from "./field-specs.ts";
import type { FieldPath } from "./facts.ts";
import { fieldPathSteps, isItemStep } from "./field-paths.ts";
import { listKeysOf, type ListKeys } from "./merge-keys.ts";
import { replacementTest, targetPaths } from "./replacements.ts";
import { isNull, textIn, valueIn } from "./trees.ts";

const items = "[]";

/** The fields of a resource that the documents of a patch change. */
export function pathsOfPatch(resource: Resource, patch: YamlNode): readonly FieldPath[] {
  if (patch.kind === "list") return patch.items.flatMap((it) => pathsOfOperation(it));
  if (patch.kind !== "map") return [];
  if (textIn(patch, "$patch") === "delete") return [[]];
  return pathsOfMerge(resource.root.node, patch, [], listKeysOf(resource.type)).filter(
    (path) => !identity.has(path.join(".")),
  );
}

const identity = new Set(["apiVersion", "kind", "metadata.name", "metadata.namespace"]);

function pathsOfOperation(operation: YamlNode): readonly FieldPath[] {
  const kind = textIn(operation, "op");
  if (kind === "test") return [];
  const isLength = kind === "add" || kind === "remove" || kind === "move" || kind === "copy";
  const keys = kind === "move" ? (["path", "from"] as const) : (["path"] as const);
  return keys.flatMap((key) => {
    const pointer = textIn(operation, key);
    if (pointer?.startsWith("/") !== true) return [];
    const steps = pointer
      .slice(1)
      .split("/")
      .map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"))
      .map((step) => (/^(?:\d+|-)$/.test(step) ? items : step));
    // An item more or less is a change of the list.
    return [isLength && steps.at(-1) === items ? steps.slice(0, -1) : steps];
  });
}

function pathsOfMerge(
  base: YamlNode | undefined,
  patch: YamlNode,
  path: FieldPath,
  keys: ListKeys,
): readonly FieldPath[] {
  if (base === undefined || isNull(base)) return isNull(patch) ? [] : [path];
  if (base.kind !== patch.kind) return [path];
  if (patch.kind === "scalar") {
    return base.kind === "scalar" && base.value === patch.value ? [] : [path];
  }
  if (patch.kind === "map") {
    if (patch.entries.some(({ key }) => key.startsWith("$"))) return [path];
    return patch.entries.flatMap(({ key, value }) =>
      pathsOfMerge(valueIn(base, key), value, [...path, key], keys),
    );
  }
  const names = keys[path.join(".").replaceAll(items, "*")];
  if (base.kind !== "list" || names === undefined) return [path];
  const [name] = names;
  return patch.items.flatMap((item) => {
    const wanted = scalarIn(item, name);
    const rivals = base.items.filter((it) => scalarIn(it, name) === wanted);
    if (wanted === undefined || rivals.length === 0) return [path];
    return rivals.flatMap((rival) => pathsOfMerge(rival, item, [...path, items], keys));
  });
}

function scalarIn(item: YamlNode, key: string): string | undefined {
  const value = valueIn(item, key);
  return value?.kind === "scalar" && value.value !== null ? String(value.value) : undefined;
}

/** The fields of a resource that get the labels and annotations of a kustomization, and the number of its pods. */
export function pathsOfMetadata(resource: Resource, root: Field): readonly FieldPath[] {
  const annotations = root.get("commonAnnotations");
  const added = addedLabels(root);
  return [
    ...added.flatMap(({ pairs, fields }) => pathsOfPairs(resource, pairs, fields)),
    ...(annotations ? pathsOfPairs(resource, annotations, annotationFields) : []),
    ...(root.get("replicas")?.items() ?? [])
      .filter((entry) => entry.get("name")?.text === resource.name)
      .map(() => ["spec", "replicas"]),
  ];
}

function pathsOfPairs(
  resource: Resource,
  pairs: Field,
  fields: readonly FieldSpec[],
): readonly FieldPath[] {
  return fields
    .filter((field) => isFieldOf(field, resource))
    .flatMap(({ path }) => pairs.keys.map((key) => [...stepsOfSpec(path), key]));
}

/** Lists on the way of such a path are passed without a step. */
function stepsOfSpec(path: readonly string[]): FieldPath {
  return path.flatMap((step) => (step.endsWith("[]") ? [step.slice(0, -2), items] : [step]));
}

/** The fields of a resource that a replacement fills. */
export function pathsOfReplacement(resource: Resource, replacement: Field): readonly FieldPath[] {
  const ids = [{ name: resource.name, namespace: undefined }];
  return (replacement.get("targets")?.items() ?? []).flatMap((target) => {
    const select = target.get("select");
    if (select === undefined || !replacementTest(select, ["namespace"])(resource, ids)) return [];
    return targetPaths(target).map((path) =>
      fieldPathSteps(path).map((step) => (isItemStep(step) ? items : step)),
    );
  });
}

/** Whether a change at one path may be one of what is at another: either of them leads to the other. */
export function areOnOneWay(one: FieldPath, other: FieldPath): boolean {
  const steps = Math.min(one.length, other.length);
  for (let index = 0; index < steps; index += 1) if (one[index] !== other[index]) return false;
  return true;
}
