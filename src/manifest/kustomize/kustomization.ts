import { embeddedDocuments } from "../../yaml/embedded.ts";
import type { Field } from "../../yaml/field.ts";
import type { YamlDocument } from "../../yaml/node.ts";
import type { SourceFile } from "../../yaml/source.ts";

/** The roots of kustomizations. */
export function kustomizationsIn(documents: readonly YamlDocument[]): readonly Field[] {
  return documents.filter(isKustomization).map(({ root }) => root);
}

/** Kinds of kustomize itself: read for the roles of other files, never checked or counted. */
export function isKustomizeKind(apiVersion: string): boolean {
  return apiVersion.startsWith("kustomize.config.k8s.io/");
}

/** By its name, as kustomize finds it, or by its kind, which is not required. */
export function isKustomization({ source, root }: YamlDocument): boolean {
  return isNamedSo(source) || isKustomizeKind(root.get("apiVersion")?.text ?? "");
}

export function isNamedSo({ path }: SourceFile): boolean {
  // Asked of every document, and true of few.
  let name = path.length;
  while (name > 0 && path.charCodeAt(name - 1) !== slash) name -= 1;
  const first = path.charCodeAt(name);
  return (first === lowerK || first === upperK) && named.test(path);
}

const slash = 0x2f;
const lowerK = 0x6b;
const upperK = 0x4b;
const named = /(?:^|\/)kustomization(?:\.ya?ml)?$/i;

/** A component changes what its users build, and is nothing by itself. */
export function isComponent(root: Field): boolean {
  return root.get("kind")?.text === "Component";
}

/** The folder of a kustomization. */
export function folderOf({ source: { path } }: Field): string {
  return path.slice(0, Math.max(path.lastIndexOf("/"), 0));
}

/** The keys that name what a kustomization builds upon. */
export const reaching = ["resources", "bases", "components"];

/** `path` as written in the file `from`; both with `/`. */
export function resolveFrom({ path: from, workingFolder }: SourceFile, path: string): string {
  // Nearly all name a file beside them, and there are as many as there are files.
  if (/^[^./][^/]*$/.test(path)) return from.slice(0, from.lastIndexOf("/") + 1) + path;
  const steps = from.split("/").slice(0, -1);
  for (const step of path.split("/")) {
    if (step === "" || step === ".") continue;
    if (step === ".." && steps.length > 0 && steps.at(-1) !== "..") steps.pop();
    else steps.push(step);
  }
  return workingFolder === undefined ? steps.join("/") : backInto(workingFolder, steps);
}

/** A path without the part that leads out of the working folder and back into it. */
function backInto(workingFolder: string, steps: readonly string[]): string {
  const path = steps.join("/");
  if (path === workingFolder) return "";
  if (path.startsWith(`${workingFolder}/`)) return path.slice(workingFolder.length + 1);
  if (steps[0] !== "..") return path;
  const folders = workingFolder.split("/");
  const first = steps.findIndex((step) => step !== "..");
  const up = first < 0 ? steps.length : first;
  let back = 0;
  while (back < up && steps[up + back] === folders.at(back - up)) back += 1;
  return [...steps.slice(back, up), ...steps.slice(up + back)].join("/");
}

/** A patch as a kustomization names it: the text itself, or a file. */
export interface PatchEntry {
  /** What names it, for messages. */
  readonly field: Field;
  readonly target: Field | undefined;
  readonly options: Field | undefined;
  /** Reads the documents of a patch that is written in the kustomization. */
  readonly inline: (() => readonly Field[]) | undefined;
  /** The path of the file, where it is one. */
  readonly path: string | undefined;
}

/** The patches under one key, in order. */
export function patchesUnder(
  root: Field,
  key: "patches" | "patchesJson6902" | "patchesStrategicMerge",
): readonly PatchEntry[] {
  return (root.get(key)?.items() ?? []).map((entry) => patchEntry(entry, root.source));
}

/** Before Kustomize 3 items of `patches` were paths; an item of more than one word is an inline patch. */
function patchEntry(entry: Field, from: SourceFile): PatchEntry {
  const text = entry.isMap ? entry.get("patch") : isText(entry) ? entry : undefined;
  const path = (entry.isMap ? entry.get("path") : text ? undefined : entry)?.text;
  return {
    field: entry,
    target: entry.get("target"),
    options: entry.get("options"),
    inline: text && (() => embeddedDocuments(text)),
    path: path === undefined ? undefined : resolveFrom(from, path),
  };
}

function isText(entry: Field): boolean {
  return /\n|^\s*\{/.test(entry.text ?? "");
}

/** All patches of a kustomization. */
export function allPatches(root: Field): readonly PatchEntry[] {
  return [
    ...patchesUnder(root, "patchesStrategicMerge"),
    ...patchesUnder(root, "patches"),
    ...patchesUnder(root, "patchesJson6902"),
  ];
}

/** The paths of the strings in lists, resolved, each with its field. */
export function pathsUnder(
  root: Field,
  keys: readonly string[],
): readonly { readonly field: Field; readonly path: string }[] {
  const found: { readonly field: Field; readonly path: string }[] = [];
  for (const key of keys) {
    for (const field of root.get(key)?.items() ?? []) {
      const { text } = field;
      if (text !== undefined) found.push({ field, path: resolveFrom(root.source, text) });
    }
  }
  return found;
}
