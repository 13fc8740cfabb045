import type { Field } from "../../yaml/field.ts";
import type { Resource } from "../resource.ts";
import { isAssertionByName, isPatchByName } from "../partial-files.ts";
import { allPatches, pathsUnder, resolveFrom } from "./kustomization.ts";

/**
 * What a file is for: whole objects; a patch, which names only what it changes; or an input of something else, whatever
 * it holds: the text of a ConfigMap, values of a chart, kustomize's own settings, what a test compares objects with.
 */
export type FileRole = Resource["role"] | "input";

/** The role of a file: what kustomizations name it as, and where none does, what its name says. */
export function fileRoles(kustomizations: readonly Field[]): (path: string) => FileRole {
  const named = namedRoles(kustomizations);
  return (path) => named.get(path) ?? roleByName(path);
}

function roleByName(path: string): FileRole {
  if (isAssertionByName(path)) return "input";
  return isPatchByName(path) ? "patch" : "resource";
}

function namedRoles(kustomizations: readonly Field[]): ReadonlyMap<string, FileRole> {
  const roles = new Map<string, FileRole>();
  for (const root of kustomizations) {
    for (const path of inputsOf(root)) roles.set(path, "input");
  }
  for (const root of kustomizations) {
    for (const { path } of pathsUnder(root, ["resources"])) roles.set(path, "resource");
  }
  for (const root of kustomizations) {
    for (const { path } of allPatches(root)) if (path !== undefined) roles.set(path, "patch");
  }
  return roles;
}

const settings = ["configurations", "crds", "generators", "transformers", "validators"];

function inputsOf(root: Field): readonly string[] {
  const from = root.source;
  const items = (...keys: readonly string[]): readonly Field[] =>
    keys.flatMap((key) => root.get(key)?.items() ?? []);
  const generators = items("configMapGenerator", "secretGenerator");
  const named = [
    ...generators.flatMap((it) => ["files", "envs"].flatMap((key) => it.get(key)?.items() ?? [])),
    ...generators.map((it) => it.get("env")),
    ...items("helmCharts").map((it) => it.get("valuesFile")),
    ...items("helmCharts").flatMap((it) => it.get("additionalValuesFiles")?.items() ?? []),
    ...items("helmChartInflationGenerator").map((it) => it.get("values")),
    ...items("replacements").map((it) => it.get("path")),
    root.at("openapi", "path"),
  ];
  return [
    ...pathsUnder(root, settings).map(({ path }) => path),
    ...named.flatMap((field) => {
      const text = field?.text;
      // In `files` a key may stand before the path.
      return text === undefined ? [] : [resolveFrom(from, text.slice(text.indexOf("=") + 1))];
    }),
  ];
}
