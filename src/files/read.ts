import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readFileSync,
  readSync,
  statSync,
} from "node:fs";
import { isAbsolute, resolve, sep } from "node:path";
import type { SourceFile } from "../yaml/source.ts";
import { leavesReason, leavesRepository } from "./bounds.ts";
import { slashed } from "./paths.ts";

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
    // U+FFFD stands in the file, or for bytes that are not valid UTF-8.
    const isDoubtful = text.includes("\uFFFD");
    const read = isDoubtful ? decode(bytes) : text;
    return { source: { path, text: read, workingFolder: slashed(workingFolder) } };
  } catch (error) {
    // Names come as text, in which bytes that are not valid UTF-8 are lost.
    const isLost = path.includes("\uFFFD") && !exists(file);
    return {
      unreadable: { path, reason: isLost ? "its name is not valid UTF-8" : reasonOf(error) },
    };
  }
}

/**
 * Reads a file that steers the run. One that was `found`, and not named on the command line, must be a file and no pipe
 * or device; neither may a link in a repository lead out of it: its lines would be quoted.
 */
export function readSteering(
  path: string,
  workingFolder: string,
  origin: "named" | "found",
): ReadResult {
  const file = resolve(workingFolder, path);
  try {
    if (leavesRepository(file)) return { unreadable: { path, reason: leavesReason } };
    const isFile = origin === "named" || statSync(file).isFile();
    if (!isFile) return { unreadable: { path, reason: "it is not a regular file" } };
  } catch (error) {
    return { unreadable: { path, reason: reasonOf(error) } };
  }
  return readSource(path, workingFolder);
}

/** Takes what nearly every file holds, without asking for its size first. */
const scratch = Buffer.allocUnsafe(1 << 17);

/** A pipe that nobody has opened to write ends at once, instead of keeping the run for ever. */
const openFlags = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/** The bytes of a file or pipe, until the next one is read. */
function bytesOf(file: string): Buffer | typeof tooLarge {
  const descriptor = openSync(file, openFlags);
  try {
    const first = fill(descriptor, scratch);
    // A pipe between processes, such as `/dev/fd/63`, is a link: its writer was there from the start.
    const isWaiting = first === 0 && lstatSync(file).isFIFO();
    const length = isWaiting ? awaitWriter(descriptor) : first;
    if (length < scratch.length) return scratch.subarray(0, length);
    // Reading would fill the memory before it fails.
    if (fstatSync(descriptor).size > longestText) return tooLarge;
    return restOf(descriptor, Buffer.from(scratch));
  } finally {
    closeSync(descriptor);
  }
}

/** Reads until a buffer is full or the file ends; how much it holds then. */
function fill(descriptor: number, buffer: Buffer): number {
  let length = 0;
  while (length < buffer.length) {
    const read = readWhenReady(descriptor, buffer, length);
    if (read === 0) return length;
    length += read;
  }
  return length;
}

/** As for devices without an end, the size says nothing of pipes. */
function restOf(descriptor: number, first: Buffer): Buffer | typeof tooLarge {
  const chunks = [first];
  for (let total = first.length; total <= longestText;) {
    const chunk = Buffer.allocUnsafe(1 << 20);
    const length = fill(descriptor, chunk);
    chunks.push(chunk.subarray(0, length));
    total += length;
    if (length < chunk.length) return Buffer.concat(chunks);
  }
  return tooLarge;
}

/** Somebody has the pipe open, and has not written yet. */
function readWhenReady(descriptor: number, buffer: Buffer, from: number): number {
  for (;;) {
    try {
      return readSync(descriptor, buffer, from, buffer.length - from, null);
    } catch (error) {
      const code = error instanceof Error && "code" in error ? error.code : undefined;
      if (code !== "EAGAIN") throw error;
      pause();
    }
  }
}

/** Milliseconds for which a named pipe waits to be opened by a writer. */
const patience = 5000;

/** What a named pipe gives first, once somebody writes; throws where nobody does. */
function awaitWriter(descriptor: number): number {
  const end = Date.now() + patience;
  while (Date.now() < end) {
    const length = fill(descriptor, scratch);
    if (length > 0) return length;
    pause();
  }
  throw new Error("this pipe has no writer");
}

function pause(): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
}

function exists(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false }) !== undefined;
}

/** Larger files are not read for the RPCs that they define: they are something else. */
const largestProto = 0x800_0000;

/** The bytes of a file as they are; `undefined` where it cannot be read, or is no file. */
export function readBytes(path: string, workingFolder: string): Uint8Array | undefined {
  const file = isAbsolute(path) ? path : `${workingFolder}${sep}${path}`;
  try {
    const stats = statSync(file);
    const isReadable = stats.isFile() && stats.size <= largestProto && !leavesRepository(file);
    return isReadable ? readFileSync(file) : undefined;
  } catch {
    return undefined;
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
  ELOOP: "its symbolic links form a loop",
  ENAMETOOLONG: "its name is too long",
  ENOENT: "it does not exist",
  ENOSPC: "no space is left",
  ENXIO: "it is not a file",
  ENOTDIR: "a part of its path is not a folder",
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
