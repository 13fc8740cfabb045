import { createHash } from "node:crypto";
import { holdsCommands, plainForLogs } from "../report/for-logs.ts";
import type { Host } from "./host.ts";

/**
 * A patch as it is printed. Its lines are the file's own, so they stay as they are where a program reads them; a log of
 * GitHub is told to take no commands until the patch is over, by a word that nothing in it can know. Azure has nothing
 * of the kind: there the lines are changed, which only keeps such a line from being applied.
 */
export function patchForLogs(patch: string, environment: Host["environment"]): string {
  if (!holdsCommands(patch)) return patch;
  if (environment["GITHUB_ACTIONS"] === "true") {
    const end = createHash("sha256").update(patch).digest("hex");
    return `::stop-commands::${end}\n${patch}::${end}::\n`;
  }
  return environment["TF_BUILD"] === undefined ? patch : plainForLogs(patch);
}
