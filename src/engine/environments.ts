import { globTest } from "../config/glob.ts";
import type { Settings } from "../config/settings.ts";
import { buildMesh } from "../mesh/build-mesh.ts";
import type { MeshInputs } from "../mesh/mesh-inputs.ts";
import { lazy } from "../collections/lazy.ts";
import type { Mesh } from "../mesh/mesh.ts";
import type { SourceFile } from "../yaml/source.ts";

/**
 * One mesh, or one for each environment that has files: its own and those in no environment. Findings in files of
 * several environments come once from each.
 */
export function meshesOf(
  inputs: MeshInputs,
  sources: readonly SourceFile[],
  settings: Settings,
): readonly [Mesh, ...Mesh[]] {
  const members = membersByEnvironment(sources, settings);
  const own = new Set(members.flatMap((files) => [...files]));
  const [first, ...others] = members
    .filter((files) => files.size > 0)
    .map((files) =>
      buildMesh(
        part(inputs, (it) => files.has(it) || !own.has(it)),
        settings,
      ),
    );
  return first === undefined ? [buildMesh(inputs, settings)] : [first, ...others];
}

function membersByEnvironment(
  sources: readonly SourceFile[],
  { environments, pathInConfig }: Settings,
): readonly ReadonlySet<SourceFile>[] {
  return [...environments.values()].map((globs) => {
    const isIn = globTest(globs);
    return new Set(sources.filter(({ path }) => isIn(pathInConfig(path))));
  });
}

function part(
  { documents, kustomize, resources, problems, violations, groups, protos }: MeshInputs,
  holds: (source: SourceFile) => boolean,
): MeshInputs {
  return {
    documents: documents.filter(({ source }) => holds(source)),
    kustomize,
    resources: resources.filter(({ document }) => holds(document.source)),
    problems: lazy(() => problems().filter(({ span }) => holds(span.source))),
    ...(groups && { groups }),
    protos,
    violations: lazy(() => violations().filter(({ resource }) => holds(resource.document.source))),
  };
}
