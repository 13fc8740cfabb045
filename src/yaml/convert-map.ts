import { isAlias, isScalar, isSeq, type Pair, type ParsedNode, type YAMLMap } from "yaml";
import { refuse, type Conversion } from "./conversion.ts";
import type { MapEntry, MapNode, YamlNode } from "./node.ts";
import { keyText } from "./scalar.ts";

const mergeTag = "tag:yaml.org,2002:merge";

/** Entries by key; of equal keys the last one counts, and first ones are kept to point at. */
interface Entries {
  readonly last: Map<string, MapEntry>;
  readonly first: Map<string, MapEntry>;
  end: number;
}

/**
 * A map as go-yaml v2 decodes it: entry after entry, each overriding what came before, merged entries too
 * (the YAML specification would let the explicit ones win).
 */
export function convertMap(conversion: Conversion, node: YAMLMap.Parsed): MapNode {
  const { base } = conversion;
  const start = base + node.range[0];
  const entries: Entries = { last: new Map(), first: new Map(), end: start };
  let first: number | undefined;
  for (const pair of node.items) {
    first ??= base + pair.key.range[0];
    if (isMergeKey(pair.key)) merge(conversion, entries, pair);
    else addEntry(conversion, entries, pair);
  }
  const flow = node.flow === true;
  return {
    kind: "map",
    flow,
    keys: [...entries.last.keys()],
    entries: [...entries.last.values()],
    start: flow ? start : (first ?? start),
    end: flow ? base + node.range[1] : entries.end,
  };
}

function isMergeKey(key: ParsedNode): boolean {
  if (!isScalar(key) || key.source !== "<<") return false;
  return key.tag === undefined ? key.type === "PLAIN" : key.tag === mergeTag;
}

type ParsedPair = Pair<ParsedNode, ParsedNode | null>;

/** `key:` at once followed by the end of an item in brackets, which go-yaml v2 reads as one plain text. */
export function endsInColon(
  { source: { text }, base }: Conversion,
  pair: ParsedPair | undefined,
): boolean {
  if (pair === undefined || !isScalar(pair.key) || pair.key.type !== "PLAIN") return false;
  const end = base + pair.key.range[1];
  return text.charAt(end) === ":" && /[,\]}]/.test(text.charAt(end + 1));
}

function addEntry(conversion: Conversion, entries: Entries, pair: ParsedPair): void {
  const { source } = conversion;
  const written = convertKey(conversion, pair.key);
  conversion.above.push(written?.key ?? "");
  const value = convertValue(conversion, pair);
  conversion.above.pop();
  entries.end = value.end;
  if (written === undefined) return;
  const entry: MapEntry = { ...written, value };
  const { key, keyStart, keyEnd } = entry;
  const first = entries.first.get(key);
  if (first === undefined) entries.first.set(key, entry);
  else {
    conversion.problems.push({
      kind: "duplicate-key",
      span: { source, start: keyStart, end: keyEnd },
      message: key,
      related: { source, start: first.keyStart, end: first.keyEnd },
      ...(isSame(source.text, first.value, value) && { isRepetition: true }),
      ...(isInMetadata(conversion) && { isMetadata: true }),
    });
  }
  put(entries, entry);
}

/** Labels and annotations, which charts often write once by themselves and once more for their users. */
function isInMetadata({ above }: Conversion): boolean {
  const place = above.at(-1);
  return above.at(-2) === "metadata" && (place === "labels" || place === "annotations");
}

/** Whether two values under one key are the same, so that it does not matter which of them counts. */
function isSame(text: string, left: YamlNode, right: YamlNode): boolean {
  if (left.kind === "scalar" && right.kind === "scalar") return left.value === right.value;
  return text.slice(left.start, left.end) === text.slice(right.start, right.end);
}

/** Last in order as well, so that entries stay in the order of the text. */
function put(entries: Entries, entry: MapEntry): void {
  entries.last.delete(entry.key);
  entries.last.set(entry.key, entry);
}

function convertKey(conversion: Conversion, key: ParsedNode): Omit<MapEntry, "value"> | undefined {
  const node = conversion.convert(conversion, key);
  if (node.kind !== "scalar") {
    refuse(conversion, key, "a key must be a string, not a list or a map");
    return undefined;
  }
  const written = conversion.source.text.slice(node.start, node.end);
  const text = keyText(node.value, written);
  if (text === undefined) {
    refuse(conversion, key, "a key cannot be null or empty, unless it is quoted");
    return undefined;
  }
  return { key: text, keyStart: node.start, keyEnd: node.end };
}

function convertValue(conversion: Conversion, { key, value }: ParsedPair): YamlNode {
  if (value !== null) return conversion.convert(conversion, value);
  const at = conversion.base + key.range[1];
  return { kind: "scalar", style: "plain", value: null, start: at, end: at };
}

function merge(conversion: Conversion, entries: Entries, pair: ParsedPair): void {
  const value = convertValue(conversion, pair);
  entries.end = value.end;
  const { value: written } = pair;
  if (written === null || isScalar(written)) refuseMerge(conversion, pair.key);
  else if (value.kind === "map") putAll(entries, value);
  else if (isAlias(written)) refuseMerge(conversion, written);
  else if (value.kind === "list" && isSeq(written)) {
    // Earlier maps of the list win over later ones.
    for (const item of value.items.toReversed()) {
      if (item.kind === "map") putAll(entries, item);
      else refuseMerge(conversion, pair.key);
    }
  }
}

function putAll(entries: Entries, { entries: merged }: MapNode): void {
  for (const entry of merged) put(entries, { ...entry, value: { ...entry.value, shared: true } });
}

function refuseMerge(conversion: Conversion, at: ParsedNode): void {
  refuse(conversion, at, "`<<` only merges a map or a list of maps");
}
