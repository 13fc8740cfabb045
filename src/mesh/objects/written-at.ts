import type { Resource } from "../../manifest/resource.ts";
import { keyListsIn, type Tree } from "../../yaml/tree.ts";
import { groupBy } from "../../collections/group-by.ts";
import { keptFor, lazy, onceFor } from "../../collections/lazy.ts";
import { stepsOf } from "../../mesh/objects/path-tree.ts";

/**
 * Paths of fields by `group/Kind`, such as `spec.servers[].tls`: `[]` stands for every item of a list, `{}` for
 * every value of a map; the empty path is the resource itself. `*` is every kind.
 */
export type Places = Readonly<Record<string, readonly string[]>>;

/** Finds the resources that may have a field at one of the places: all that do, and a few that do not; one list for one key. */
export type WrittenAt = (places: readonly Places[]) => readonly Resource[];

/** The resources of a type, which of them have a map with certain keys in their document, and what was found by that. */
interface Written {
  readonly resources: Resource[];
  readonly byList: Map<readonly string[], number[]>;
  readonly listsWith: () => ReadonlyMap<string, readonly (readonly string[])[]>;
  readonly byKey: Map<string, readonly Resource[]>;
}

/**
 * An index by keys: of a path, the key that the fewest resources have decides. Most rules ask for keys that hardly
 * any resource has, so nearly all resources are passed over without a look into them.
 */
export function writtenAt(resources: readonly Resource[]): WrittenAt {
  const index = lazy(() => indexOf(resources));
  return (places) => {
    const types = index();
    const { asked, isOfAll } = askedAt(places);
    if (isOfAll) return ofAllTypes(asked, types);
    let found = nobody;
    for (const { type, paths } of asked) {
      const written = types.get(type);
      if (written === undefined) continue;
      const those = havingOne(paths, written);
      if (those.length > 0) found = found.length === 0 ? those : found.concat(those);
    }
    return found;
  };
}

/** What is asked of the resources of a type: the keys on each path. */
interface Asked {
  readonly type: string;
  readonly paths: readonly (readonly string[])[];
}

/** Places are asked of one mesh after the other. Each type is named once. */
const askedAt = keptFor((places: readonly Places[]) => {
  const paths = groupBy(
    places.flatMap((table) =>
      Object.entries(table).flatMap(([type, those]) => those.map((path) => ({ type, path }))),
    ),
    ({ type }) => type,
  );
  const asked = Array.from(paths, ([type, those]) => ({
    type,
    paths: [...new Set(those.map(({ path }) => keysOf(path)))],
  }));
  return { asked, isOfAll: paths.has("*") };
});

/** The same where some of the places are in resources of every type. */
function ofAllTypes(
  asked: readonly Asked[],
  types: ReadonlyMap<string, Written>,
): readonly Resource[] {
  const paths = new Map<Written, (readonly string[])[]>();
  for (const each of asked) {
    for (const written of ofType(each.type, types)) {
      paths.set(written, [...(paths.get(written) ?? []), ...each.paths]);
    }
  }
  return Array.from(paths, ([written, those]) => havingOne(those, written)).flat();
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
  // The items of a list follow one another, and share their tree.
  let tree: Tree | undefined;
  let lists: ReadonlySet<readonly string[]> = new Set();
  for (const resource of resources) {
    if (resource.root.tree !== tree) {
      ({ tree } = resource.root);
      lists = keyListsIn(tree);
    }
    const { resources: those, byList } = writtenOf(resource.type, types);
    const place = those.push(resource) - 1;
    for (const list of lists) {
      const known = byList.get(list);
      if (known) known.push(place);
      else byList.set(list, [place]);
    }
  }
  return types;
}

function writtenOf(type: string, types: Map<string, Written>): Written {
  const known = types.get(type);
  if (known) return known;
  const byList: Written["byList"] = new Map();
  const made: Written = {
    resources: [],
    byList,
    listsWith: lazy(() => listsByKey(byList.keys())),
    byKey: new Map(),
  };
  types.set(type, made);
  return made;
}

function listsByKey(
  lists: Iterable<readonly string[]>,
): ReadonlyMap<string, readonly (readonly string[])[]> {
  const found = new Map<string, (readonly string[])[]>();
  for (const list of lists) {
    for (const key of list) {
      const known = found.get(key);
      if (known) known.push(list);
      else found.set(key, [list]);
    }
  }
  return found;
}

/** Those that have all keys of one of the paths, and a few that do not. */
function havingOne(paths: readonly (readonly string[])[], written: Written): readonly Resource[] {
  const [first = [], ...others] = paths;
  if (others.length === 0) return having(first, written);
  const lists = new Set(paths.map((keys) => having(keys, written)));
  lists.delete(nobody);
  const [one = nobody] = lists;
  if (lists.size < 2) return one;
  if (lists.has(written.resources)) return written.resources;
  const all = new Set<Resource>();
  for (const list of lists) for (const resource of list) all.add(resource);
  return [...all];
}

/** Those that have the rarest of the keys. */
function having(keys: readonly string[], written: Written): readonly Resource[] {
  let fewest: readonly Resource[] = written.resources;
  for (const key of keys) {
    const found = withKey(key, written);
    if (found === nobody) return nobody;
    if (found.length < fewest.length) fewest = found;
  }
  return fewest;
}

function withKey(key: string, written: Written): readonly Resource[] {
  const { resources, byList, byKey } = written;
  const lists = written.listsWith().get(key);
  if (lists === undefined) return nobody;
  const known = byKey.get(key);
  if (known !== undefined) return known;
  const has = new Uint8Array(resources.length);
  for (const list of lists) for (const place of byList.get(list) ?? []) has[place] = 1;
  const found = has.includes(0) ? resources.filter((_, place) => has[place] === 1) : resources;
  byKey.set(key, found);
  return found;
}

const nobody: readonly Resource[] = [];
