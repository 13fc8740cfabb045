import type { MapNode, YamlNode } from "../../yaml/node.ts";
import { copyAt } from "../../yaml/tree.ts";
import type { Resource } from "../resource.ts";
import { textOf } from "./field-paths.ts";
import type { Item } from "./item.ts";
import type { JoinedText } from "./joined-text.ts";
import { changeAt, madeMap, madeScalar, valueAt } from "./trees.ts";

/** A resource at the start of a build. */
export function itemOf(resource: Resource, joined: JoinedText): readonly Item[] {
  const { document, root, name, metadata } = resource;
  const namespace = metadata?.get("namespace")?.text;
  const written = joined.take(document.source, copyAt(root.tree, root.record));
  if (written.kind !== "map") return [];
  const ids = [{ name, namespace }] as const;
  const tree = withTextAnnotations(written);
  return [{ resource, written, tree, ids, variables: [], isChanged: tree !== written }];
}

/** kustomize writes all annotations of an object as strings. */
function withTextAnnotations(tree: MapNode): MapNode {
  const annotations = valueAt(tree, ["metadata", "annotations"]);
  if (annotations?.kind !== "map") return tree;
  if (!annotations.entries.some(({ value }) => asString(value) !== value)) return tree;
  const entries = annotations.entries.map((it) => ({ ...it, value: asString(it.value) }));
  const changed = changeAt(
    tree,
    ["metadata", "annotations"],
    () => madeMap(entries, annotations),
    undefined,
  );
  return changed.kind === "map" ? changed : tree;
}

function asString(node: YamlNode): YamlNode {
  if (node.kind !== "scalar" || typeof node.value === "string") return node;
  const text = textOf(node);
  return text === undefined ? node : madeScalar(text, node);
}
