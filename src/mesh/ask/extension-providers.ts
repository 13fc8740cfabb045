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
export function unknownProvider(name: string, mesh: Mesh): UnknownProvider | undefined {
  const { written, rootNamespace } = mesh.config();
  if (written === undefined || name === "" || isPlaceholder(name)) return undefined;
  const list = written.get("extensionProviders");
  const known = (list?.items() ?? []).flatMap((it) => it.get("name")?.string() ?? []);
  const names = [...builtIn, ...known.map(({ value }) => value)];
  const isKnown = names.some((it) => it.toLowerCase() === name.toLowerCase() || isPlaceholder(it));
  if (isKnown) return undefined;
  const similar = similarName(name, names);
  const isLikely = similar !== undefined || holdsNamespace(rootNamespace, mesh);
  return { similar, isLikely, known, place: list ?? written };
}
