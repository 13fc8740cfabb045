import type { Field } from "../../yaml/field.ts";
import type { Located } from "../../yaml/source.ts";
import type { Mesh } from "../mesh.ts";
import { isPlaceholder } from "../objects/placeholder.ts";
import { similarName } from "../../text/similar-name.ts";
import { holdsNamespace } from "../world/open-world.ts";

/** Those that every mesh has. Source: istio `pkg/config/mesh/mesh.go` DefaultMeshConfig (1.31). */
const builtIn = ["prometheus", "stackdriver", "envoy"];

/** What the mesh configuration of the inputs says of a provider that it does not have. */
export interface UnknownProvider {
  readonly similar: string | undefined;
  /** The name is near another, or the inputs hold the whole configuration. */
  readonly isLikely: boolean;
  /** The providers that there are. */
  readonly known: readonly Located<string>[];
  /** Where they are, or would be. */
  readonly place: Field;
}

/** Why a provider is said to be unknown; `undefined` where it is known, or no input says which there are. */
export function unknownProvider(field: Field, mesh: Mesh): UnknownProvider | undefined {
  const name = field.text ?? "";
  const settings = mesh.all
    .istioSettings()
    .flatMap(({ kind, root }) => (kind === "MeshConfig" && root ? root : []));
  const [first] = settings;
  if (first === undefined || name === "" || isPlaceholder(name)) return undefined;
  const known = settings
    .flatMap((root) => root.get("extensionProviders")?.items() ?? [])
    .flatMap((it) => it.get("name")?.string() ?? []);
  const names = [...builtIn, ...known.map(({ value }) => value)];
  if (names.some((it) => it.toLowerCase() === name.toLowerCase() || isPlaceholder(it)))
    return undefined;
  const similar = similarName(name, names);
  const isLikely = similar !== undefined || holdsNamespace(mesh.config().rootNamespace, mesh);
  // A mesh configuration of another folder is one of many, or patched somewhere.
  const beside = settings.find((root) => folderOf(root) === folderOf(field));
  if (!isLikely && beside === undefined) return undefined;
  return { similar, isLikely, known, place: beside ?? first };
}

/** Where an external authorizer of this name is sent the body of requests; `undefined` where no input says so. */
export function bodyInCheck(name: string | undefined, mesh: Mesh): Field | undefined {
  const providers = mesh.config().written?.get("extensionProviders")?.items() ?? [];
  const own = providers.find((it) => it.get("name")?.text === name);
  return (
    own?.at("envoyExtAuthzGrpc", "includeRequestBodyInCheck") ??
    own?.at("envoyExtAuthzHttp", "includeRequestBodyInCheck")
  );
}

function folderOf({ source: { path } }: Field): string {
  return path.slice(0, path.lastIndexOf("/") + 1);
}
