import type { Mesh } from "../mesh.ts";

/** An index of a mesh that few rules ask for: made when the first one does, and kept as long as the mesh. */
export function oncePerMesh<Index>(make: (mesh: Mesh) => Index): (mesh: Mesh) => Index {
  const known = new WeakMap<Mesh, { readonly index: Index }>();
  return (mesh) => {
    const found = known.get(mesh);
    if (found !== undefined) return found.index;
    const made = { index: make(mesh) };
    known.set(mesh, made);
    return made.index;
  };
}
