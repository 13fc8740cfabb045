import type { Field } from "../../yaml/field.ts";
import { folderOf, isComponent, isNamedSo, pathsUnder, reaching } from "./kustomization.ts";

/** Which kustomizations build upon which others, and upon which files. */
export interface KustomizationGraph {
  readonly roots: readonly Field[];
  /** The kustomization of a folder. */
  readonly byFolder: ReadonlyMap<string, Field>;
  /** Kustomizations that no other one builds on; a component is never built alone. */
  readonly tops: readonly Field[];
  /** A kustomization and all that it builds upon. Circles end. */
  readonly reached: (root: Field) => readonly Field[];
  /** The files it builds on, and folders whose kustomization is not among the inputs. */
  readonly filesOf: (root: Field) => ReadonlySet<string>;
  /** Those of `tops` that build upon a file. */
  readonly topsOf: (path: string) => ReadonlySet<Field>;
  /** All that build upon a file, components that nothing uses too. */
  readonly namersOf: (path: string) => ReadonlySet<Field>;
  /** The kustomizations whose resources it changes: itself, or all that use a component. */
  readonly usersOf: (root: Field) => readonly Field[];
}

export function kustomizationGraph(roots: readonly Field[]): KustomizationGraph {
  // The one with kustomize's name for it is what a folder means.
  const byFolder = new Map(
    [
      ...roots.filter((it) => !isNamedSo(it.source)),
      ...roots.filter((it) => isNamedSo(it.source)),
    ].map((root) => [folderOf(root), root]),
  );
  const paths = memoized((root: Field) => pathsUnder(root, reaching).map(({ path }) => path));
  const reached = memoized((root: Field): readonly Field[] => {
    const found = new Set([root]);
    for (const here of found) {
      for (const path of paths(here)) {
        const next = byFolder.get(path);
        if (next) found.add(next);
      }
    }
    return [...found];
  });
  const filesOf = memoized(
    (root: Field) =>
      new Set(
        reached(root)
          .flatMap(paths)
          .filter((path) => !byFolder.has(path)),
      ),
  );
  const below = new Set(roots.flatMap(paths));
  const tops = roots.filter((root) => !below.has(folderOf(root)) && !isComponent(root));
  const byFile = memoized((those: readonly Field[]) =>
    inverted(those.map((top) => [top, filesOf(top)])),
  );
  return {
    roots,
    byFolder,
    tops,
    reached,
    filesOf,
    topsOf: (path) => usersIn(byFile(tops), path),
    namersOf: (path) => usersIn(byFile(roots), path),
    usersOf: memoized((root: Field) =>
      isComponent(root) ? roots.filter((it) => reached(it).includes(root)) : [root],
    ),
  };
}

/** Those of a file, and of the folders it is in. */
export function usersIn(
  users: ReadonlyMap<string, ReadonlySet<Field>>,
  path: string,
): ReadonlySet<Field> {
  const found = new Set(users.get(path));
  for (let end = path.lastIndexOf("/"); end > 0; end = path.lastIndexOf("/", end - 1)) {
    for (const root of users.get(path.slice(0, end)) ?? []) found.add(root);
  }
  return found;
}

/** The kustomizations of each file, from the files of each. */
export function inverted(
  files: readonly (readonly [root: Field, paths: ReadonlySet<string>])[],
): ReadonlyMap<string, ReadonlySet<Field>> {
  const found = new Map<string, Set<Field>>();
  for (const [root, paths] of files) {
    for (const path of paths) {
      const known = found.get(path);
      if (known) known.add(root);
      else found.set(path, new Set([root]));
    }
  }
  return found;
}

function memoized<Key, Value>(make: (key: Key) => Value): (key: Key) => Value {
  const known = new Map<Key, Value>();
  return (key) => {
    const found = known.get(key);
    if (found !== undefined) return found;
    const made = make(key);
    known.set(key, made);
    return made;
  };
}
