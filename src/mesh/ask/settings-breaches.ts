import { meshTypes } from "../../schema/protos/mesh-types.ts";
import { protoBreaches, type ProtoBreach } from "../../schema/protos/proto-breaches.ts";
import type { IstioSettings } from "../objects/istio-settings.ts";

/** Where settings are not of Istio's types. */
export function settingsBreaches({ kind, root }: IstioSettings): readonly ProtoBreach[] {
  if (root === undefined) return [];
  // Defaults are merged with whatever is written.
  return protoBreaches(root, `istio.mesh.v1alpha1.${kind}`, { types: meshTypes, isWhole: false });
}
