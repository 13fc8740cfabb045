import type { Edit } from "../../rule/finding.ts";
import type { Span } from "../../yaml/source.ts";
import { definitionsAt, namesAt, referencesTo, type Place } from "./names.ts";
import type { Target } from "./occurrence.ts";

/** The part of a name that a rename replaces, and what it is now; `undefined` where nothing there can be renamed. */
export function renamedAt(
  place: Place,
): { readonly span: Span; readonly name: string } | undefined {
  const [found] = namesAt(place);
  if (found === undefined || !mayRename(found.target)) return undefined;
  const span = nameIn(found.span, found.target.name);
  return span && { span, name: found.target.name };
}

/** The edits that give a subset or a Service another name in every file that names it; the reason as a phrase where that cannot be. */
export function renameAt(place: Place, name: string): readonly Edit[] | string {
  const [target] = definitionsAt(place);
  if (target === undefined || !mayRename(target)) return "only subsets and Services can be renamed";
  const fault = faultOf(name);
  if (fault !== undefined) return fault;
  return referencesTo([target], place, true).flatMap(({ span }) => {
    const part = nameIn(span, target.name);
    return part ? [{ span: part, text: writtenAs(name, part) }] : [];
  });
}

function mayRename({ kind, resource }: Target): boolean {
  return kind === "subset" || (kind === "host" && resource?.type === "/Service");
}

/** A label of DNS, which is what both are. Source: istio `pkg/config/validation/validation.go` validateSubset (1.31). */
function faultOf(name: string): string | undefined {
  const isLabel = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?$/.test(name) && name.length <= 63;
  return isLabel ? undefined : `\`${name}\` is not a DNS label`;
}

/** The name itself, without quotes and without the namespace and domain of a host. */
function nameIn(span: Span, name: string): Span | undefined {
  const { source, start, end } = span;
  const text = source.text.slice(start, end);
  const quote = /^["']/.test(text) ? 1 : 0;
  const rest = text.slice(quote + name.length);
  if (!text.startsWith(name, quote) || !/^(?:$|[."'])/.test(rest)) return undefined;
  return { source, start: start + quote, end: start + quote + name.length };
}

/** Plain names that YAML takes for something else need quotes. */
function writtenAs(name: string, { source, start, end }: Span): string {
  const isQuoted = /["']/.test(source.text.charAt(start - 1));
  const isPart = source.text.charAt(end) === ".";
  const isOther = /^(?:\d[\d_]*(?:e\d+)?|0[xo]?[\da-f]+|true|false|null|yes|no|on|off|y|n)$/.test(
    name,
  );
  return isOther && !isQuoted && !isPart ? `"${name}"` : name;
}
