import { isOpen } from "../manifest/placeholder.ts";
import type { Resource } from "../manifest/resource.ts";
import { groupBy } from "../collections/group-by.ts";
import { keptFor } from "../collections/lazy.ts";
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

/** Finds what is left open in resources; each is looked at once. */
export function openFinder(): (resource: Resource) => readonly Field[] {
  const mayHold = keptFor(mayHaveSome);
  return keptFor(({ root }: Resource) => (mayHold(root.source) ? openBelow(root) : []));
}

/** One problem for each file with placeholders that something here would read. */
export function placeholderProblems(
  resources: readonly Resource[],
  openIn = openFinder(),
): readonly YamlProblem[] {
  const bySource = groupBy(resources, ({ document }) => document.source);
  return [...bySource].flatMap(([, found]) => {
    const open = found.flatMap(openIn);
    const [first] = open;
    if (first === undefined) return [];
    return [{ kind: "placeholder", span: first.span, message: `${open.length}` }];
  });
}

function mayHaveSome({ text }: SourceFile): boolean {
  return signs.some((sign) => text.includes(sign));
}

function openBelow(field: Field): readonly Field[] {
  if (field.text?.startsWith("/") === true) return [];
  if (isOpen(field)) return [field];
  const below = field.isMap ? field.fieldsUnder((key) => !texts.has(key)) : field.items();
  return below.flatMap(openBelow);
}
