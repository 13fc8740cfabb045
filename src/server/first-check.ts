import { basename } from "node:path";
import type { Connection } from "vscode-languageserver";

/** Shows in the client that a folder is read and checked for the first time, until it is told that this is over. */
export function showFirstCheck(connection: Connection, folder: string): () => void {
  let isOver = false;
  // Clients that show no progress are asked for nothing, and those that refuse to miss nothing else.
  const shown = connection.window.createWorkDoneProgress().then(
    (progress) => {
      progress.begin("istio-grpc-lint", undefined, `checking ${basename(folder)}`);
      return progress;
    },
    () => undefined,
  );
  return () => {
    if (isOver) return;
    isOver = true;
    void shown.then((progress) => progress?.done());
  };
}
