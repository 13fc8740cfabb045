import { holdsPlaceholder, isBareToken, isCapitals, isSignedKey } from "../manifest/placeholder.ts";
import type { Resource } from "../manifest/resource.ts";
import { groupBy } from "../collections/group-by.ts";
import { keptFor } from "../collections/lazy.ts";
import type { Violation } from "../schema/violation.ts";
import type { Field } from "../yaml/field.ts";
import type { YamlProblem } from "../yaml/node.ts";
import type { SourceFile, Span } from "../yaml/source.ts";

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
export function openFinder(): (resource: Resource) => readonly Span[] {
  const mayHold = keptFor(mayHaveSome);
  return keptFor(({ root }: Resource) => (mayHold(root.source) ? openBelow(root) : []));
}

/** One problem for each file with placeholders that something here would read. */
export function placeholderProblems(
  resources: readonly Resource[],
  violations: readonly Violation[],
  openIn = openFinder(),
): readonly YamlProblem[] {
  const signed = resources.flatMap(openIn);
  const tokens = violations.filter(({ kind }) => kind === "left-open").map(tokenIn);
  const bySource = groupBy([...signed, ...tokens], ({ source }) => source);
  return [...bySource.values()].flatMap((found) => {
    const starts = [...new Set(found.map(({ start }) => start))];
    const first = found.reduce((least, it) => (it.start < least.start ? it : least));
    return [{ kind: "placeholder", span: first, message: `${starts.length}` }];
  });
}

function tokenIn({ field }: Violation): Span {
  return isCapitals(field.text ?? "") ? field.span : field.keySpan;
}

function mayHaveSome({ text }: SourceFile): boolean {
  return signs.some((sign) => text.includes(sign));
}

/** The values that are open, and the keys that stand for several entries. */
function openBelow(field: Field): readonly Span[] {
  if (field.text?.startsWith("/") === true) return [];
  const { text } = field;
  if (text === undefined ? isBareToken(field) : holdsPlaceholder(text)) return [field.span];
  if (!field.isMap) return field.items().flatMap(openBelow);
  const keys = field.fieldsUnder(isSignedKey).map(({ keySpan }) => keySpan);
  return [...keys, ...field.fieldsUnder((key) => !texts.has(key)).flatMap(openBelow)];
}
