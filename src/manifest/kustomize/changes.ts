import type { Field } from "../../yaml/field.ts";
import type { YamlDocument, YamlNode } from "../../yaml/node.ts";
import type { Resource } from "../resource.ts";
import { noKustomize, type FieldPath, type KustomizeFacts } from "./facts.ts";
import { inverted, usersIn, type KustomizationGraph } from "./graph.ts";
import { allPatches, folderOf, resolveFrom, type PatchEntry } from "./kustomization.ts";
import { anchored } from "./patches.ts";
import { replacementsOf } from "./replacement-files.ts";
import { areOnOneWay, pathsOfMetadata, pathsOfPatch, pathsOfReplacement } from "./touched-paths.ts";
import { textIn, valueIn } from "./trees.ts";

export interface ChangeInputs {
  readonly graph: KustomizationGraph;
  readonly documents: readonly YamlDocument[];
  readonly resources: readonly Resource[];
}

interface Reading {
  readonly graph: KustomizationGraph;
  readonly documentsAt: (path: string) => readonly Field[] | undefined;
}

/** Looks for the changes of a resource when they are first asked for. */
export function kustomizeFacts({ graph, documents, resources }: ChangeInputs): KustomizeFacts {
  const strays = straysAmong(resources, graph);
  if (graph.roots.length === 0 && strays.size === 0) return noKustomize;
  const byPath = new Map<string, Field[]>();
  for (const { source, root } of documents) {
    const known = byPath.get(source.path);
    if (known) known.push(root);
    else byPath.set(source.path, [root]);
  }
  const reading = { graph, documentsAt: (path: string) => byPath.get(path) };
  const changers = changersByFile(graph);
  const known = new Map<Resource, readonly FieldPath[]>();
  const pathsOf = (resource: Resource): readonly FieldPath[] => {
    const found = known.get(resource);
    if (found) return found;
    const roots = [...usersIn(changers, resource.document.source.path)];
    const paths = [
      ...roots.flatMap((root) => pathsChangedBy(root, resource, reading)),
      ...(strays.get(kindAndName(resource)) ?? []).flatMap(({ root }) =>
        pathsOfPatch(resource, root.node),
      ),
    ];
    known.set(resource, paths);
    return paths;
  };
  return {
    touches: (resource, path) => pathsOf(resource).some((it) => areOnOneWay(it, path)),
    covers: (resource, path) =>
      pathsOf(resource).some((it) => it.length <= path.length && areOnOneWay(it, path)),
    appliesBoth: (path, other) => {
      const tops = graph.topsOf(path);
      return tops.size > 0 && [...graph.topsOf(other)].some((top) => tops.has(top));
    },
    appliesApart: (path, other) => {
      const [ones, others] = [graph.topsOf(path), graph.topsOf(other)];
      if (ones.size === 0 || others.size === 0) return false;
      const namespaces = new Set(Array.from(ones, (top) => top.get("namespace")?.text));
      return ![...others].some(
        (top) => ones.has(top) || namespaces.has(top.get("namespace")?.text),
      );
    },
    leavesOut: leftOutIn(graph),
  };
}

/**
 * Whether a file is next to a kustomization, and none applies it; or one applies it that is left out of another by a
 * comment, as `#- ../webhook` of the trees that Kubebuilder writes.
 */
function leftOutIn(graph: KustomizationGraph): KustomizeFacts["leavesOut"] {
  const commented = new Set(graph.roots.flatMap(commentedOut));
  return (path) => {
    const folder = path.slice(0, Math.max(path.lastIndexOf("/"), 0));
    const root = graph.byFolder.get(folder);
    if (root === undefined) return false;
    if (graph.namersOf(path).size === 0) return true;
    return graph.tops.includes(root) && graph.topsOf(path).size === 1 && commented.has(folder);
  };
}

function commentedOut({ source }: Field): readonly string[] {
  return source.text.split("\n").flatMap((line) => {
    const [, path] = /^#[#\s]*-\s(\.{1,2}\/[\w./-]+)$/.exec(line.trim()) ?? [];
    return path === undefined ? [] : [resolveFrom(source, path)];
  });
}

