import type { Field } from "../../yaml/field.ts";
import type { MapNode, YamlNode } from "../../yaml/node.ts";
import { isCalled, type Item } from "./item.ts";
import { jsonPatch } from "./json-patch.ts";
import { strategicMerge, type Refuse } from "./strategic-merge.ts";
import { textIn, valueIn, withoutKey, withValue } from "./trees.ts";

/** One patch, and its target in the kustomization. */
export interface Patch {
  readonly content: YamlNode;
  readonly target: Field | undefined;
  /** Whether something of its name must be there: without a `target` of patterns, a patch names one resource. */
  readonly namesOne: boolean;
}

/** The items after a patch. */
export function applyPatch(
  items: readonly Item[],
  patch: Patch,
  isKnown: (apiVersion: string, kind: string) => boolean,
  refuse: Refuse,
): readonly Item[] {
  const { content, target, namesOne } = patch;
  const named = target === undefined ? objectTest(content) : selectorTest(target, refuse);
  if (named === undefined) return items;
  const chosen = new Set(items.filter(named.isMeant));
  if (chosen.size === 0 && namesOne && isKnown(named.apiVersion, named.kind)) {
    refuse(`there is no ${named.kind} \`${named.name}\` to patch`);
  }
  return items.flatMap((item) =>
    chosen.has(item) ? (patched(item, content, refuse) ?? []) : [item],
  );
}

interface Named {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly isMeant: (item: Item) => boolean;
}

/** The one resource that a strategic merge patch names. */
function objectTest(content: YamlNode): Named | undefined {
  const apiVersion = textIn(content, "apiVersion");
  const kind = textIn(content, "kind");
  const metadata = valueIn(content, "metadata");
  const name = textIn(metadata, "name");
  if (apiVersion === undefined || kind === undefined || name === undefined) return undefined;
  const id = { name, namespace: textIn(metadata, "namespace") };
  const isMeant = (item: Item): boolean =>
    item.resource.kind === kind &&
    item.resource.apiVersion.value === apiVersion &&
    isCalled(item, id);
  return { apiVersion, kind, name, isMeant };
}

/** The resources that a `target` selects, by patterns. */
function selectorTest(target: Field, refuse: Refuse): Named | undefined {
  const foreign = target
    .entries()
    .find(({ key }) => !["group", "version", "kind", "name", "namespace"].includes(key.value));
  if (foreign !== undefined) refuse(`a patch is selected by \`${foreign.key.value}\``);
  const test = (key: string): ((value: string) => boolean) => {
    const pattern = target.get(key)?.text;
    if (pattern === undefined || pattern === "") return () => true;
    const wanted = anchored(pattern);
    if (wanted === undefined) refuse(`\`${pattern}\` is not a simple pattern`);
    return (value) => wanted?.test(value) ?? false;
  };
  const [group, version, kind] = [test("group"), test("version"), test("kind")];
  const [name, namespace] = [test("name"), test("namespace")];
  const isMeant = ({ resource, ids }: Item): boolean =>
    group(resource.group) &&
    version(resource.version) &&
    kind(resource.kind) &&
    ids.some((id) => name(id.name) && namespace(id.namespace ?? ""));
  const text = (key: string): string => target.get(key)?.text ?? "";
  const apiVersion = [text("group"), text("version")].filter((it) => it !== "").join("/");
  return { apiVersion, kind: text("kind"), name: text("name"), isMeant };
}

/** Go's engine needs as long as the text is; JavaScript's may need minutes for groups that repeat, and for many repeats. */
const mayTakeLong = /\)[*+{]/;
const mostRepeats = 3;

/** A pattern as Kustomize reads it, if it certainly matches in linear time. */
export function anchored(pattern: string): RegExp | undefined {
  if (mayTakeLong.test(pattern) || (pattern.match(/[*+]|,\}/g)?.length ?? 0) > mostRepeats) {
    return undefined;
  }
  try {
    return new RegExp(`^(?:${pattern})$`);
  } catch {
    // A pattern of Go's that JavaScript does not know.
    return undefined;
  }
}

function patched(item: Item, content: YamlNode, refuse: Refuse): Item | undefined {
  const { tree, resource } = item;
  if (content.kind === "list") {
    return { ...item, tree: jsonPatch(tree, content, refuse), isChanged: true };
  }
  if (content.kind !== "map") return item;
  const merged = strategicMerge(resource.type, tree, withoutIdentity(content), refuse);
  return merged && { ...item, tree: merged, isChanged: true };
}

/** What a patch is called is not what it changes. */
function withoutIdentity(content: MapNode): MapNode {
  const plain = withoutKey(withoutKey(content, "kind"), "apiVersion");
  const metadata = valueIn(plain, "metadata");
  if (metadata?.kind !== "map") return plain;
  return withValue(plain, "metadata", withoutKey(withoutKey(metadata, "name"), "namespace"));
}
