import { truncateSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readSource, readStream } from "../../src/files/read.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const text = "kind: Service # grün 🦊\r\n";

function bigEndian(content: string): Buffer {
  return Buffer.from(content, "utf16le").swap16();
}

const encodings: readonly (readonly [string, Buffer, string])[] = [
  ["UTF-8", Buffer.from(text), text],
  ["UTF-8 with a byte order mark, which stays", Buffer.from(`\uFEFF${text}`), `\uFEFF${text}`],
  ["UTF-16, little end first", Buffer.from(`\uFEFF${text}`, "utf16le"), `\uFEFF${text}`],
  ["UTF-16, big end first", bigEndian(`\uFEFF${text}`), `\uFEFF${text}`],
  ["UTF-16 that is cut off", bigEndian("\uFEFFab").subarray(0, 5), "\uFEFFa"],
  ["bytes that are no text", Buffer.from([0x61, 0xe9, 0x0a, 0xff]), "a\0\n\0"],
  ["a replacement character that is written so", Buffer.from("a\uFFFD"), "a\uFFFD"],
  ["nothing", Buffer.alloc(0), ""],
];

describe("reading", () => {
  for (const [name, bytes, expected] of encodings) {
    it(`takes ${name}`, async () => {
      const folder = temporaryFolder({ "x.yaml": bytes });
      const source = { path: "x.yaml", text: expected };
      expect(readSource("x.yaml", folder)).toEqual({
        source: { ...source, workingFolder: folder },
      });
      expect(await readStream(inPieces(bytes), "x.yaml")).toEqual({ source });
    });
  }

  it("tells why it cannot", () => {
    const folder = temporaryFolder({ "file.yaml": "", "folder/x.yaml": "", "large.yaml": "" });
    truncateSync(join(folder, "large.yaml"), 600 * 1024 * 1024);
    const reasonOf = (path: string): unknown => readSource(path, folder);
    expect(reasonOf("gone.yaml")).toMatchObject({ unreadable: { reason: "it does not exist" } });
    expect(reasonOf("folder")).toMatchObject({ unreadable: { reason: "it is a folder" } });
    expect(reasonOf("file.yaml/x")).toMatchObject({
      unreadable: { reason: "a part of its path is not a folder" },
    });
    expect(reasonOf("large.yaml")).toMatchObject({
      unreadable: { path: "large.yaml", reason: "it is larger than 512 MB" },
    });
  });
});

async function* inPieces(bytes: Buffer): AsyncGenerator<Buffer> {
  for (let start = 0; start < bytes.length; start += 3) yield bytes.subarray(start, start + 3);
}
