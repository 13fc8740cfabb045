import { fieldOf, type Field } from "../../yaml/field.ts";
import type { YamlDocument, YamlProblem } from "../../yaml/node.ts";
import type { SourceFile, Span } from "../../yaml/source.ts";
import { resourceAt } from "../classify.ts";
import type { Resource } from "../resource.ts";
import { buildOf, type Obstacle, type Shelf } from "./build.ts";
import type { Item } from "./item.ts";
import { joinedText } from "./joined-text.ts";
import { folderOf, isComponent, isNamedSo, pathsUnder, reaching } from "./kustomization.ts";
import { patchedKinds } from "./obstacles.ts";
import { withReferences } from "./transform.ts";

/** A kustomization that changes what its bases say, and that no other one builds upon. */
export interface Overlay {
  readonly root: Field;
  /** What it applies; empty where that needs kustomize itself. */
  readonly built: readonly BuiltResource[];
  /** Why it is not known what it applies. */
  readonly obstacle: Obstacle | undefined;
  /** With an obstacle, the kinds that its patches are for, and those of what it builds upon. */
  readonly patched: readonly string[];
}

/** A resource of an overlay. */
export interface BuiltResource {
  readonly resource: Resource;
  /** As it is written in its file. */
  readonly original: Resource;
  /** What it would be in the overlay if only its namespace were changed. */
  readonly unchanged: () => Resource;
  /** Whether the overlay changes more of it than its namespace. */
  readonly isChanged: boolean;
}

export interface Overlays {
  readonly overlays: readonly Overlay[];
  /** Where something in a resource of an overlay is written: in a base, a patch, or a kustomization. */
  readonly originOf: (span: Span) => Span;
  /** Resources that no kustomization applies just as they are written. */
  readonly changedAlways: ReadonlySet<Resource>;
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
  const { kustomizations: roots } = inputs;
  const changing = roots.some(changesResources);
  if (!changing) return { overlays: [], originOf: (span) => span, changedAlways: new Set() };
  const shelf = shelfOf(inputs, roots);
  const below = new Set(
    roots.flatMap((root) => pathsUnder(root, reaching)).map(({ path }) => path),
  );
  const tops = roots.filter((root) => !below.has(folderOf(root)) && !isComponent(root));
  const overlays = tops
    .filter((root) => reached(root, shelf).some(changesResources))
    .map((root) => overlayOf(root, shelf));
  const built = new Set(overlays.filter(isBuilt).map(({ root }) => root));
  return {
    overlays,
    originOf: (span) => shelf.joined.originOf(span),
    changedAlways: changedAlways(
      overlays.flatMap((overlay) => overlay.built),
      tops.filter((root) => !built.has(root)).flatMap((root) => reached(root, shelf)),
    ),
  };
}

const isBuilt = ({ obstacle }: Overlay): boolean => obstacle === undefined;

/** `plain` are kustomizations that apply their files as they are, or nobody knows how. */
function changedAlways(
  built: readonly BuiltResource[],
  plain: readonly Field[],
): ReadonlySet<Resource> {
  const paths = new Set(
    plain.flatMap((root) => pathsUnder(root, reaching)).map(({ path }) => path),
  );
  const unchanged = new Set(
    built.filter(({ isChanged }) => !isChanged).map(({ original }) => original),
  );
  const originals = built.map(({ original }) => original);
  return new Set(
    originals.filter((it) => !unchanged.has(it) && !paths.has(it.document.source.path)),
  );
}

function shelfOf(inputs: OverlayInputs, roots: readonly Field[]): Shelf {
  const { sources, documents, resources, problems, isKnown } = inputs;
  const faulty = new Set(problems.map(({ span }) => span.source.path));
  const kustomizations = new Set(roots);
  const manifests = documents.filter(({ root }) => !kustomizations.has(root));
  return {
    // The one with kustomize's name for it is what a folder means.
    kustomizations: new Map(
      [
        ...roots.filter((it) => !isNamedSo(it.source)),
        ...roots.filter((it) => isNamedSo(it.source)),
      ].map((root) => [folderOf(root), root]),
    ),
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

/** What may change the sense of a resource, apart from the namespace and labels that all get alike. */
const changes = ["patches", "patchesStrategicMerge", "patchesJson6902", "namePrefix", "nameSuffix"];

function changesResources(root: Field): boolean {
  return changes.some((key) => {
    const field = root.get(key);
    return field !== undefined && (field.items().length > 0 || field.text !== undefined);
  });
}

/** A kustomization and all that it builds upon. Circles end. */
function reached(root: Field, { kustomizations }: Shelf): readonly Field[] {
  const found = new Set([root]);
  for (const here of found) {
    for (const { path } of pathsUnder(here, reaching)) {
      const next = kustomizations.get(path);
      if (next) found.add(next);
    }
  }
  return [...found];
}

function overlayOf(root: Field, shelf: Shelf): Overlay {
  const { items, obstacle } = buildOf(root, shelf);
  const source = shelf.joined.sourceAt(root.source.path);
  const built = withReferences(items).flatMap((item) => builtResource(item, source));
  return { root, built, obstacle, patched: obstacle ? patchedBy(root, shelf) : [] };
}

function patchedBy(root: Field, shelf: Shelf): readonly string[] {
  const kindsIn = (path: string): readonly string[] =>
    (shelf.resources.get(path) ?? []).map(({ kind }) => kind);
  return reached(root, shelf).flatMap((it) => patchedKinds(it, kindsIn));
}

function builtResource(
  { tree, written, resource: original, isChanged }: Item,
  source: SourceFile,
): readonly BuiltResource[] {
  const changed = fieldOf(source, tree);
  const document: YamlDocument = { source, start: tree.start, end: tree.end, root: changed };
  const resource = resourceAt(changed, document, "resource");
  if (resource === undefined) return [];
  const { namespace } = resource;
  const root = fieldOf(source, written);
  const unchanged = (): Resource => ({
    ...(resourceAt(root, document, "resource") ?? resource),
    namespace,
  });
  return [{ resource, original, unchanged, isChanged }];
}
