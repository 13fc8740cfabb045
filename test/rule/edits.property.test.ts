import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { applyEdits } from "../../src/fix/apply-edits.ts";
import {
  addAfter,
  addEntry,
  appendText,
  renameKey,
  replaceEntry,
  replaceText,
  replaceValue,
} from "../../src/rule/edits.ts";
import type { Edit } from "../../src/rule/finding.ts";
import { addItems } from "../../src/rule/list-edits.ts";
import { removeField, removeItem } from "../../src/rule/removals.ts";
import { fieldOf, type Field } from "../../src/yaml/field.ts";
import { fullParse } from "../../src/yaml/full-parse.ts";
import { yamlTexts } from "../support/random-yaml.ts";

function rootOf(text: string): Field | undefined {
  const source = { path: "a.yaml", text };
  const { root, problems } = fullParse(source, text.startsWith("\uFEFF") ? 1 : 0, text.length);
  return root && problems.length === 0 ? fieldOf(source, root) : undefined;
}

function allFields(field: Field): readonly Field[] {
  return [field, ...[...field.entries(), ...field.items()].flatMap(allFields)];
}

/** A plain value with keys in order, so that order counts. */
type Tree =
  | string
  | number
  | boolean
  | null
  | readonly Tree[]
  | { readonly map: readonly (readonly [string, Tree])[] };

interface Change {
  readonly at: Field;
  /** What becomes of the value, or of the map or list above it. */
  readonly becomes: (tree: Tree) => Tree;
}

function treeOf(field: Field, change: Change): Tree {
  const { node } = field;
  const tree: Tree =
    node.kind === "scalar"
      ? node.value
      : node.kind === "list"
        ? field.items().map((item) => treeOf(item, change))
        : {
            map: field
              .entries()
              .map((below) => [String(below.step), treeOf(below, change)] as const),
          };
  return field.path === change.at.path ? change.becomes(tree) : tree;
}

const unchanged = (field: Field): Change => ({ at: field, becomes: (tree) => tree });

type Pairs = readonly (readonly [string, Tree])[];

const mapChange = (at: Field | undefined, becomes: (pairs: Pairs) => Pairs): Change | undefined =>
  at && {
    at,
    becomes: (tree) =>
      typeof tree === "object" && tree !== null && !isList(tree)
        ? { map: becomes(tree.map) }
        : tree,
  };

const listChange = (
  at: Field | undefined,
  becomes: (items: readonly Tree[]) => readonly Tree[],
): Change | undefined => at && { at, becomes: (tree) => (isList(tree) ? becomes(tree) : tree) };

const isList = (tree: Tree): tree is readonly Tree[] => Array.isArray(tree);

interface Helper {
  readonly name: string;
  readonly edit: (field: Field) => Edit | undefined;
  readonly change: (field: Field) => Change | undefined;
}

const isKey = (field: Field, [key]: readonly [string, Tree]): boolean => key === field.step;
const added = ["new", "grpc"] as const;

const helpers: readonly Helper[] = [
  {
    name: "replaceText",
    edit: (field) => (field.string() ? replaceText(field, "it's, new") : undefined),
    change: (field) => ({ at: field, becomes: () => "it's, new" }),
  },
  {
    name: "replaceValue",
    edit: (field) => replaceValue(field, "65537"),
    change: (field) => ({ at: field, becomes: () => 65_537 }),
  },
  {
    name: "appendText",
    edit: (field) => appendText(field, ",more"),
    change: (field) => ({
      at: field,
      becomes: (tree) => (typeof tree === "string" ? `${tree},more` : tree),
    }),
  },
  {
    name: "renameKey",
    edit: (field) => renameKey(field, "new"),
    change: (field) =>
      mapChange(field.parent, (pairs) =>
        pairs.map((pair) => (isKey(field, pair) ? ["new", pair[1]] : pair)),
      ),
  },
  {
    name: "replaceEntry",
    edit: (field) => replaceEntry(field, "new: grpc"),
    change: (field) =>
      mapChange(field.parent, (pairs) => pairs.map((pair) => (isKey(field, pair) ? added : pair))),
  },
  {
    name: "addAfter",
    edit: (field) => addAfter(field, "new: grpc"),
    change: (field) =>
      mapChange(field.parent, (pairs) =>
        pairs.flatMap((pair) => (isKey(field, pair) ? [pair, added] : [pair])),
      ),
  },
  {
    name: "addEntry",
    edit: (field) => addEntry(field, "new: grpc"),
    // Where it stands in the map is up to the layout.
    change: (field) => mapChange(field, (pairs) => [...pairs, added]),
  },
  {
    name: "removeField",
    edit: removeField,
    change: (field) =>
      mapChange(field.parent, (pairs) => pairs.filter((pair) => !isKey(field, pair))),
  },
  {
    name: "removeItem",
    edit: removeItem,
    change: (field) =>
      listChange(field.parent, (items) => items.filter((_, index) => index !== field.step)),
  },
  {
    name: "addItems",
    edit: (field) => addItems(field, ["new"]),
    change: (field) => listChange(field, (items) => [...items, "new"]),
  },
];

/** `addEntry` may write the entry first. */
function inOrderOf(helper: Helper, tree: Tree): unknown {
  return helper.name === "addEntry"
    ? JSON.stringify(tree, (_, value: unknown) => sorted(value))
    : tree;
}

function sorted(value: unknown): unknown {
  if (typeof value !== "object" || value === null || !("map" in value)) return value;
  return Array.isArray(value.map)
    ? { map: value.map.toSorted((a, b) => (String(a) < String(b) ? -1 : 1)) }
    : value;
}

describe.each(helpers)("$name", (helper) => {
  it("changes just its own place, in any layout, and leaves shared bytes alone", () => {
    let edits = 0;
    fc.assert(
      fc.property(yamlTexts, (text) => {
        const root = rootOf(text);
        for (const field of root ? allFields(root) : []) {
          const edit = helper.edit(field);
          if (root === undefined || edit === undefined) continue;
          edits += 1;
          expect(field.shared).toBe(false);
          expectJust({ helper, root, field, result: applyEdits(text, [edit]) });
        }
      }),
      { numRuns: 150 },
    );
    expect(edits).toBeGreaterThan(100);
  });
});

interface Edited {
  readonly helper: Helper;
  readonly root: Field;
  readonly field: Field;
  readonly result: string;
}

function expectJust({ helper, root, field, result }: Edited): void {
  const after = rootOf(result);
  const change = helper.change(field);
  if (after === undefined || change === undefined) throw new Error(`not read: ${result}`);
  expect(inOrderOf(helper, treeOf(after, unchanged(after)))).toEqual(
    inOrderOf(helper, treeOf(root, change)),
  );
  if (root.source.text.includes("\r\n")) expect(result).not.toMatch(/(?<!\r)\n/);
}

it("the texts are nearly all YAML", () => {
  const texts = fc.sample(yamlTexts, 500);
  expect(texts.filter((text) => rootOf(text) === undefined).length).toBeLessThan(50);
});
