import { fieldOf, type Field } from "../../yaml/field.ts";
import type { YamlDocument, YamlNode } from "../../yaml/node.ts";
import type { Resource } from "../resource.ts";
import { addedLabels, areInConflict } from "./field-specs.ts";
import { itemOf } from "./first-items.ts";
import { currentId, type Item } from "./item.ts";
import type { JoinedText } from "./joined-text.ts";
import { patchesUnder, pathsUnder, type PatchEntry } from "./kustomization.ts";
import { applyPatch, type Patch } from "./patches.ts";
import { replacementsOf } from "./replacement-files.ts";
import { replaced } from "./replacements.ts";
import { affixed, annotated, inNamespace, labelled, scaled, type Step } from "./transform.ts";
import { withVariables } from "./vars.ts";

interface Answers<Answer> {
  get(path: string): Answer | undefined;
}

/** What the inputs hold for builds. */
export interface Shelf {
  /** The kustomization of a folder. */
  readonly kustomizations: Answers<Field>;
  /** Whole resources and patches of known kinds, by the path of their file. */
  readonly resources: Answers<readonly Resource[]>;
  readonly documents: Answers<readonly YamlDocument[]>;
  /** The files that were read without faults. */
  readonly sound: { has(path: string): boolean };
  readonly isKnown: (apiVersion: string, kind: string) => boolean;
  readonly joined: JoinedText;
  /** What was built already. */
  readonly built: Map<Field, Built>;
}

/** Why a build is not done: a phrase, and the place in a kustomization that asks for it. */
export interface Obstacle {
  readonly field: Field;
  readonly reason: string;
  /** `unknown`: only some files were handed over, which nobody can change; `bound`: it is more than is built here. */
  readonly kind: "foreign" | "unknown" | "bound";
}

/** What a kustomization comes to; nothing where something is in the way. */
export interface Built {
  readonly items: readonly Item[];
  readonly obstacle: Obstacle | undefined;
}

/** A build that goes on. */
interface Build {
  readonly shelf: Shelf;
  readonly refuse: (field: Field, reason: string) => void;
  /** The same for what would be too much. */
  readonly exceed: (field: Field, reason: string) => void;
  /** The same for a file that is not among the inputs, or has faults of its own. */
  readonly miss: (field: Field) => void;
  /** Whether something was refused: what comes after that is not worth doing. */
  readonly isRefused: () => boolean;
  /** The components that are being built: none of them can be a part of itself. */
  readonly above: ReadonlySet<Field>;
  /** All components so far, as often as they are used. */
  readonly used: Field[];
}

/** Builds a kustomization that is not a component. Overlays share bases, so each is built once. */
export function buildOf(root: Field, shelf: Shelf): Built {
  const known = shelf.built.get(root);
  if (known) return known;
  const itself: Obstacle = { field: root, reason: "it builds on itself", kind: "foreign" };
  shelf.built.set(root, { items: [], obstacle: itself });
  const obstacles: Obstacle[] = [];
  const items = accumulate(root, [], {
    shelf,
    refuse: (field, reason) => obstacles.push({ field, reason, kind: "foreign" }),
    exceed: (field, reason) => obstacles.push({ field, reason, kind: "bound" }),
    miss: (field) => obstacles.push({ field, reason: "this cannot be read", kind: "unknown" }),
    isRefused: () => obstacles.length > 0,
    above: new Set(),
    used: [],
  });
  const [obstacle] = obstacles;
  const built = { items: obstacle ? [] : items, obstacle };
  shelf.built.set(root, built);
  return built;
}

/**
 * The keys that are read, as kustomize reads them: in any case. Of no effect on what rules read are the names of images,
 * and the ConfigMaps and Secrets that are made.
 */
const done: ReadonlySet<string> = new Set([
  "apiversion",
  "bases",
  "buildmetadata",
  "commonannotations",
  "commonlabels",
  "components",
  "configmapgenerator",
  "generatoroptions",
  "images",
  "kind",
  "labels",
  "metadata",
  "nameprefix",
  "namesuffix",
  "namespace",
  "patches",
  "patchesjson6902",
  "patchesstrategicmerge",
  "replacements",
  "replicas",
  "resources",
  "secretgenerator",
  "sortoptions",
  "vars",
]);

/**
 * What `kustomize build` makes of a kustomization: its resources, and those of `before` where it is a component, after
 * its changes, in kustomize's order. Source: `kusttarget.go` and `kusttarget_configplugin.go` of kustomize 5.
 */
function accumulate(root: Field, before: readonly Item[], outer: Build): readonly Item[] {
  outer.used.push(root);
  if (outer.above.has(root)) outer.refuse(root, "it builds on itself");
  if (outer.used.length > mostComponents) outer.exceed(root, "it has too many components");
  if (outer.isRefused()) return before;
  const build = { ...outer, above: new Set([...outer.above, root]) };
  refuseForeign(root, build);
  const own = pathsUnder(root, ["resources", "bases"]).flatMap((it) => itemsOf(it, build));
  let items = distinct(boundedTo([...before, ...own], root, build), root, build);
  for (const { field, path } of pathsUnder(root, ["components"])) {
    const component = build.shelf.kustomizations.get(path);
    if (component) items = accumulate(component, items, build);
    else refuseMissing(field, build);
  }
  for (const step of stepsOf(root, build)) if (!build.isRefused()) items = step(items);
  const vars = root.get("vars");
  if (vars === undefined || build.isRefused()) return items;
  return withVariables(items, vars.items(), (reason) => build.refuse(vars, reason));
}

function refuseForeign(root: Field, { refuse }: Build): void {
  const foreign = root.fields().find((it) => !done.has(it.key.value.toLowerCase()) && !isEmpty(it));
  if (foreign !== undefined) refuse(foreign, `\`${foreign.key.value}\` needs kustomize itself`);
}

