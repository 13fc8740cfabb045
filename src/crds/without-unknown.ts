import { alternatives } from "../../schemas/import/alternatives.ts";
import { isRecord, type JsonRecord } from "../../schemas/import/json.ts";

/**
 * An `openAPIV3Schema` without what the importer refuses to guess: alternatives of an unknown sort, and patterns
 * that are no JavaScript. Other people's CRDs are then checked for less, never for more.
 */
export function withoutUnknown(source: unknown): unknown {
  if (Array.isArray(source)) return source.map(withoutUnknown);
  if (!isRecord(source)) return source;
  const isKnown = hasKnownAlternatives(source);
  const kept = Object.entries(source).flatMap(([key, value]) => {
    if (alternativeKeywords.has(key)) return isKnown ? [[key, value] as const] : [];
    if (key === "pattern" && typeof value === "string" && !isPattern(value)) return [];
    return [[key, withoutUnknown(value)] as const];
  });
  return Object.fromEntries(kept);
}

const alternativeKeywords: ReadonlySet<string> = new Set(["allOf", "anyOf", "not", "oneOf"]);

function hasKnownAlternatives(source: JsonRecord): boolean {
  const { anyOf: _types, ...others } = source;
  try {
    alternatives(source["x-kubernetes-int-or-string"] === true ? others : source);
    return true;
  } catch {
    return false;
  }
}

function isPattern(text: string): boolean {
  try {
    RegExp(text, "u");
    return true;
  } catch {
    return false;
  }
}
