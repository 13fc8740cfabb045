import { closeSync, fstatSync, openSync, readFileSync, readSync } from "node:fs";
import { isAbsolute, sep } from "node:path";
import type { SourceFile } from "../yaml/source.ts";

/** Why a file could not be read, as one lowercase phrase. */
export interface Unreadable {
  readonly path: string;
  readonly reason: string;
}

/** Node's limit for one string, in bytes that are all ASCII. */
const longestText = 0x1fff_ffe8;
const tooLarge = "it is larger than 512 MB";

export type ReadResult = { readonly source: SourceFile } | { readonly unreadable: Unreadable };

/**
 * Reads a file that is named relative to the working folder. Bytes that are no UTF-8 become NUL, which no YAML may
 * hold, so that the parser reports them; UTF-16 is read where a byte order mark says so.
 */
export function readSource(path: string, workingFolder: string): ReadResult {
  // Nothing is to be normalised here, which takes longer than finding the file.
  const file = isAbsolute(path) ? path : `${workingFolder}${sep}${path}`;
  try {
    const bytes = bytesOf(file);
    if (bytes === tooLarge) return { unreadable: { path, reason: tooLarge } };
    const text = bytes.toString("utf8");
    // U+FFFD stands in the file, or for bytes that are no UTF-8.
    const isDoubtful = text.includes("\uFFFD");
    return { source: { path, text: isDoubtful ? decode(bytes) : text } };
  } catch (error) {
    return { unreadable: { path, reason: reasonOf(error) } };
  }
}

/** Takes what nearly every file holds, without asking for its size first. */
const scratch = Buffer.allocUnsafe(1 << 17);

/** The bytes of a file or pipe, until the next one is read. */
function bytesOf(file: string): Buffer | typeof tooLarge {
  const descriptor = openSync(file, "r");
  try {
    let length = 0;
    while (length < scratch.length) {
      const read = readSync(descriptor, scratch, length, scratch.length - length, null);
      if (read === 0) return scratch.subarray(0, length);
      length += read;
    }
    // Reading would fill the memory before it fails.
    if (fstatSync(descriptor).size > longestText) return tooLarge;
    return Buffer.concat([scratch, readFileSync(descriptor)]);
  } finally {
    closeSync(descriptor);
  }
}

/** Reads all of a stream, such as standard input. */
export async function readStream(
  stream: AsyncIterable<Uint8Array | string>,
  path: string,
): Promise<ReadResult> {
  try {
    const chunks: Uint8Array[] = [];
    for await (const chunk of stream) {
      chunks.push(typeof chunk === "string" ? Buffer.from(chunk) : chunk);
    }
    return { source: { path, text: decode(Buffer.concat(chunks)) } };
  } catch (error) {
    return { unreadable: { path, reason: reasonOf(error) } };
  }
}

function decode(bytes: Buffer): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return bytes.toString("utf16le");
  if (bytes[0] === 0xfe && bytes[1] === 0xff) {
    return bytes
      .subarray(0, bytes.length - (bytes.length % 2))
      .swap16()
      .toString("utf16le");
  }
  const text = bytes.toString("utf8");
  const isUtf8 = Buffer.from(text).equals(bytes);
  return isUtf8 ? text : text.replaceAll("\uFFFD", "\0");
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: "permission denied",
  EISDIR: "it is a folder",
  ELOOP: "its symbolic links lead in a circle",
  ENAMETOOLONG: "its name is too long",
  ENOENT: "it does not exist",
  ENOSPC: "no space is left",
  ENOTDIR: "a part of its path is no folder",
  EPERM: "permission denied",
  EROFS: "its file system is read-only",
  ERR_FS_FILE_TOO_LARGE: tooLarge,
  ERR_STRING_TOO_LONG: tooLarge,
};

/** A phrase for a failure of the file system: "permission denied". */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  return reasons[code] ?? error.message;
}
