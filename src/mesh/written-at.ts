import type { Resource } from "../manifest/resource.ts";
import {
  countAt,
  entryAt,
  entryValue,
  itemAt,
  keysAt,
  kindAt,
  kinds,
  type Tree,
} from "../yaml/tree.ts";
import { lazy, onceFor } from "./lazy.ts";
import { stepsOf } from "./path-tree.ts";

/**
 * Paths of fields by `group/Kind`, such as `spec.servers[].tls`: `[]` stands for every item of a list, `{}` for
 * every value of a map; the empty path is the resource itself. `*` is every kind.
 */
export type Places = Readonly<Record<string, readonly string[]>>;

/** Finds the resources that may have a field at one of the places: all that do, and a few that do not; one list for one key. */
export type WrittenAt = (places: readonly Places[]) => readonly Resource[];

/** The resources of a type, and those of them that have a key anywhere. */
interface Written {
  readonly resources: Resource[];
  readonly byKey: Map<string, Resource[]>;
}

/**
 * An index by keys: of a path, the key that the fewest resources have decides. Most rules ask for keys that hardly
 * any resource has, so nearly all resources are passed over without a look into them.
 */
export function writtenAt(resources: readonly Resource[]): WrittenAt {
  const index = lazy(() => indexOf(resources));
  return (places) => {
    const asked: Asked = new Map();
    for (const table of places) {
      for (const [type, paths] of Object.entries(table)) {
        for (const written of ofType(type, index())) ask(asked, written, paths);
      }
    }
    const found = Array.from(asked, ([written, lists]) => merged(lists, written));
    return found.length === 1 ? (found[0] ?? nobody) : nobody.concat(...found);
  };
}

/** Lists that have all of what is asked for, by type. */
type Asked = Map<Written, Set<readonly Resource[]>>;

function ask(asked: Asked, written: Written, paths: readonly string[]): void {
  const lists = asked.get(written) ?? new Set();
  asked.set(written, lists);
  for (const path of paths) lists.add(having(keysOf(path), written));
}

/** The keys on a path. Many rules name the same ones. */
const keysOf = onceFor((path: string) =>
  stepsOf(path).filter((step) => step !== "[]" && step !== "{}"),
);

function ofType(type: string, index: ReadonlyMap<string, Written>): Iterable<Written> {
  if (type === "*") return index.values();
  const written = index.get(type);
  return written ? [written] : [];
}

function indexOf(resources: readonly Resource[]): ReadonlyMap<string, Written> {
  const types = new Map<string, Written>();
  for (const resource of resources) {
    let written = types.get(resource.type);
    if (written === undefined) {
      written = { resources: [], byKey: new Map() };
      types.set(resource.type, written);
    }
    written.resources.push(resource);
    addKeys(resource.root, resource, written.byKey);
  }
  return types;
}

function addKeys(
  { tree, record }: { readonly tree: Tree; readonly record: number },
  resource: Resource,
  byKey: Map<string, Resource[]>,
): void {
  const kind = kindAt(tree, record);
  if (kind === kinds.scalar) return;
  const below = kind === kinds.list ? countAt(tree, record) : keysAt(tree, record).length;
  for (let index = 0; index < below; index += 1) {
    if (kind === kinds.map) addKey(keysAt(tree, record)[index] ?? "", resource, byKey);
    const child =
      kind === kinds.list ? itemAt(tree, record, index) : entryValue(tree, entryAt(record, index));
    if (kindAt(tree, child) !== kinds.scalar) addKeys({ tree, record: child }, resource, byKey);
  }
}

function addKey(key: string, resource: Resource, byKey: Map<string, Resource[]>): void {
  const known = byKey.get(key);
  if (known === undefined) byKey.set(key, [resource]);
  else if (known[known.length - 1] !== resource) known.push(resource);
}

function merged(lists: ReadonlySet<readonly Resource[]>, written: Written): readonly Resource[] {
  const [first = nobody] = lists;
  if (lists.size < 2) return first;
  if (lists.has(written.resources)) return written.resources;
  const all = new Set<Resource>();
  for (const list of lists) for (const resource of list) all.add(resource);
  return [...all];
}

/** Those that have the rarest of the keys. */
function having(keys: readonly string[], { resources, byKey }: Written): readonly Resource[] {
  let fewest: readonly Resource[] = resources;
  for (const key of keys) {
    const found = byKey.get(key) ?? nobody;
    if (found.length < fewest.length) fewest = found;
  }
  return fewest;
}

const nobody: readonly Resource[] = [];
