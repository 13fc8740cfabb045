import { onceFor } from "../../collections/lazy.ts";
import type { Mesh } from "../mesh.ts";
import { oncePerMesh } from "./once-per-mesh.ts";

/**
 * Whether a variable of istiod has a value other than those of a setting that is off: in its container, or in the values of an
 * installation.
 */
export function isSwitchedOn(variable: string, mesh: Mesh, off: readonly string[]): boolean {
  return valuesOf(mesh)(variable).some((value) => !off.includes(value));
}

const valuesOf = oncePerMesh((mesh) =>
  onceFor((variable: string): readonly string[] => {
    const { written, istiodEnv } = mesh.config();
    const set = istiodEnv.get(variable);
    if (set !== undefined) return [set];
    // Written in a way that is not read, it counts as set.
    if (written?.source.text.includes(variable) === true) return [""];
    return mesh.all
      .container()
      .flatMap(({ field }) => field.get("env")?.items() ?? [])
      .filter((it) => it.get("name")?.text === variable)
      .map((it) => it.get("value")?.text ?? "");
  }),
);
