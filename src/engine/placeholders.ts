import { isOpen } from "../manifest/placeholder.ts";
import type { Resource } from "../manifest/resource.ts";
import { groupBy } from "../collections/group-by.ts";
import type { Field } from "../yaml/field.ts";
import type { YamlProblem } from "../yaml/node.ts";
import type { SourceFile } from "../yaml/source.ts";

/** A quick look at a whole text, for most have none of these. */
const signs = ["$", "{{", "<", "%", "__", "((", "@", "{"];

/**
 * Below these, texts are for others: the kubelet expands `$(NAME)` itself, Envoy `%NAME%`, and whatever is in data or
 * annotations is not read here.
 */
const texts = new Set([
  "annotations",
  "args",
  "command",
  "configPatches",
  "data",
  "description",
  "env",
  "regex",
  "script",
  "stringData",
  "accessLogging",
  "headers",
]);

/** One problem for each file with placeholders that something here would read. */
export function placeholderProblems(resources: readonly Resource[]): readonly YamlProblem[] {
  const bySource = groupBy(resources, ({ document }) => document.source);
  return [...bySource].flatMap(([source, found]) => {
    if (!mayHaveSome(source)) return [];
    const open = found.flatMap(({ root }) => openBelow(root));
    const [first] = open;
    if (first === undefined) return [];
    return [{ kind: "placeholder", span: first.span, message: `${open.length}` }];
  });
}

/**
 * A closer look, for braces alone are flow maps: all that `isOpen` finds has one of these in its text, or is written with
 * an escape; or it is a key such as `PORT` without a value.
 */
const closer = [
  /\$[{(]?[A-Za-z_]|\{\{|<[A-Za-z]|%[A-Z]|@[A-Za-z]|__[A-Z]|\(\(|\\|\? /,
  /\{[A-Za-z_][\w.-]*\}/,
  /\{ *["']?[A-Z][A-Z0-9_]*["']?\s?[ ,}]/,
  /(?:^|[^A-Za-z0-9_])[A-Z][A-Z0-9_]*["']? ?:/,
];

function mayHaveSome({ text }: SourceFile): boolean {
  return signs.some((sign) => text.includes(sign)) && closer.some((it) => it.test(text));
}

function openBelow(field: Field): readonly Field[] {
  if (field.text?.startsWith("/") === true) return [];
  if (isOpen(field)) return [field];
  const below = field.isMap ? field.fieldsUnder((key) => !texts.has(key)) : field.items();
  return below.flatMap(openBelow);
}
