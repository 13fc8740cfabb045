import { defaultSettings } from "../../src/config/settings.ts";
import { readSources } from "../../src/engine/read-sources.ts";
import { buildMesh } from "../../src/mesh/build-mesh.ts";
import type { Mesh } from "../../src/mesh/mesh.ts";
import { parts } from "./lint-text.ts";

/** The model of some files, by path. */
export function meshOf(files: Readonly<Record<string, string>>): Mesh {
  const targets = Object.entries(files).map(([path, text]) => ({ path, text }));
  return buildMesh(readSources({ targets, context: [] }, defaultSettings, parts), defaultSettings);
}
