import type { Field } from "../../yaml/field.ts";
import type { MapNode, YamlNode } from "../../yaml/node.ts";
import {
  annotationFields,
  changeField,
  isFieldOf,
  type AddedLabels,
  type FieldSpec,
} from "./field-specs.ts";
import { currentId, renamed, type Item } from "./item.ts";
import { changeAt, madeMap, madeScalar, valueAt, withValue } from "./trees.ts";

/** A step of a build: the items before it to the items after it. */
export type Step = (items: readonly Item[]) => readonly Item[];

/** Puts all items into a namespace. The Namespace among them is renamed, as kustomize does. */
export function inNamespace(namespace: Field): Step {
  const name = namespace.text;
  if (name === undefined || name === "") return (items) => items;
  return (items) =>
    items.map((item) => {
      const isNamespace = item.resource.type === "/Namespace";
      const path = ["metadata", isNamespace ? "name" : "namespace"];
      const id = currentId(item);
      const isThere = scalarText(valueAt(item.tree, path)) === name;
      return renamed(
        item,
        isThere ? item.tree : put(item.tree, path, namespace.node, true),
        isNamespace ? { ...id, name } : { ...id, namespace: name },
      );
    });
}

/** Adds a prefix and a suffix to the names of all items. */
export function affixed(prefix: string, suffix: string): Step {
  return (items) =>
    items.map((item) => {
      if (item.resource.type === "/Namespace") return item;
      const id = currentId(item);
      const name = prefix + id.name + suffix;
      const rename = (old: YamlNode | undefined): YamlNode | undefined =>
        old && madeScalar(name, old);
      const tree = mapOf(changeAt(item.tree, ["metadata", "name"], rename, undefined), item.tree);
      return { ...renamed(item, tree, { ...id, name }), isChanged: true };
    });
}

/** Where something of a resource names another one, by the types of the two; kustomize keeps these in step. */
const references: readonly {
  readonly to: string;
  readonly from: string;
  readonly path: readonly string[];
}[] = [
  { to: "/ServiceAccount", from: "/Pod", path: ["spec", "serviceAccountName"] },
  ...[
    "/ReplicationController",
    "apps/DaemonSet",
    "apps/Deployment",
    "apps/StatefulSet",
    "batch/Job",
  ].map((from) => ({
    to: "/ServiceAccount",
    from,
    path: ["spec", "template", "spec", "serviceAccountName"],
  })),
  {
    to: "/ServiceAccount",
    from: "batch/CronJob",
    path: ["spec", "jobTemplate", "spec", "template", "spec", "serviceAccountName"],
  },
  { to: "/Service", from: "apps/StatefulSet", path: ["spec", "serviceName"] },
  {
    to: "/Service",
    from: "networking.k8s.io/Ingress",
    path: ["spec", "rules", "*", "http", "paths", "*", "backend", "service", "name"],
  },
];

/** Lets references follow the names that they were written for. */
export const withReferences: Step = (items) => {
  const moved = items.filter((item) => item.ids.some(({ name }) => name !== currentId(item).name));
  if (moved.length === 0) return items;
  return items.map((item) => {
    let { tree } = item;
    for (const { from, to, path } of references) {
      if (from !== item.resource.type) continue;
      tree = follow(tree, path, moved.filter(isReachable(item, to)));
    }
    return tree === item.tree ? item : { ...item, tree, isChanged: true };
  });
};

/** Names are looked up in the namespace of who writes them. */
function isReachable(from: Item, type: string): (item: Item) => boolean {
  const namespace = currentId(from).namespace ?? "default";
  return (item) =>
    item.resource.type === type && (currentId(item).namespace ?? "default") === namespace;
}

function follow(tree: MapNode, path: readonly string[], items: readonly Item[]): MapNode {
  const rename = (old: YamlNode | undefined): YamlNode | undefined => {
    if (old?.kind !== "scalar") return old;
    const meant = items.find(({ ids }) => ids.some(({ name }) => name === old.value));
    const name = meant && currentId(meant).name;
    return name === undefined || name === old.value ? old : madeScalar(name, old);
  };
  return mapOf(changeAt(tree, path, rename, undefined), tree);
}

/** Adds labels to the fields that get them. */
export function labelled({ pairs, fields }: AddedLabels): Step {
  return withPairs(pairs, fields);
}

/** Adds annotations to all items, and to the pods they make. */
export function annotated(pairs: Field): Step {
  return withPairs(pairs, annotationFields);
}

function withPairs(pairs: Field, fields: readonly FieldSpec[]): Step {
  const { node } = pairs;
  if (node.kind !== "map" || node.entries.length === 0) return (items) => items;
  const merge = (old: YamlNode | undefined): YamlNode | undefined => {
    if (old !== undefined && old.kind !== "map") return old;
    return node.entries.reduce(
      (map, entry) => withValue(map, entry.key, entry.value),
      old ?? madeMap([], node),
    );
  };
  return (items) =>
    items.map((item) => {
      let tree: YamlNode = item.tree;
      for (const field of fields) {
        if (!isFieldOf(field, item.resource)) continue;
        tree = changeField(tree, field.path, merge, field.create ? node : undefined);
      }
      return { ...item, tree: mapOf(tree, item.tree), isChanged: true };
    });
}

const scalable: ReadonlySet<string> = new Set([
  "/ReplicationController",
  "apps/Deployment",
  "apps/ReplicaSet",
  "apps/StatefulSet",
]);

/** Sets how many pods the workloads of a name have. */
export function scaled(name: string, count: Field): Step {
  return (items) =>
    items.map((item) =>
      scalable.has(item.resource.type) && item.ids.some((id) => id.name === name)
        ? { ...item, tree: put(item.tree, ["spec", "replicas"], count.node, true) }
        : item,
    );
}

function put(tree: MapNode, path: readonly string[], value: YamlNode, create: boolean): MapNode {
  return mapOf(
    changeAt(tree, path, () => value, create ? value : undefined),
    tree,
  );
}

function scalarText(node: YamlNode | undefined): string | undefined {
  return node?.kind === "scalar" && typeof node.value === "string" ? node.value : undefined;
}

function mapOf(node: YamlNode, otherwise: MapNode): MapNode {
  return node.kind === "map" ? node : otherwise;
}
