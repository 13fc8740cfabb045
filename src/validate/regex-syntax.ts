import { readClass } from "./regex-class.ts";
import { characterAt, isFault, readEscape, type Read } from "./regex-escape.ts";
import { wholeFault, type TextFault } from "./text-fault.ts";

/**
 * The grammar of RE2 as Go's `regexp/syntax` (parse.go, flags Perl) reads it, which is what Istio's webhook asks.
 * Only whether a pattern is one is decided here, so nothing of its meaning is kept but how often parts repeat.
 */

/** A UTF-16 unit needs at most three bytes in UTF-8. */
const mostBytes = 1024;

/** Why a text is not an RE2 regular expression that Istio accepts. */
export function regexFault(pattern: string): TextFault | undefined {
  if (pattern.length > mostBytes / 3 && new TextEncoder().encode(pattern).length > mostBytes) {
    return wholeFault(pattern, "longer than 1024 bytes");
  }
  const reader: Reader = { pattern, at: 0, open: [], names: new Set(), parts: newParts() };
  while (reader.at < pattern.length) {
    const fault = readNext(reader);
    if (fault) return fault;
  }
  const unclosed = reader.open.at(-1);
  return unclosed && { from: unclosed.at, to: unclosed.at + 1, label: "`(` is never closed" };
}

/** What repetitions count down to: Go allows 1000 in all, so that patterns stay small. */
const mostRepeats = 1000;

/** The greatest product of nested counted repetitions, 1 where nothing is counted. */
interface Parts {
  /** What a repetition would repeat; `undefined` where there is nothing. */
  last: number | undefined;
  most: number;
  repeated: boolean;
}

function newParts(): Parts {
  return { last: undefined, most: 1, repeated: false };
}

interface Reader {
  readonly pattern: string;
  at: number;
  readonly open: { readonly at: number; readonly outside: Parts }[];
  readonly names: Set<string>;
  parts: Parts;
}

function readNext(reader: Reader): TextFault | undefined {
  const { pattern, at } = reader;
  const here = pattern[at] ?? "";
  const counted = here === "{" ? /^\{(\d+)(?:(,)(\d*))?\}/.exec(pattern.slice(at)) : null;
  if (here === "*" || here === "+" || here === "?" || counted) {
    return repeat(reader, counted?.[0] ?? here, counted);
  }
  reader.parts.repeated = false;
  if (here === "(") return openGroup(reader);
  if (here === ")") return closeGroup(reader);
  if (here === "|") {
    setLast(reader.parts, undefined);
    reader.at += 1;
    return undefined;
  }
  return readOperand(reader, here);
}

function readOperand(reader: Reader, here: string): TextFault | undefined {
  const { pattern, at } = reader;
  const quoted = /^\\Q([\s\S]*?)(?:\\E|$)/.exec(pattern.slice(at));
  if (quoted) {
    if (quoted[1] !== "") setLast(reader.parts, 1);
    reader.at += quoted[0].length;
    return undefined;
  }
  const read = readPiece(pattern, at, here);
  if (isFault(read)) return read;
  reader.at = read.end;
  setLast(reader.parts, 1);
  return undefined;
}

function readPiece(pattern: string, at: number, here: string): Read {
  if (here === "[") return readClass(pattern, at);
  if (here !== "\\") return { end: at + (characterAt(pattern, at)?.length ?? 1) };
  return /^\\[AbBz]/.test(pattern.slice(at)) ? { end: at + 2 } : readEscape(pattern, at);
}

function repeat(
  reader: Reader,
  operator: string,
  counted: RegExpExecArray | null,
): TextFault | undefined {
  const { parts, pattern, at } = reader;
  const end = at + operator.length;
  const fault = (label: string): TextFault => ({ from: at, to: end, label });
  const [, low = "", comma, high = ""] = counted ?? [];
  const times = high === "" ? Number(low) : Number(high);
  if (counted && (times > mostRepeats || Number(low) > times)) {
    return fault("repeats at most 1000 times");
  }
  if (parts.last === undefined) return fault("nothing to repeat");
  if (parts.repeated) return fault("repeats a repetition");
  const never = counted !== null && times === 0 && (comma === undefined || high !== "");
  if (never) parts.last = 1;
  else if (counted && times > 1) parts.last *= times;
  if (parts.last > mostRepeats) return fault("repeats at most 1000 times");
  parts.repeated = true;
  reader.at = end + (pattern[end] === "?" ? 1 : 0);
  return undefined;
}

/** What comes next, so that what came before is not repeated any more. */
function setLast(parts: Parts, last: number | undefined): void {
  parts.most = Math.max(parts.most, parts.last ?? 1);
  parts.last = last;
}

function openGroup(reader: Reader): TextFault | undefined {
  const { pattern, at } = reader;
  const rest = pattern.slice(at);
  const flags = /^\(\?(?:[imsU]*|[imsU]*-[imsU]+)([:)])/.exec(rest);
  if (flags?.[1] === ")") {
    reader.at += flags[0].length;
    return undefined;
  }
  const head = flags?.[0] ?? /^\((?:\?P?<(\w+)>)?/.exec(rest)?.[0] ?? "(";
  if (flags === null && rest.startsWith("(?")) {
    const name = /^\(\?P?<(\w+)>/.exec(rest)?.[1];
    if (name === undefined) return unsupported(rest, at);
    if (reader.names.has(name)) {
      return { from: at, to: at + head.length, label: "a repeated group name" };
    }
    reader.names.add(name);
  }
  reader.open.push({ at, outside: reader.parts });
  reader.parts = newParts();
  reader.at += head.length;
  return undefined;
}

function unsupported(rest: string, at: number): TextFault {
  const [head = "(?"] = /^\(\?(?:<[=!]|[=!>#|P]|<)?/.exec(rest) ?? [];
  const label = /[=!]$/.test(head)
    ? `RE2 has no look${head.includes("<") ? "behind" : "ahead"}`
    : "unknown RE2 group";
  return { from: at, to: at + head.length, label };
}

function closeGroup(reader: Reader): TextFault | undefined {
  const group = reader.open.pop();
  if (group === undefined) {
    return { from: reader.at, to: reader.at + 1, label: "`)` closes nothing" };
  }
  const { most, last = 1 } = reader.parts;
  reader.parts = group.outside;
  setLast(reader.parts, Math.max(most, last));
  reader.at += 1;
  return undefined;
}
