import type { HttpMatch } from "../../mesh/resolve/delegate-match.ts";
import type { Field } from "../../yaml/field.ts";
import { compact, filled, type Fact } from "./compact.ts";

const kinds = ["exact", "prefix", "regex"] as const;

/** How a route's request is matched; `undefined` for every request. */
export function matchFact(match: HttpMatch): Fact | undefined {
  const uri = match.get("uri");
  const path = textMatch(uri);
  const isAny = path["prefix"] === "/";
  const named = Array.from(match.map("headers"), ([name, field]) => headerFact(name, field, false));
  const without = Array.from(match.map("withoutHeaders"), ([name, field]) =>
    headerFact(name, field, true),
  );
  const special = (key: string): readonly NamedFact[] => {
    const field = match.get(key);
    return field ? [headerFact(`:${key}`, field, false)] : [];
  };
  const headers = [
    ...[...named, ...without].toSorted((left, right) => (left.name < right.name ? -1 : 1)),
    ...special("method"),
    ...special("authority"),
    ...special("scheme"),
  ];
  const query = Array.from(match.map("queryParams"), ([name, field]) => namedFact(name, field));
  return compact({
    ...(isAny ? {} : path),
    ignore_case: match.get("ignoreUriCase")?.boolean()?.value || undefined,
    headers: filled(headers),
    query: filled(query),
  });
}

interface NamedFact {
  readonly name: string;
  readonly [key: string]: Fact;
}

function headerFact(name: string, field: Field, isNot: boolean): NamedFact {
  const how = presence(field);
  const isPresence = how["present"] === true;
  return {
    name,
    ...how,
    ...(isNot ? { not: true } : {}),
    ...(isNot && !isPresence ? { missing_is_empty: true } : {}),
  };
}

function namedFact(name: string, field: Field): NamedFact {
  return { name, ...presence(field) };
}

/** Without a condition, or with the regex `*`, a header needs only to be there. */
function presence(field: Field): { readonly [key: string]: Fact } {
  const how = textMatch(field);
  return Object.keys(how).length === 0 || how["regex"] === "*" ? { present: true } : how;
}

function textMatch(field: Field | undefined): { readonly [key: string]: Fact } {
  for (const kind of kinds) {
    const text = field?.get(kind)?.text;
    if (text !== undefined) return { [kind]: text };
  }
  return {};
}
