import { similarName } from "../text/similar-name.ts";
import type { ManifestFile } from "./options.ts";

/** Throws a `TypeError` that names the option that is none. */
export function requireKnown(options: object, known: readonly string[]): void {
  if (typeof options !== "object" || options === null || Array.isArray(options)) {
    throw new TypeError("`options` must be an object");
  }
  for (const name of Object.keys(options)) {
    if (known.includes(name)) continue;
    const similar = similarName(name, [...known]);
    const hint =
      similar === undefined ? "" : `; an option with a similar name exists: \`${similar}\``;
    throw new TypeError(`unknown option \`${name}\`${hint}`);
  }
}

/** Throws a `TypeError` unless a value is a list of files with path and text. */
export function requireFiles(name: string, files: readonly ManifestFile[] | undefined): void {
  if (files === undefined) return;
  if (!Array.isArray(files)) throw new TypeError(`\`${name}\` must be an array of { path, text }`);
  for (const [index, file] of files.entries()) {
    for (const key of ["path", "text"]) {
      const value: unknown = file === null || file === undefined ? undefined : file[key];
      if (typeof value === "string") continue;
      throw new TypeError(`\`${name}[${index}].${key}\` must be a string`);
    }
  }
}

export function requireStrings(name: string, value: readonly string[] | undefined): void {
  if (value === undefined) return;
  if (Array.isArray(value) && value.every((item) => typeof item === "string")) return;
  throw new TypeError(`\`${name}\` must be an array of strings`);
}

export function requireBoolean(name: string, value: boolean | undefined): void {
  if (value === undefined || typeof value === "boolean") return;
  throw new TypeError(`\`${name}\` must be a boolean`);
}
