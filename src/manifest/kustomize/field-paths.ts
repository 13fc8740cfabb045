import type { ListNode, MapNode, YamlNode } from "../../yaml/node.ts";
import { isNull, madeMap, valueIn, withValue } from "./trees.ts";

/**
 * The steps of a path as `replacements` and `vars` write it: `spec.http.0.route`, `containers.[name=server].image`,
 * `metadata.annotations.[example.com/key]`, `a\.b`. Source: kustomize `kyaml/utils` SmarterPathSplitter.
 */
export function fieldPathSteps(path: string): readonly string[] {
  const steps: string[] = [];
  let bracketed: string | undefined;
  for (const part of splitEscaped(path)) {
    const text: string = bracketed === undefined ? part : `${bracketed}.${part}`;
    if (text.startsWith("[") && !text.endsWith("]")) {
      bracketed = text;
      continue;
    }
    const isKey = bracketed !== undefined && !text.includes("=");
    steps.push(isKey ? text.slice(1, -1) : text);
    bracketed = undefined;
  }
  return bracketed === undefined ? steps : [...steps, bracketed];
}

function splitEscaped(path: string): readonly string[] {
  return (path.startsWith(".") ? path.slice(1) : path)
    .split(/(?<!\\)\./)
    .map((part) => part.replaceAll(String.raw`\.`, "."));
}

/** Whether a step of such a path matches items of a list. */
export function isItemStep(step: string): boolean {
  return step === "*" || isIndex(step) || isSelector(step);
}

const isIndex = (step: string): boolean => /^\d+$/.test(step);
const isSelector = (step: string): boolean => step.startsWith("[") && step.endsWith("]");

/** The one value at a path; `undefined` where there is none. */
export function lookUp(node: YamlNode, steps: readonly string[]): YamlNode | undefined {
  let here: YamlNode | undefined = node;
  for (const step of steps) here = here && child(here, step);
  return here && isNull(here) ? undefined : here;
}

function child(node: YamlNode, step: string): YamlNode | undefined {
  if (node.kind === "map") return valueIn(node, step);
  if (node.kind !== "list") return undefined;
  if (isIndex(step)) return node.items[Number(step)];
  const { key, value } = selectorOf(step);
  return node.items.find((item) => textOf(key === "" ? item : valueIn(item, key)) === value);
}

/** What is put in place of an old value; `undefined` where that cannot be done. */
export type Change = (old: YamlNode | undefined) => YamlNode | undefined;

/**
 * The tree with the change made to all values at a path; `undefined` where there are none, or one cannot be changed. Keys
 * on the way are made where `create` says so. Source: kustomize `kyaml/yaml` PathMatcher.
 */
export function changeAll(
  node: YamlNode | undefined,
  steps: readonly string[],
  change: Change,
  create: YamlNode | undefined,
): YamlNode | undefined {
  const [step, ...rest] = steps;
  if (step === undefined) return node || create ? change(node) : undefined;
  if (node === undefined) {
    if (create === undefined || isItemStep(step)) return undefined;
    return changeKey(madeMap([], create), step, (old) => changeAll(old, rest, change, create));
  }
  const below: Change = (old) => changeAll(old, rest, change, create);
  if (node.kind === "list") return isItemStep(step) ? changeItems(node, step, below) : undefined;
  return node.kind === "map" && !isSelector(step) && step !== "*"
    ? changeKey(node, step, below)
    : undefined;
}

function changeKey(map: MapNode, key: string, below: Change): YamlNode | undefined {
  const old = valueIn(map, key);
  const value = below(old && isNull(old) ? undefined : old);
  return value && withValue(map, key, value);
}

function changeItems(list: ListNode, step: string, below: Change): YamlNode | undefined {
  const isMeant = itemTest(step);
  let found = false;
  const items = list.items.map((item, index) => {
    const changed = isMeant(item, index) ? below(item) : undefined;
    found ||= changed !== undefined;
    return changed ?? item;
  });
  return found ? { ...list, flow: false, items } : undefined;
}

function itemTest(step: string): (item: YamlNode, index: number) => boolean {
  if (step === "*") return () => true;
  if (isIndex(step)) return (_, index) => index === Number(step);
  const { key, value } = selectorOf(step);
  const pattern = plainPattern(value);
  return (item) => {
    const text = textOf(key === "" ? item : valueIn(item, key));
    return text !== undefined && pattern !== undefined && text.trim().includes(pattern);
  };
}

/** kustomize searches for an expression; only what is none is done here. */
function plainPattern(value: string): string | undefined {
  return /[\\^$*+?()[\]{}|]/.test(value) ? undefined : value;
}

function selectorOf(step: string): { readonly key: string; readonly value: string } {
  const text = step.slice(1, -1);
  const at = text.indexOf("=");
  return { key: text.slice(0, Math.max(at, 0)), value: text.slice(at + 1) };
}

/** A scalar as its text; `undefined` for what is none, or is written in another way than it is read. */
export function textOf(node: YamlNode | undefined): string | undefined {
  if (node?.kind !== "scalar" || node.value === null) return undefined;
  if (typeof node.value === "number" && !Number.isSafeInteger(node.value)) return undefined;
  return String(node.value);
}
