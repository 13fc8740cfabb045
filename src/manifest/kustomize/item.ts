import type { MapNode } from "../../yaml/node.ts";
import type { Resource } from "../resource.ts";
import { textIn, valueIn } from "./trees.ts";
import type { Variable } from "./vars.ts";

/** What a resource is called, at one step of a build. */
export interface Id {
  readonly name: string;
  readonly namespace: string | undefined;
}

/** A resource on its way through a build. */
export interface Item {
  /** As it is written in its file. */
  readonly resource: Resource;
  /** The tree before all changes. */
  readonly written: MapNode;
  readonly tree: MapNode;
  /** Its current name, after all its earlier names. */
  readonly ids: readonly [...Id[], Id];
  /** The variables that refer to its values. */
  readonly variables: readonly Variable[];
  /** Whether more was changed than its namespace. */
  readonly isChanged: boolean;
}

export function currentId({ ids }: Item): Id {
  return ids[ids.length - 1] ?? ids[0];
}

/** Whether it is, or once was, called so; a namespace that is left open is `default`. */
export function isCalled({ ids }: Pick<Item, "ids">, { name, namespace }: Id): boolean {
  return ids.some(
    (id) => id.name === name && (id.namespace ?? "default") === (namespace ?? "default"),
  );
}

export function renamed(item: Item, tree: MapNode, id: Id): Item {
  return { ...item, tree, ids: [...item.ids, id] };
}

/** The item under the name that its tree has now, which a patch or a replacement may have changed. */
export function asNamed(item: Item): Item {
  const metadata = valueIn(item.tree, "metadata");
  const id = currentId(item);
  const name = textIn(metadata, "name") ?? id.name;
  const namespace = textIn(metadata, "namespace");
  if (name === id.name && namespace === id.namespace) return item;
  return { ...item, ids: [...item.ids.slice(0, -1), { name, namespace }] };
}
