import { watch, type FSWatcher } from "node:fs";
import { join } from "node:path";
import type { LinkBound } from "./bounds.ts";
import { configNames } from "./find-config.ts";
import { isManifestFile, isProtoFile } from "./found-file.ts";
import { walkFolder } from "./walk-folder.ts";

export interface Watching {
  /** Watches the folders below these roots, new ones among them, and nothing else. */
  readonly watchBelow: (roots: readonly string[], besides: readonly string[]) => void;
}

/** Tells of changed manifests, configurations and folders, each by its path. Hidden folders are left out, as in walks. */
export function watchFolders(
  onChange: (path: string) => void,
  boundOf: (root: string) => LinkBound,
): Watching {
  const watchers = new Map<string, FSWatcher>();
  const open = (folder: string): FSWatcher => {
    const watcher = watch(folder, (_, name) => {
      if (name !== null && matters(name)) onChange(join(folder, name));
    });
    // A folder that vanishes is told of by the one above.
    watcher.on("error", () => watcher.close());
    return watcher;
  };
  return {
    watchBelow: (roots, besides) => {
      const wanted = new Set([
        ...besides,
        ...roots.flatMap((root) => [...walkFolder(root, { mayLead: boundOf(root) }).visited]),
      ]);
      for (const [folder, watcher] of watchers) {
        if (wanted.has(folder)) continue;
        watcher.close();
        watchers.delete(folder);
      }
      for (const folder of wanted) {
        if (!watchers.has(folder)) watchers.set(folder, open(folder));
      }
    },
  };
}

function matters(name: string): boolean {
  const isConfig = configNames.some((config) => config === name);
  return (
    isConfig ||
    (!name.startsWith(".") && (isManifestFile(name) || isProtoFile(name) || !name.includes(".")))
  );
}
