import { fieldOf, type Field } from "../../yaml/field.ts";
import type { YamlDocument, YamlNode, YamlProblem } from "../../yaml/node.ts";
import type { SourceFile, Span } from "../../yaml/source.ts";
import { resourceAt } from "../classify.ts";
import type { Resource } from "../resource.ts";
import { buildOf, type Obstacle, type Shelf } from "./build.ts";
import { kustomizeFacts } from "./changes.ts";
import type { KustomizeFacts } from "./facts.ts";
import { addedLabels } from "./field-specs.ts";
import { kustomizationGraph, type KustomizationGraph } from "./graph.ts";
import type { Item } from "./item.ts";
import { joinedText } from "./joined-text.ts";
import { leftOverPatches } from "./left-over.ts";
import { patchedKinds } from "./obstacles.ts";
import { withReferences } from "./transform.ts";
import { withValues } from "./vars.ts";

/** A kustomization that changes what its bases say, and that no other one builds upon. */
export interface Overlay {
  readonly root: Field;
  /** What it applies; empty if only Kustomize itself can build it. */
  readonly built: readonly BuiltResource[];
  /** What a patch of it deletes, as it would be otherwise. */
  readonly deleted: readonly Resource[];
  /** Why its output is unknown. */
  readonly obstacle: Obstacle | undefined;
  /** With an obstacle, the kinds that its patches are for, and those of what it builds upon. */
  readonly patched: readonly string[];
}

/** A resource of an overlay. */
export interface BuiltResource {
  readonly resource: Resource;
  /** As it is written in its file. */
  readonly original: Resource;
  /** The object in the overlay if only its namespace were changed. */
  readonly unchanged: () => Resource;
  /** Whether the overlay changes more of it than its namespace. */
  readonly isChanged: boolean;
}

export interface Overlays {
  readonly overlays: readonly Overlay[];
  readonly facts: KustomizeFacts;
  /** Patches that no kustomization names. */
  readonly leftOver: ReadonlySet<Resource>;
  /** Where something in a resource of an overlay is written: in a base, a patch, or a kustomization. */
  readonly originOf: (span: Span) => Span;
  /** How the contents of a file are applied: as written, by overlays built here, or only by other overlays. */
  readonly appliedAs: (path: string) => "written" | "built" | "unknown";
}

export interface OverlayInputs {
  readonly sources: readonly SourceFile[];
  readonly documents: readonly YamlDocument[];
  /** Their roots. */
  readonly kustomizations: readonly Field[];
  readonly resources: readonly Resource[];
  readonly problems: readonly YamlProblem[];
  readonly isKnown: (apiVersion: string, kind: string) => boolean;
}

export type BuildOverlays = (inputs: OverlayInputs) => Overlays;

/** The overlays among the inputs, built in memory as `kustomize build` does. */
export function buildOverlays(inputs: OverlayInputs): Overlays {
  const graph = kustomizationGraph(inputs.kustomizations);
  const shelf = shelfOf(inputs, graph);
  const overlays = graph.tops
    .filter((root) => graph.reached(root).some(changesResources))
    .map((root) => overlayOf(root, shelf, graph));
  const byRoot = new Map(overlays.map((overlay) => [overlay.root, overlay]));
  return {
    overlays,
    leftOver: leftOverPatches(inputs.resources, graph),
    facts: kustomizeFacts({ ...inputs, graph }),
    originOf: (span) => shelf.joined.originOf(span),
    appliedAs: (path) => {
      const tops = [...graph.topsOf(path)].map((root) => byRoot.get(root));
      if (tops.length === 0 || tops.includes(undefined)) return "written";
      return tops.some((it) => it?.obstacle === undefined) ? "built" : "unknown";
    },
  };
}

