import type { Resource } from "../../manifest/resource.ts";
import { areTwoNames, similarName } from "../../text/similar-name.ts";
import { namespacesAgree } from "./by-namespace.ts";
import { isNameToFill } from "../objects/placeholder.ts";
import type { MeshSettings } from "./settings.ts";
import { sameDeployment } from "./same-deployment.ts";

/** What is asked of a mesh to say whether a name is missing. */
export interface World {
  readonly settings: MeshSettings;
  nearlyNamed(type: string, name: string): readonly Resource[];
  namesToFill(type: string): readonly Resource[];
}

/**
 * Whether the inputs hold everything of a namespace (`undefined`: of one that is left open), so that what is not
 * there is missing: by the settings `complete` and `external`, since a repository is rarely the whole mesh.
 */
export function holdsNamespace(
  namespace: string | undefined,
  { settings }: Pick<World, "settings">,
): boolean {
  const { complete, external } = settings;
  if (namespace !== undefined && external.namespaces.includes(namespace)) return false;
  if (typeof complete === "boolean") return complete;
  return namespace !== undefined && complete.includes(namespace);
}

/** Why a name that no input has is said to be missing. */
export interface Absence {
  /** The inputs hold everything of its namespace; otherwise only a near name speaks for a mistake. */
  readonly sure: boolean;
  /** The name it may be a slip of the pen for. */
  readonly similar: Resource | undefined;
  /** That name is in the same file, or in the very namespace: a slip of the pen more likely than a name from elsewhere. */
  readonly isClose: boolean;
}

/** What is asked for: one of these kinds, by a name written in `from`. */
interface Missing {
  readonly types: readonly string[];
  readonly from: Resource;
  readonly mesh: World;
}

/**
 * Whether `name`, which no input has, is missing: surely, or because a resource beside `from` has a name so near that
 * it is meant. `undefined` where it may well exist elsewhere.
 */
export function absenceOf(
  name: string,
  namespace: string | undefined,
  { types, from, mesh }: Missing,
): Absence | undefined {
  if (isNameToFill(name)) return undefined;
  const sure = holdsNamespace(namespace, mesh);
  // Anything of a namespace that the inputs hold may be meant, else what is beside it.
  const mayBeMeant = (it: Resource): boolean =>
    it !== from &&
    namespacesAgree(it.namespace, namespace) &&
    (sure || sameDeployment(it, from) === "certain");
  // It may be what a placeholder stands for.
  if (types.some((type) => mesh.namesToFill(type).some(mayBeMeant))) return undefined;
  const resembling = types.flatMap((type) => mesh.nearlyNamed(type, name));
  // Few names are slips, and only for those it is worth a look at who has them.
  if (nearestName(name, resembling) === undefined) return sure ? absent(sure) : undefined;
  const near = resembling.filter(mayBeMeant);
  const similar = nearestName(name, near);
  if (similar === undefined) return sure ? absent(sure) : undefined;
  const named = near.filter((it) => it.name === similar);
  // Of variants in several folders the one in the same file is intended.
  const close = named.find((it) => isClose(it, from, namespace));
  return { sure, similar: close ?? named[0], isClose: close !== undefined };
}

function nearestName(name: string, among: readonly Resource[]): string | undefined {
  return similarName(
    name,
    among.map((it) => it.name).filter((other) => !areTwoNames(name, other)),
  );
}

function absent(sure: boolean): Absence {
  return { sure, similar: undefined, isClose: false };
}

function isClose(meant: Resource, from: Resource, namespace: string | undefined): boolean {
  const isSameFile = meant.document.source === from.document.source;
  return isSameFile || (namespace !== undefined && meant.namespace === namespace);
}
