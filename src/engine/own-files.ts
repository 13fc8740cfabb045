import type { YamlDocument } from "../yaml/node.ts";

/** Whether a document is one of this tool's own files, not a manifest: a baseline, route tests. */
export function isOwnFile({ root }: YamlDocument): boolean {
  const isBaseline = root.get("schemaVersion") !== undefined && root.get("entries") !== undefined;
  const [test] = root.get("tests")?.items() ?? [];
  return isBaseline || (test?.get("call") !== undefined && test.get("expect") !== undefined);
}
