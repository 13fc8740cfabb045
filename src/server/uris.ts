import { join, relative, sep } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

/** The absolute path of a file that a client names; `undefined` for what is no file, such as an unsaved buffer. */
export function fileOf(uri: string): string | undefined {
  if (!uri.startsWith("file:")) return undefined;
  try {
    const path = fileURLToPath(uri);
    return path.length > 1 && path.endsWith(sep) ? path.slice(0, -1) : path;
  } catch {
    // On another host, or not a path of this platform.
    return undefined;
  }
}

export function uriOf(file: string): string {
  return pathToFileURL(file).href;
}

/** The absolute path of what is reported as `path` in a folder. */
export function fileIn(folder: string, path: string): string {
  return join(folder, path);
}

/** The path of a file as it is reported in a folder, with `/`. */
export function pathIn(folder: string, file: string): string {
  return relative(folder, file).replaceAll(sep, "/");
}
