import { spawnSync } from "node:child_process";
import { classify } from "../../src/manifest/classify.ts";
import { fileRoles } from "../../src/manifest/kustomize/file-roles.ts";
import { kustomizationsIn } from "../../src/manifest/kustomize/kustomization.ts";
import { appliedNamespaces } from "../../src/manifest/kustomize/namespaces.ts";
import { buildOverlays, type Overlays } from "../../src/manifest/kustomize/overlays.ts";
import type { Resource } from "../../src/manifest/resource.ts";
import { isKnownKind } from "../../src/schema/kinds.ts";
import { fullParse } from "../../src/yaml/full-parse.ts";
import { parseYaml } from "../../src/yaml/parse.ts";
import type { SourceFile } from "../../src/yaml/source.ts";

export function overlaysOf(sources: readonly SourceFile[]): Overlays {
  const parsed = sources.map(parseSource);
  const documents = parsed.flatMap((it) => it.documents);
  const problems = parsed.flatMap((it) => it.problems);
  const roots = kustomizationsIn(documents);
  const { resources } = classify(documents, fileRoles(roots), appliedNamespaces(roots));
  const known = resources.filter(isKnown);
  return buildOverlays({
    sources,
    documents,
    kustomizations: roots,
    resources: known,
    problems,
    isKnown: isKnownKind,
  });
}

export function parseSource(source: SourceFile): ReturnType<typeof parseYaml> {
  return parseYaml(
    source,
    () => true,
    () => fullParse,
  );
}

const isKnown = ({ apiVersion, kind }: Resource): boolean => isKnownKind(apiVersion.value, kind);

/** What `kustomize build` or `kubectl kustomize` prints for a folder; `undefined` where it refuses. */
export function kustomizedText(program: string, folder: string): string | undefined {
  const command = program.endsWith("kubectl") ? "kustomize" : "build";
  const args = [command, folder, "--load-restrictor", "LoadRestrictionsNone"];
  const { status, stdout } = spawnSync(program, args, { encoding: "utf8", timeout: 60_000 });
  return status === 0 ? stdout : undefined;
}

/** The resources in it. */
export function kustomized(program: string, folder: string): readonly Resource[] | undefined {
  const text = kustomizedText(program, folder);
  if (text === undefined) return undefined;
  return classify(parseSource({ path: "built.yaml", text }).documents).resources.filter(isKnown);
}

/**
 * Resources as text, to compare two builds: without nulls, in one order, and without what no rule reads, such as
 * ConfigMaps that are made and names of images.
 */
export function asText(resources: readonly Resource[]): readonly string[] {
  return resources
    .filter(({ kind }) => kind !== "ConfigMap" && kind !== "Secret")
    .map(({ root }) => JSON.stringify(ordered(root.toValue()), null, 1))
    .toSorted();
}

function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, it]) => it !== null && key !== "image")
      .map(([key, it]) => [key, ordered(it)] as const)
      .toSorted(([left], [right]) => (left < right ? -1 : 1)),
  );
}
