import { fieldOf, type Field } from "../../yaml/field.ts";
import type { YamlDocument, YamlNode, YamlProblem } from "../../yaml/node.ts";
import type { SourceFile } from "../../yaml/source.ts";
import { copyAt } from "../../yaml/tree.ts";
import { resourceAt } from "../classify.ts";
import type { Resource } from "../resource.ts";
import { buildOf, type Obstacle, type Shelf } from "./build.ts";
import { kustomizeFacts } from "./changes.ts";
import type { KustomizeFacts } from "./facts.ts";
import { addedLabels } from "./field-specs.ts";
import { kustomizationGraph, type KustomizationGraph } from "./graph.ts";
import {
  areSame,
  ingredientsOf,
  notedIn,
  stockOf,
  type Ingredients,
  type Stock,
} from "./ingredients.ts";
import type { Item } from "./item.ts";
import { joinedText } from "./joined-text.ts";
import { leftOverPatches } from "./left-over.ts";
import { patchedKinds } from "./obstacles.ts";
import { withReferences } from "./transform.ts";
import { withValues } from "./vars.ts";

/** A kustomization that changes what its bases say, and that no other one builds upon. */
export interface Overlay {
  readonly root: Field;
  /** Its output: kept for the first caller, and built again for others. */
  readonly content: () => OverlayContent;
  /** The files with the resources that it applies. */
  readonly sources: ReadonlySet<SourceFile>;
  /** Whether it changes more than namespaces. */
  readonly isChanged: boolean;
  /** Why its output is unknown. */
  readonly obstacle: Obstacle | undefined;
  /** With an obstacle, the kinds that its patches are for, and those of what it builds upon. */
  readonly patched: readonly string[];
}

export interface OverlayContent {
  /** What it applies; empty where that needs kustomize itself. */
  readonly built: readonly BuiltResource[];
  /** What a patch of it deletes, as it would be otherwise. */
  readonly deleted: readonly Resource[];
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
  /** Whether it changes nothing at all. */
  readonly isAsWritten: boolean;
}