function isEmpty(field: Field): boolean {
  return field.isList && field.items().length === 0;
}

function itemsOf(
  { field, path }: { readonly field: Field; readonly path: string },
  build: Build,
): readonly Item[] {
  const { kustomizations, resources, sound } = build.shelf;
  if (build.isRefused()) return [];
  const below = kustomizations.get(path);
  if (below !== undefined) return itemsBelow(below, build);
  if (!sound.has(path)) {
    refuseMissing(field, build);
    return [];
  }
  return (resources.get(path) ?? []).flatMap((resource) => itemOf(resource, build.shelf.joined));
}

function refuseMissing(field: Field, { refuse, miss }: Build): void {
  const isRemote = /:\/\/|[?]|^(?:[\w-]+\.)+[a-z]{2,}\/|^git@/.test(field.text ?? "");
  if (isRemote) refuse(field, "this is a remote resource");
  else miss(field);
}

function itemsBelow(root: Field, { shelf, refuse, exceed, miss }: Build): readonly Item[] {
  const { items, obstacle } = buildOf(root, shelf);
  if (obstacle?.kind === "unknown") miss(obstacle.field);
  else if (obstacle) {
    (obstacle.kind === "bound" ? exceed : refuse)(obstacle.field, obstacle.reason);
  }
  return items;
}

// More of them come only from kustomizations that double each other.
const mostItems = 20_000;
const mostCopies = 250;
const mostComponents = 1000;

/** A name for each copy makes more and more of one resource, with every level twice as many. */
function boundedTo(items: readonly Item[], root: Field, { exceed }: Build): readonly Item[] {
  if (items.length > mostItems) exceed(root, `it applies more than ${mostItems} resources`);
  const copies = new Map<Resource, number>();
  for (const { resource } of items) {
    const count = (copies.get(resource) ?? 0) + 1;
    copies.set(resource, count);
    if (count !== mostCopies + 1) continue;
    exceed(root, `it applies one resource more than ${mostCopies} times`);
    break;
  }
  return items;
}

/** kustomize refuses two resources of one name. */
function distinct(items: readonly Item[], root: Field, build: Build): readonly Item[] {
  const seen = new Set<string>();
  if (build.isRefused()) return items;
  for (const item of items) {
    const { name, namespace } = currentId(item);
    const key = JSON.stringify([item.resource.type, name, namespace ?? "default"]);
    if (seen.has(key)) build.refuse(root.get("resources") ?? root, `it contains \`${name}\` twice`);
    seen.add(key);
  }
  return items;
}

function stepsOf(root: Field, build: Build): readonly Step[] {
  const { joined } = build.shelf;
  const here = ({ source, node }: Field): Field => fieldOf(source, joined.take(source, node));
  const namespace = root.get("namespace");
  const text = (key: string): string => root.get(key)?.text ?? "";
  const [prefix, suffix] = [text("namePrefix"), text("nameSuffix")];
  const annotations = root.get("commonAnnotations");
  return [
    ...patchSteps(patchesUnder(root, "patchesStrategicMerge"), build),
    ...patchSteps(patchesUnder(root, "patches"), build),
    ...(namespace ? [inNamespace(here(namespace))] : []),
    ...(prefix + suffix === "" ? [] : [affixed(prefix, suffix)]),
    ...labelSteps(root, here, build),
    ...(annotations ? [annotated(here(annotations))] : []),
    ...patchSteps(patchesUnder(root, "patchesJson6902"), build),
    ...(root.get("replicas")?.items() ?? []).flatMap((entry) => {
      const [name, count] = [entry.get("name")?.text, entry.get("count")];
      return name === undefined || count === undefined ? [] : [scaled(name, here(count))];
    }),
    ...replacementSteps(root, build),
  ];
}

function labelSteps(root: Field, here: (field: Field) => Field, build: Build): readonly Step[] {
  return addedLabels(root).map(({ pairs, fields }) => {
    if (areInConflict(fields)) build.refuse(pairs, "two `fields` of its labels disagree");
    return labelled({ pairs: here(pairs), fields });
  });
}

function replacementSteps(root: Field, build: Build): readonly Step[] {
  const { documents, sound } = build.shelf;
  const read = (path: string): readonly Field[] | undefined =>
    sound.has(path) ? (documents.get(path) ?? []).map((it) => it.root) : undefined;
  return replacementsOf(root, read).map(({ field, replacement }): Step => {
    if (replacement === undefined) {
      build.miss(field);
      return (items) => items;
    }
    return (items) =>
      replaced(items, replacement, (reason) => {
        build.refuse(field, reason);
      });
  });
}

function patchSteps(entries: readonly PatchEntry[], build: Build): readonly Step[] {
  return entries.flatMap((entry) => {
    const { field, target, options } = entry;
    if (options) build.refuse(options, "a patch has `options`");
    const contents = contentsOf(entry, build);
    if (contents.length === 0 && entry.inline) build.refuse(field, "this patch cannot be read");
    else if (contents.length === 0) build.miss(field);
    return contents.map((content): Step => {
      const patch: Patch = { content, target, namesOne: target === undefined };
      return (items) =>
        applyPatch(items, patch, build.shelf.isKnown, (reason) => {
          build.refuse(field, reason);
        });
    });
  });
}

/** The trees of a patch, one for each document. */
function contentsOf({ inline, path }: PatchEntry, { shelf }: Build): readonly YamlNode[] {
  if (inline) return inline().map(({ source, node }) => shelf.joined.take(source, node));
  if (path === undefined || !shelf.sound.has(path)) return [];
  return (shelf.documents.get(path) ?? []).map(({ source, root }) =>
    shelf.joined.take(source, root.node),
  );
}
