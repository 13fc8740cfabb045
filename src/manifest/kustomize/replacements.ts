import type { Field } from "../../yaml/field.ts";
import type { ScalarNode, YamlNode } from "../../yaml/node.ts";
import type { Resource } from "../resource.ts";
import { changeAll, fieldPathSteps, lookUp, textOf } from "./field-paths.ts";
import { asNamed, type Id, type Item } from "./item.ts";
import type { Refuse } from "./strategic-merge.ts";
import { madeScalar } from "./trees.ts";

const defaultPath = "metadata.name";

/** The resources that a `source`, a `select` or a `reject` names; every key that is left out, or not asked for, is any. */
export function replacementTest(
  selector: Field,
  unasked: readonly string[] = [],
): (resource: Resource, ids: readonly Id[]) => boolean {
  const wanted = (key: string): string =>
    unasked.includes(key) ? "" : (selector.get(key)?.text ?? "");
  const fits = (key: string, value: string): boolean => wanted(key) === "" || wanted(key) === value;
  return (resource, ids) =>
    (["group", "version", "kind"] as const).every((key) => fits(key, resource[key])) &&
    ids.some((id) => fits("name", id.name) && fits("namespace", id.namespace ?? "default"));
}

/** The paths that a target of a replacement fills. */
export function targetPaths(target: Field): readonly string[] {
  const paths = target.get("fieldPaths")?.strings() ?? [];
  return paths.length === 0 ? [defaultPath] : paths.map(({ value }) => value);
}

/** The items after one replacement. Source: kustomize 5 `api/filters/replacement`. */
export function replaced(
  items: readonly Item[],
  replacement: Field,
  refuse: Refuse,
): readonly Item[] {
  const targets = replacement.get("targets");
  const source = replacement.get("source");
  if (source === undefined || targets === undefined) {
    refuse("a replacement has no simple source and targets");
    return items;
  }
  const value = sourceValue(items, source, refuse);
  if (value === undefined) return items;
  return targets.items().reduce((those, target) => fill(those, target, value, refuse), items);
}

function sourceValue(items: readonly Item[], source: Field, refuse: Refuse): YamlNode | undefined {
  const isMeant = replacementTest(source);
  const [found, ...others] = items.filter((it) => isMeant(it.resource, it.ids));
  if (found === undefined || others.length > 0) {
    refuse(`a replacement has ${found ? "several sources" : "no source"}`);
    return undefined;
  }
  const path = source.get("fieldPath")?.text ?? defaultPath;
  const value = lookUp(found.tree, fieldPathSteps(path));
  const part = value && partOf(value, source.get("options"));
  if (part === undefined) refuse(`there is no \`${path}\` to copy`);
  return part;
}

function partOf(value: YamlNode, options: Field | undefined): YamlNode | undefined {
  const delimiter = options?.get("delimiter")?.text ?? "";
  if (delimiter === "") return value;
  const part = textOf(value)?.split(delimiter)[options?.get("index")?.number()?.value ?? 0];
  return part === undefined ? undefined : madeScalar(part, value);
}

function fill(
  items: readonly Item[],
  target: Field,
  value: YamlNode,
  refuse: Refuse,
): readonly Item[] {
  const select = target.get("select");
  const rejects = target.get("reject")?.items() ?? [];
  const selectors = [select, ...rejects].flatMap((it) => it?.fields() ?? []);
  const foreign = selectors.find(({ key }) => key.value.endsWith("Selector"));
  if (foreign !== undefined) refuse(`a replacement is selected by \`${foreign.key.value}\``);
  if (select === undefined) refuse("a replacement has no `select`");
  if (select === undefined || foreign !== undefined) return items;
  const isSelected = replacementTest(select);
  const isRejected = rejects
    .filter((it) => it.fields().length > 0)
    .map((it) => replacementTest(it));
  const isMeant = ({ resource, ids }: Item): boolean =>
    isSelected(resource, ids) && !isRejected.some((test) => test(resource, ids));
  return items.map((item) => (isMeant(item) ? filled(item, target, value, refuse) : item));
}

function filled(item: Item, target: Field, value: YamlNode, refuse: Refuse): Item {
  const options = target.get("options");
  const create = options?.get("create")?.boolean()?.value === true ? value : undefined;
  let tree: YamlNode = item.tree;
  for (const path of targetPaths(target)) {
    const change = (old: YamlNode | undefined): YamlNode | undefined => put(old, value, options);
    const changed = changeAll(tree, fieldPathSteps(path), change, create);
    if (changed === undefined) refuse(`there is no \`${path}\` to set`);
    tree = changed ?? tree;
  }
  return tree.kind === "map" ? asNamed({ ...item, tree, isChanged: true }) : item;
}

function put(
  old: YamlNode | undefined,
  value: YamlNode,
  options: Field | undefined,
): YamlNode | undefined {
  const delimiter = options?.get("delimiter")?.text ?? "";
  if (old === undefined) return delimiter === "" ? fresh(value) : undefined;
  const text = textOf(value);
  if (old.kind !== "scalar") return delimiter === "" && text === undefined ? value : undefined;
  if (text === undefined) return undefined;
  if (delimiter === "") return typed(text, old);
  const parts = textOf(old)?.split(delimiter);
  const index = options?.get("index")?.number()?.value ?? 0;
  if (parts === undefined) return undefined;
  if (index < 0) parts.unshift(text);
  else if (index >= parts.length) parts.push(text);
  else parts[index] = text;
  return typed(parts.join(delimiter), old);
}

/** A value that is made is written without quotes: a string that reads as something else becomes that. */
function fresh(value: YamlNode): YamlNode | undefined {
  const isString = value.kind === "scalar" && typeof value.value === "string";
  return isString && !isPlainWord(value.value) ? undefined : value;
}

function isPlainWord(text: string): boolean {
  return /^[A-Za-z_][\w./-]*$/.test(text) && !/^(?:true|false|yes|no|on|off|null|y|n)$/i.test(text);
}

/** The text with the type of the value it replaces. */
function typed(text: string, old: ScalarNode): YamlNode | undefined {
  if (typeof old.value === "string") return madeScalar(text, old);
  if (typeof old.value === "number") {
    return /^-?(?:0|[1-9]\d*)$/.test(text) ? madeScalar(Number(text), old) : undefined;
  }
  if (typeof old.value !== "boolean" || !/^(?:true|false)$/.test(text)) return undefined;
  return madeScalar(text === "true", old);
}
