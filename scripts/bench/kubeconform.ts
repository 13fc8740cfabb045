import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Candidate } from "./measure.ts";

/** kubeconform, with `-strict`, over a folder with the very schemas that this tool is built from; `undefined` if it is not there. */
export function kubeconform(name: string, tree: string, schemas: string): Candidate | undefined {
  if (spawnSync("kubeconform", ["-v"]).error) return undefined;
  const location = join(schemas, "{{ .Group }}", "{{ .ResourceKind }}.json");
  return {
    name: `kubeconform, ${name}`,
    command: "kubeconform",
    // What is no manifest or has no schema is passed over here too.
    args: "-strict -summary -ignore-missing-schemas -ignore-filename-pattern values\\.yaml$"
      .split(" ")
      .concat("-schema-location", location, tree),
  };
}

/**
 * Copies `schemas/<group>/<Kind>.json` to `<group>/<kind>.json`, as kubeconform looks for them: for it, what stands before
 * the slash is the group, and so `v1` is that of core kinds.
 */
export function copySchemas(from: string, to: string): void {
  for (const path of readdirSync(from, { recursive: true, encoding: "utf8" })) {
    if (!/^[^/\\]+[/\\][^/\\]+\.json$/.test(path)) continue;
    // The shared parts are referred to by their own names.
    const name = path.toLowerCase().replace(/^core(?=[/\\])/, "v1");
    const target = join(to, path.startsWith("kubernetes") ? path : name);
    mkdirSync(dirname(target), { recursive: true });
    copyFileSync(join(from, path), target);
  }
}
