import { dirname } from "node:path";
import type { Session } from "./session.ts";
import { fileIn, fileOf, pathIn, uriOf } from "./uris.ts";

/** A file as the session that it belongs to knows it. */
export interface SessionFile {
  readonly session: Session;
  readonly path: string;
}

/** The sessions of a client: one for each folder, and one for each file that was opened outside all of them. */
export interface Sessions {
  /** Folders that are open from now on. */
  open(folders: readonly string[]): void;
  close(folders: readonly string[]): void;
  /** The session of a document, which is opened if need be; `undefined` for what is no file. */
  of(uri: string): SessionFile | undefined;
  all(): readonly Session[];
  uriIn(session: Session, path: string): string;
}

type OpenSession = (folder: string, operands: readonly string[]) => Session;

export function sessionsOf(openSession: OpenSession): Sessions {
  const byFolder = new Map<string, Session>();
  const byFile = new Map<string, Session>();
  const around = (file: string): Session | undefined => {
    const found = [...byFolder].filter(([folder]) => isBelow(file, folder));
    return found.toSorted(([left], [right]) => right.length - left.length)[0]?.[1];
  };
  return {
    open(folders) {
      for (const folder of folders) {
        if (!byFolder.has(folder)) byFolder.set(folder, openSession(folder, []));
      }
    },
    close(folders) {
      for (const folder of folders) {
        byFolder.get(folder)?.dispose();
        byFolder.delete(folder);
      }
    },
    of(uri) {
      const file = fileOf(uri);
      if (file === undefined) return undefined;
      const session = around(file) ?? byFile.get(file) ?? openSession(dirname(file), [file]);
      if (around(file) === undefined) byFile.set(file, session);
      return { session, path: pathIn(session.folder, file) };
    },
    all: () => [...byFolder.values(), ...byFile.values()],
    uriIn: ({ folder }, path) => uriOf(fileIn(folder, path)),
  };
}

function isBelow(file: string, folder: string): boolean {
  const path = pathIn(folder, file);
  return path !== "" && path !== ".." && !path.startsWith("../") && !/^(?:[A-Za-z]:|\/)/.test(path);
}
