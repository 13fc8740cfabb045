import type { Field } from "../../yaml/field.ts";
import type { MapNode, YamlNode } from "../../yaml/node.ts";
import { currentId, renamed, type Item } from "./item.ts";
import { changeAt, isNull, madeMap, madeScalar, withValue } from "./trees.ts";

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
      return renamed(
        item,
        put(item.tree, path, namespace.node, true),
        isNamespace ? { ...id, name } : { ...id, namespace: name },
      );
    });
}

/** Puts text before and behind the names of all items. */
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

const templates = ["spec", "template", "metadata"] as const;
const cronTemplates = ["spec", "jobTemplate", "spec", "template", "metadata"] as const;

/** Where the metadata of the pods is that a workload makes. */
const podMetadata: Readonly<Record<string, readonly string[]>> = {
  "/ReplicationController": templates,
  "apps/DaemonSet": templates,
  "apps/Deployment": templates,
  "apps/ReplicaSet": templates,
  "apps/StatefulSet": templates,
  "batch/CronJob": cronTemplates,
  "batch/Job": templates,
};

/** Selectors that get labels; those with `true` even where none is written. */
const selectors: Readonly<Record<string, readonly [path: readonly string[], create: boolean]>> = {
  "/ReplicationController": [["spec", "selector"], true],
  "/Service": [["spec", "selector"], true],
  "apps/DaemonSet": [["spec", "selector", "matchLabels"], true],
  "apps/Deployment": [["spec", "selector", "matchLabels"], true],
  "apps/ReplicaSet": [["spec", "selector", "matchLabels"], true],
  "apps/StatefulSet": [["spec", "selector", "matchLabels"], true],
  "batch/Job": [["spec", "selector", "matchLabels"], false],
  "policy/PodDisruptionBudget": [["spec", "selector", "matchLabels"], false],
};

/** Adds labels to all items, to the pods they make, and to their selectors. */
export function labelled(
  pairs: Field,
  { templates: toPods, selectors: toSelectors }: { templates: boolean; selectors: boolean },
): Step {
  return annotatedAt("labels", pairs, (type) => {
    const selector = toSelectors ? selectors[type] : undefined;
    return {
      created: [
        ...(toPods ? podPaths(type, "labels") : []),
        ...(selector?.[1] === true ? [selector[0]] : []),
      ],
      changed: selector?.[1] === false ? [selector[0]] : [],
    };
  });
}

/** Adds annotations to all items, and to the pods they make. */
export function annotated(pairs: Field): Step {
  return annotatedAt("annotations", pairs, (type) => ({
    created: podPaths(type, "annotations"),
    changed: [],
  }));
}

function podPaths(type: string, key: string): readonly (readonly string[])[] {
  const path = podMetadata[type];
  return path ? [[...path, key]] : [];
}

interface Paths {
  /** Made where they are not there. */
  readonly created: readonly (readonly string[])[];
  readonly changed: readonly (readonly string[])[];
}

function annotatedAt(key: string, pairs: Field, pathsOf: (type: string) => Paths): Step {
  if (pairs.entries().length === 0) return (items) => items;
  return (items) =>
    items.map((item) => {
      const { created, changed } = pathsOf(item.resource.type);
      let tree = putAll(item.tree, ["metadata", key], pairs, true);
      for (const path of created) tree = putAll(tree, path, pairs, true);
      for (const path of changed) tree = putAll(tree, path, pairs, false);
      return { ...item, tree, isChanged: true };
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

function putAll(tree: MapNode, path: readonly string[], pairs: Field, create: boolean): MapNode {
  const { node } = pairs;
  if (node.kind !== "map") return tree;
  const merge = (old: YamlNode | undefined): YamlNode | undefined => {
    const base = old?.kind === "map" && !isNull(old) ? old : madeMap([], node);
    return node.entries.reduce((map, entry) => withValue(map, entry.key, entry.value), base);
  };
  return mapOf(changeAt(tree, path, merge, create ? node : undefined), tree);
}

function mapOf(node: YamlNode, otherwise: MapNode): MapNode {
  return node.kind === "map" ? node : otherwise;
}
