import type { ScalarValue, YamlNode } from "./node.ts";
import type { SourceFile } from "./source.ts";
import { flowBit, headLength, kinds, none, scalarHeader, sharedBit, type Tree } from "./tree.ts";

/** A tree that is being written: see there for what the numbers are. */
export interface Tape {
  records: Int32Array;
  /** Where its own records begin. */
  readonly from: number;
  length: number;
  /** What is known of the maps and lists that are not read to their end, each above those around it. */
  open: Int32Array;
  height: number;
  keys: (readonly string[])[];
  values: ScalarValue[];
}

/** Trees share arrays: of their own they would take longer to make than to fill, and to come by when they are read. */
const arena: Omit<Tape, "from" | "height"> = {
  records: new Int32Array(0),
  length: 0,
  open: new Int32Array(1 << 8),
  keys: [],
  values: [],
};
const arenaLength = 1 << 17;
/** An empty tape for a text of a given length. It must no longer be in use when the next one is started. */
export function startTape(characters: number): Tape {
  // Most need a number for every third or fourth character, and what needs more gets it.
  const needed = characters >> 1;
  if (arena.records.length - arena.length < needed) {
    arena.records = new Int32Array(Math.max(arenaLength, needed));
    arena.length = 0;
    arena.keys = [];
    arena.values = [];
  }
  const { records, length, open, keys, values } = arena;
  return { records, from: length, length, open, height: 0, keys, values };
}

/** The tree that was written. */
export function takeTree(tape: Tape, source: SourceFile, root: number): Tree {
  const { records, from, length, open, keys, values } = tape;
  arena.records = records;
  arena.length = length;
  if (open.length < arenaLength) arena.open = open;
  return { source, records, first: from, root, keys, values };
}

function grown(numbers: Int32Array, needed: number): Int32Array {
  const larger = new Int32Array(Math.max(numbers.length * 2, needed));
  larger.set(numbers);
  return larger;
}

/** Notes a number of a map or list that is being read. */
export function push(tape: Tape, number: number): void {
  if (tape.height === tape.open.length) tape.open = grown(tape.open, 0);
  tape.open[tape.height] = number;
  tape.height += 1;
}

/** Three of the four numbers of a record, without its last one; gives its place. */
export function writeHead(tape: Tape, header: number, start: number, end: number): number {
  const at = tape.length;
  if (at + headLength > tape.records.length) tape.records = grown(tape.records, at + headLength);
  const { records } = tape;
  records[at] = header;
  records[at + 1] = start;
  records[at + 2] = end;
  tape.length = at + headLength;
  return at;
}

/** `last` is an index of `values`, or one of the numbers in the place of one. */
export function writeScalar(
  tape: Tape,
  header: number,
  { start, end, last }: { readonly start: number; readonly end: number; readonly last: number },
): number {
  const at = writeHead(tape, header, start, end);
  tape.records[at + 3] = last;
  return at;
}

/** Writes the entries noted above `from` after the record of the map or list they belong to. */
function writeNoted(tape: Tape, from: number): void {
  const { open, height, length } = tape;
  const end = length + height - from;
  if (end > tape.records.length) tape.records = grown(tape.records, end);
  const { records } = tape;
  for (let index = from; index < height; index += 1) {
    records[length + index - from] = open[index] ?? 0;
  }
  tape.length = end;
  tape.height = from;
}

interface Written {
  /** Where what belongs to it was begun to be noted. */
  readonly from: number;
  readonly start: number;
  readonly end: number;
  /** The bits of its header besides its kind. */
  readonly bits: number;
}

/** Noted are its entries: start and end of the key, and the value's record; `keys` is their number. */
export function writeMap(tape: Tape, keys: number, { from, start, end, bits }: Written): number {
  const at = writeHead(tape, kinds.map | bits, start, end);
  tape.records[at + 3] = keys;
  writeNoted(tape, from);
  return at;
}

/** Noted are the records of its items. */
export function writeList(tape: Tape, { from, start, end, bits }: Written): number {
  const at = writeHead(tape, kinds.list | bits, start, end);
  tape.records[at + 3] = tape.height - from;
  writeNoted(tape, from);
  return at;
}

/** Keeps a scalar's value; gives its number. */
export function keepValue(tape: Tape, value: ScalarValue): number {
  return value === null ? none : tape.values.push(value) - 1;
}

/** Keeps the keys of a map; gives their number. */
export function keepKeys(tape: Tape, keys: readonly string[]): number {
  return tape.keys.push(keys) - 1;
}

/** The tree of an object; what it leads to twice is written once. */
export function treeOf(source: SourceFile, node: YamlNode): Tree {
  const tape = startTape(Math.max(node.end - node.start, 0));
  const written = new Map<YamlNode, number>();
  const root = write(node);
  const nodes = new Map(Array.from(written, ([it, at]) => [at, it]));
  return { ...takeTree(tape, source, root), nodes };

  function write(it: YamlNode): number {
    const known = written.get(it);
    if (known !== undefined) return known;
    const at = writeNew(it);
    written.set(it, at);
    return at;
  }

  function writeNew(it: YamlNode): number {
    const { start, end } = it;
    const shared = it.shared === true ? sharedBit : 0;
    if (it.kind === "scalar") {
      const last = keepValue(tape, it.value);
      return writeScalar(tape, scalarHeader(it.style) | shared, { start, end, last });
    }
    const bits = shared | (it.flow ? flowBit : 0);
    const from = tape.height;
    if (it.kind === "list") {
      for (const item of it.items) push(tape, write(item));
      return writeList(tape, { from, start, end, bits });
    }
    for (const { keyStart, keyEnd, value } of it.entries) {
      push(tape, keyStart);
      push(tape, keyEnd);
      push(tape, write(value));
    }
    return writeMap(tape, keepKeys(tape, it.keys), { from, start, end, bits });
  }
}