function shelfOf(inputs: OverlayInputs, { byFolder, roots }: KustomizationGraph): Shelf {
  const { sources, documents, resources, problems, isKnown } = inputs;
  const faulty = new Set(problems.map(({ span }) => span.source.path));
  const kustomizations = new Set(roots);
  const manifests = documents.filter(({ root }) => !kustomizations.has(root));
  return {
    kustomizations: byFolder,
    resources: byPath(resources, ({ document }) => document.source.path),
    documents: byPath(manifests, ({ source }) => source.path),
    sound: new Set(sources.map(({ path }) => path).filter((path) => !faulty.has(path))),
    isKnown,
    joined: joinedText(),
    built: new Map(),
  };
}

function byPath<Thing>(
  things: readonly Thing[],
  pathOf: (thing: Thing) => string,
): ReadonlyMap<string, readonly Thing[]> {
  const found = new Map<string, Thing[]>();
  for (const thing of things) {
    const path = pathOf(thing);
    const group = found.get(path);
    if (group) group.push(thing);
    else found.set(path, [thing]);
  }
  return found;
}

/** What may change the sense of a resource; labels of the object itself hardly ever do. */
const changes = [
  "namePrefix",
  "nameSuffix",
  "namespace",
  "patches",
  "patchesJson6902",
  "patchesStrategicMerge",
  "replacements",
  "vars",
];

const isThere = (field: Field): boolean => field.items().length > 0 || field.text !== undefined;

function changesResources(root: Field): boolean {
  return (
    root.pick(changes).some(isThere) || addedLabels(root).some(({ fields }) => fields.length > 1)
  );
}

function overlayOf(root: Field, shelf: Shelf, graph: KustomizationGraph): Overlay {
  const { items, obstacle: first } = buildOf(root, shelf);
  const source = shelf.joined.sourceAt(root.source.path);
  const obstacles = first ? [first] : [];
  const valued = withValues(withReferences(items), (reason) => {
    obstacles.push({ field: root.get("vars") ?? root, reason, kind: "foreign" });
  });
  const [obstacle] = obstacles;
  if (obstacle)
    return { root, built: [], deleted: [], obstacle, patched: patchedBy(root, shelf, graph) };
  return {
    root,
    built: valued.flatMap((item) => builtResource(item, source)),
    deleted: deletedIn(root, items, { shelf, graph, source }),
    obstacle,
    patched: [],
  };
}

function deletedIn(
  root: Field,
  items: readonly Item[],
  {
    shelf,
    graph,
    source,
  }: {
    readonly shelf: Shelf;
    readonly graph: KustomizationGraph;
    readonly source: SourceFile;
  },
): readonly Resource[] {
  const kept = new Set(items.map(({ resource }) => resource));
  return [...graph.filesOf(root)]
    .flatMap((path) => shelf.resources.get(path) ?? [])
    .filter((resource) => !kept.has(resource) && resource.role === "resource")
    .flatMap((resource) => {
      const { document, namespace } = resource;
      const tree = shelf.joined.take(document.source, resource.root.node);
      const found = resourceIn(source, tree);
      return found ? [{ ...found, namespace: found.namespace ?? namespace }] : [];
    });
}

function patchedBy(root: Field, shelf: Shelf, graph: KustomizationGraph): readonly string[] {
  const kindsIn = (path: string): readonly string[] =>
    (shelf.resources.get(path) ?? []).map(({ kind }) => kind);
  return graph.reached(root).flatMap((it) => patchedKinds(it, kindsIn));
}

function resourceIn(source: SourceFile, tree: YamlNode): Resource | undefined {
  const root = fieldOf(source, tree);
  const document: YamlDocument = { source, start: tree.start, end: tree.end, root };
  return resourceAt(root, document, "resource");
}

function builtResource(
  { tree, written, resource: original, isChanged }: Item,
  source: SourceFile,
): readonly BuiltResource[] {
  const resource = resourceIn(source, tree);
  if (resource === undefined) return [];
  const { namespace, document } = resource;
  const root = fieldOf(source, written);
  const unchanged = (): Resource => ({
    ...(resourceAt(root, document, "resource") ?? resource),
    namespace,
  });
  return [{ resource, original, unchanged, isChanged }];
}
