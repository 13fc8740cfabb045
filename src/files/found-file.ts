import { realpathSync, statSync } from "node:fs";

/** A file by an absolute path that leads to it, and by its one real path. */
export interface FoundFile {
  readonly path: string;
  readonly real: string;
}

/** Whether a name is one of a file that may hold manifests. */
export function isManifestFile(path: string): boolean {
  return /\.(?:ya?ml|json)$/i.test(path);
}

/** Whether a name is one of a file that may define RPCs: a `.proto` file or a descriptor set. */
export function isProtoFile(path: string): boolean {
  return /\.(?:proto|binpb|protoset|desc|pb)(?:\.gz)?$/i.test(path);
}

/** Whether a name is one of a file that may hold shell commands, such as a script or a page. */
export function isScriptFile(path: string): boolean {
  return /\.(?:bash|md|mk|sh)$|(?:^|[/\\])(?:GNU)?[Mm]akefile$/.test(path);
}

/** What a path leads to; `undefined` if it leads nowhere or to something that is neither file nor folder. */
export function followLink(path: string): (FoundFile & { readonly isFolder: boolean }) | undefined {
  try {
    const stats = statSync(path);
    if (!stats.isDirectory() && !stats.isFile()) return undefined;
    return { path, real: realpathSync(path), isFolder: stats.isDirectory() };
  } catch {
    // Broken links are nothing to check.
    return undefined;
  }
}
