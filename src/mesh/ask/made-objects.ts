import { groupBy } from "../../collections/group-by.ts";
import type { Mesh } from "../mesh.ts";
import type { MadeObject } from "../objects/made-objects.ts";
import { isNameToFill } from "../objects/placeholder.ts";
import { selects, type LabelValues } from "../objects/select.ts";
import { namespacesAgree } from "../world/by-namespace.ts";
import { oncePerMesh } from "./once-per-mesh.ts";

/** Whether a controller makes an object of this name for something in the inputs, or of one that is filled in later. */
export function isMade(
  type: MadeObject["type"],
  name: string,
  namespace: string | undefined,
  mesh: Mesh,
): boolean {
  const named = byName(mesh).get(`${type}/${name}`) ?? [];
  const open = byName(mesh).get(type) ?? [];
  return [...named, ...open].some((it) => namespacesAgree(it.namespace, namespace));
}

const byName = oncePerMesh((mesh) =>
  groupBy(mesh.all.madeObject(), ({ type, name }) =>
    isNameToFill(name) ? type : `${type}/${name}`,
  ),
);

/** Whether a controller makes pods with such labels; in any namespace where none is given. */
export function makesPods(
  selector: LabelValues,
  namespace: string | undefined,
  mesh: Mesh,
): boolean {
  return madePods(mesh).some(
    (it) =>
      it.labels !== undefined &&
      namespacesAgree(it.namespace, namespace) &&
      selects(selector, it.labels),
  );
}

const madePods = oncePerMesh((mesh) => mesh.all.madeObject().filter(({ type }) => type === "/Pod"));
