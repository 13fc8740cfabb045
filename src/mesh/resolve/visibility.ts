import type { Resource } from "../../manifest/resource.ts";
import { defaultExportTo, type MeshConfig } from "../objects/mesh-config.ts";
import { namespacesAgree } from "../world/by-namespace.ts";

const defaults = {
  Service: "defaultServiceExportTo",
  ServiceEntry: "defaultServiceExportTo",
  VirtualService: "defaultVirtualServiceExportTo",
  DestinationRule: "defaultDestinationRuleExportTo",
} as const;

/** A kind that is seen only where it is exported to. */
export type ExportedKind = keyof typeof defaults;

/**
 * The namespaces that see a resource: as written, else as the mesh config says.
 * Source: istio `pilot/pkg/model/push_context.go` initDefaultExportMaps; for Services `pkg/config/kube/conversion.go`,
 * annotation `networking.istio.io/exportTo` (1.31).
 */
export function exportToOf(
  { spec, metadata }: Resource,
  kind: ExportedKind,
  config: MeshConfig,
): readonly string[] {
  const annotation = metadata?.at("annotations", "networking.istio.io/exportTo")?.string();
  const written =
    kind === "Service"
      ? annotation?.value.split(",").map((part) => part.trim())
      : spec
          ?.get("exportTo")
          ?.strings()
          .map(({ value }) => value);
  return written && written.length > 0 ? written : defaultExportTo(config, defaults[kind]);
}

/**
 * Whether something with this `exportTo`, in `owner`, is or may be seen from `client`: a namespace that is left open may
 * turn out to be any. `~` is seen from nowhere.
 * Source: istio `pilot/pkg/model/push_context.go` IsServiceVisible (1.31).
 */
export function isVisible(
  exportTo: readonly string[],
  owner: string | undefined,
  client: string | undefined,
): boolean {
  if (exportTo.includes("~")) return false;
  return exportTo.some((to) => to === "*" || namespacesAgree(to === "." ? owner : to, client));
}