const changing = [
  "patches",
  "patchesStrategicMerge",
  "patchesJson6902",
  "labels",
  "commonLabels",
  "commonAnnotations",
  "replacements",
  "replicas",
];

/** The kustomizations that may change what is in a file. */
function changersByFile(graph: KustomizationGraph): ReadonlyMap<string, ReadonlySet<Field>> {
  return inverted(
    graph.roots
      .filter((root) => root.pick(changing).length > 0)
      .flatMap((root) => graph.usersOf(root).map((user) => [root, graph.filesOf(user)] as const)),
  );
}

function pathsChangedBy(
  root: Field,
  resource: Resource,
  { graph, documentsAt }: Reading,
): readonly FieldPath[] {
  const names = namesIn(resource, graph.usersOf(root).flatMap(graph.reached));
  const isForIt = (patch: YamlNode, entry: PatchEntry): boolean =>
    entry.target ? isTargeted(entry.target, resource, names) : isNamed(patch, resource, names);
  return [
    ...allPatches(root).flatMap((entry) => {
      const contents =
        entry.inline?.() ?? (entry.path === undefined ? undefined : documentsAt(entry.path)) ?? [];
      return contents
        .filter(({ node }) => isForIt(node, entry))
        .flatMap(({ node }) => pathsOfPatch(resource, node));
    }),
    ...pathsOfMetadata(resource, root),
    ...replacementsOf(root, documentsAt).flatMap(({ replacement }) =>
      replacement ? pathsOfReplacement(resource, replacement) : [],
    ),
  ];
}

/** What a resource may be called on its way through kustomizations. */
function namesIn({ name }: Resource, roots: readonly Field[]): readonly string[] {
  const names = new Set([name]);
  for (const root of roots) {
    const [prefix, suffix] = ["namePrefix", "nameSuffix"].map((key) => root.get(key)?.text ?? "");
    for (const one of Array.from(names)) names.add(`${prefix ?? ""}${one}${suffix ?? ""}`);
    if (names.size > mostNames) break;
  }
  return [...names];
}

// Each prefix may double them.
const mostNames = 64;

function isNamed(patch: YamlNode, { kind }: Resource, names: readonly string[]): boolean {
  const name = textIn(valueIn(patch, "metadata"), "name");
  return textIn(patch, "kind") === kind && name !== undefined && names.includes(name);
}

/** The namespace of a target is not asked for: it may be given by a kustomization. */
function isTargeted(target: Field, resource: Resource, names: readonly string[]): boolean {
  const fits = (key: string, values: readonly string[]): boolean => {
    const pattern = target.get(key)?.text ?? "";
    const wanted = pattern === "" ? undefined : anchored(pattern);
    return pattern === "" || wanted === undefined || values.some((value) => wanted.test(value));
  };
  return (
    (["group", "version", "kind"] as const).every((key) => fits(key, [resource[key]])) &&
    fits("name", names)
  );
}

/** Patches that none of the kustomizations names, by kind and name: what uses them is not among the inputs. */
function straysAmong(
  resources: readonly Resource[],
  { roots, byFolder }: KustomizationGraph,
): ReadonlyMap<string, readonly Resource[]> {
  const found = new Map<string, Resource[]>();
  let named: ReadonlySet<string> | undefined;
  for (const resource of resources) {
    if (resource.role !== "patch") continue;
    const { path } = resource.document.source;
    named ??= new Set(roots.flatMap((root) => [root.source.path, ...patchPaths(root)]));
    const folder = folderOf(resource.root);
    const isLeftOver = byFolder.has(folder) || byFolder.has(parentOf(folder));
    if (named.has(path) || isLeftOver) continue;
    const key = kindAndName(resource);
    const known = found.get(key);
    if (known) known.push(resource);
    else found.set(key, [resource]);
  }
  return found;
}

function patchPaths(root: Field): readonly string[] {
  return allPatches(root).flatMap(({ path }) => path ?? []);
}

function parentOf(folder: string): string {
  return folder.slice(0, Math.max(folder.lastIndexOf("/"), 0));
}

function kindAndName({ kind, name }: Resource): string {
  return `${kind} ${name}`;
}
