import { constants, gunzipSync } from "node:zlib";
import { filesOf } from "./descriptor-files.ts";
import type { DescriptorRecord } from "./descriptor-record.ts";
import { jsonRecord } from "./json-record.ts";
import type { ProtoFile } from "./proto-file.ts";
import { readTextFormat } from "./text-format.ts";
import { textRecord } from "./text-record.ts";
import { readWire } from "./wire-record.ts";

export interface DescriptorSet {
  readonly files: readonly ProtoFile[];
  /** Whether the set ends before its last file does. */
  readonly isCutOff: boolean;
}

/** Larger ones are not sets of descriptors. */
const largest = 0x1000_0000;

/**
 * A descriptor set or buf image, by what it holds and not by its name: binary, JSON or text format, gzip around it
 * or not. `undefined` for all else.
 */
export function readDescriptorSet(path: string, content: Uint8Array): DescriptorSet | undefined {
  const bytes = unpacked(content);
  if (bytes === undefined) return undefined;
  for (const read of readersFor(bytes)) {
    const found = read(bytes);
    if (found === undefined) continue;
    const files = filesOf(found.record, { path, text: "" });
    if (files.some((file) => file.path.endsWith(".proto"))) {
      return { files: files.filter((file) => file.path !== ""), isCutOff: !found.whole };
    }
  }
  return undefined;
}

function unpacked(bytes: Uint8Array): Uint8Array | undefined {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    // Of one that is cut off, what is there.
    const finishFlush = constants.Z_SYNC_FLUSH;
    return gunzipSync(bytes, { maxOutputLength: largest, finishFlush });
  } catch {
    // Too large, or something else that begins like it.
    return undefined;
  }
}

interface Found {
  readonly record: DescriptorRecord;
  readonly whole: boolean;
}

type Reader = (bytes: Uint8Array) => Found | undefined;

/** What may read bytes that begin like these. */
function readersFor(bytes: Uint8Array): readonly Reader[] {
  const begin = beginOf(bytes);
  return [
    // A set begins with its first file, which is its field 1.
    ...(bytes[0] === 10 ? [readWire] : []),
    ...(/^\s*\{/.test(begin) ? [jsonIn] : []),
    ...(/^(?:\s|#.*\n)*file\s*(?::\s*)?[{<]/.test(begin) ? [textIn] : []),
  ];
}

function textIn(bytes: Uint8Array): Found {
  const text = new TextDecoder().decode(bytes);
  const message = readTextFormat(text, { from: 0, to: text.length, comments: "hash" });
  return { record: textRecord(message), whole: message.whole };
}

function beginOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes.subarray(0, 4096));
}

function jsonIn(bytes: Uint8Array): Found | undefined {
  const text = new TextDecoder().decode(bytes);
  if (!text.includes('"file"')) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return { record: jsonRecord(value), whole: true };
  } catch {
    return undefined;
  }
}