export interface Overlays {
  readonly overlays: readonly Overlay[];
  readonly facts: KustomizeFacts;
  /** Patches that no kustomization names. */
  readonly leftOver: ReadonlySet<Resource>;
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

/** The overlays as they were built last, by their root. */
export type KnownOverlays = WeakMap<Field, readonly KnownOverlay[]>;

interface KnownOverlay {
  readonly overlay: Overlay;
  readonly ingredients: Ingredients;
}

export type BuildOverlays = (inputs: OverlayInputs, known?: KnownOverlays) => Overlays;

/**
 * The overlays among the inputs, built in memory as `kustomize build` does; those of which nothing has changed are taken
 * from `known`.
 */
export const buildOverlays: BuildOverlays = (inputs, known = new WeakMap()) => {
  const graph = kustomizationGraph(inputs.kustomizations);
  const given = { stock: stockIn(inputs, graph), graph, isKnown: inputs.isKnown };
  const overlays = graph.tops
    .filter((root) => graph.reached(root).some(changesResources))
    .map((root) => knownOr(root, known, given));
  const byRoot = new Map(overlays.map((overlay) => [overlay.root, overlay]));
  return {
    overlays,
    leftOver: leftOverPatches(inputs.resources, graph),
    facts: kustomizeFacts({ ...inputs, graph }),
    appliedAs: (path) => {
      const tops = [...graph.topsOf(path)].map((root) => byRoot.get(root));
      if (tops.length === 0 || tops.includes(undefined)) return "written";
      return tops.some((it) => it?.obstacle === undefined) ? "built" : "unknown";
    },
  };
};

interface Given {
  readonly stock: Stock;
  readonly graph: KustomizationGraph;
  readonly isKnown: OverlayInputs["isKnown"];
}

/** Of the texts as they are, and with edits that are tried: two forms are kept. */
function knownOr(root: Field, known: KnownOverlays, given: Given): Overlay {
  const before = known.get(root) ?? [];
  const found = before.find(({ ingredients }) => areSame(ingredients, root, given));
  const latest = found ?? overlayOf(root, given);
  known.set(root, [latest, ...before.filter((it) => it !== latest).slice(0, 1)]);
  return latest.overlay;
}

function stockIn(inputs: OverlayInputs, { byFolder, roots }: KustomizationGraph): Stock {
  const { sources, documents, resources, problems } = inputs;
  const faulty = new Set(problems.map(({ span }) => span.source.path));
  const kustomizations = new Set(roots);
  const manifests = documents.filter(({ root }) => !kustomizations.has(root));
  return {
    kustomizations: byFolder,
    resources: byPath(resources, ({ document }) => document.source.path),
    documents: byPath(manifests, ({ source }) => source.path),
    sound: new Set(sources.map(({ path }) => path).filter((path) => !faulty.has(path))),
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

function overlayOf(root: Field, { stock, graph, isKnown }: Given): KnownOverlay {
  const ingredients = ingredientsOf(root, graph);
  const noted = notedIn(ingredients, stock);
  const first = contentOf(root, ingredients, { stock: noted, isKnown });
  const { built, deleted, obstacle } = first;
  let untaken: OverlayContent | undefined = first;
  const overlay: Overlay = {
    root,
    content() {
      const content =
        untaken ?? contentOf(root, ingredients, { stock: stockOf(ingredients), isKnown });
      untaken = undefined;
      return content;
    },
    sources: new Set(built.map(({ original }) => original.document.source)),
    isChanged: deleted.length > 0 || built.some(({ isChanged }) => isChanged),
    obstacle,
    patched: obstacle ? patchedBy(ingredients, noted) : [],
  };
  return { overlay, ingredients };
}

interface Contents extends OverlayContent {
  readonly obstacle: Obstacle | undefined;
}

function contentOf(
  root: Field,
  { files }: Ingredients,
  { stock, isKnown }: Pick<Given, "stock" | "isKnown">,
): Contents {
  const joined = joinedText();
  const shelf = { ...stock, isKnown, joined, built: new Map() };
  const { items, obstacle: first } = buildOf(root, shelf);
  const source = joined.sourceAt(root.source.path);
  const obstacles = first ? [first] : [];
  const valued = withValues(withReferences(items), (reason) => {
    obstacles.push({ field: root.get("vars") ?? root, reason, kind: "foreign" });
  });
  const [obstacle] = obstacles;
  if (obstacle) return { built: [], deleted: [], obstacle };
  return {
    built: valued.flatMap((item) => builtResource(item, source)),
    deleted: deletedIn(files, items, { shelf, source }),
    obstacle,
  };
}

function deletedIn(
  files: ReadonlySet<string>,
  items: readonly Item[],
  { shelf, source }: { readonly shelf: Shelf; readonly source: SourceFile },
): readonly Resource[] {
  const kept = new Set(items.map(({ resource }) => resource));
  return [...files]
    .flatMap((path) => shelf.resources.get(path) ?? [])
    .filter((resource) => !kept.has(resource) && resource.role === "resource")
    .flatMap((resource) => {
      const { document, namespace, root } = resource;
      const tree = shelf.joined.take(document.source, copyAt(root.tree, root.record));
      const found = resourceIn(source, tree);
      return found ? [{ ...found, namespace: found.namespace ?? namespace }] : [];
    });
}

function patchedBy({ reached }: Ingredients, { resources }: Stock): readonly string[] {
  const kindsIn = (path: string): readonly string[] =>
    (resources.get(path) ?? []).map(({ kind }) => kind);
  return reached.flatMap((it) => patchedKinds(it, kindsIn));
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
  const unchanged = (): Resource => ({
    ...(resourceAt(fieldOf(source, written), document, "resource") ?? resource),
    namespace,
  });
  const isAsWritten =
    tree === written && original.role === "resource" && original.namespace === namespace;
  return [{ resource, original, unchanged, isChanged, isAsWritten }];
}
