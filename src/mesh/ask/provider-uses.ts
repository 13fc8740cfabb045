import { gather } from "../../collections/gather.ts";
import type { Field } from "../../yaml/field.ts";
import type { Mesh } from "../mesh.ts";
import { isDryRun } from "../objects/policies.ts";
import { oncePerMesh } from "./once-per-mesh.ts";

/** What a proxy uses an extension provider for. */
export type ProviderPurpose = "tracing" | "accessLogging" | "metrics" | "authorization";

export interface ProviderUse {
  readonly purpose: ProviderPurpose;
  /** The provider's name. */
  readonly field: Field;
  /** The namespace whose proxies use it; `undefined` for all, or where that is left open. */
  readonly namespace: string | undefined;
}

const telemetryPurposes = ["tracing", "accessLogging", "metrics"] as const;

/** The mesh configurations of the inputs. */
export function meshConfigsOf(mesh: Mesh): readonly Field[] {
  return mesh.all
    .istioSettings()
    .flatMap(({ kind, root }) => (kind === "MeshConfig" && root ? root : []));
}

/** Where Telemetries, CUSTOM policies and mesh configurations name the extension providers that proxies use. */
export const providerUses = oncePerMesh((mesh): readonly ProviderUse[] => [
  ...gather(mesh.ofType("telemetry.istio.io/Telemetry"), ({ spec, namespace }) =>
    telemetryPurposes.flatMap((purpose) =>
      (spec?.get(purpose)?.items() ?? [])
        .flatMap((it) => it.get("providers")?.items() ?? [])
        .flatMap((it) => useOf(purpose, it.get("name"), ofRoot(namespace, mesh))),
    ),
  ),
  ...meshConfigsOf(mesh).flatMap((root) =>
    telemetryPurposes.flatMap((purpose) =>
      (root.at("defaultProviders", purpose)?.items() ?? []).flatMap((it) => useOf(purpose, it)),
    ),
  ),
  ...gather(mesh.all.authorizationPolicy(), (policy) => {
    const { namespace, spec } = policy.resource;
    if (policy.action !== "CUSTOM" || isDryRun(policy)) return [];
    return useOf("authorization", spec?.at("provider", "name"), ofRoot(namespace, mesh));
  }),
]);

function ofRoot(namespace: string | undefined, mesh: Mesh): string | undefined {
  return namespace === mesh.config().rootNamespace ? undefined : namespace;
}

function useOf(
  purpose: ProviderPurpose,
  field: Field | undefined,
  namespace?: string,
): readonly ProviderUse[] {
  return field?.text ? [{ purpose, field, namespace }] : [];
}
