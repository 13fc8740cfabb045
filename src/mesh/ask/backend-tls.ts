import type { Mesh } from "../mesh.ts";
import type { ServicePort } from "../objects/service.ts";

/** Whether a BackendTLSPolicy makes gateways speak TLS to a port: it names its Service, and no other port of it. */
export function dialsTls({ name, service: { resource } }: ServicePort, mesh: Mesh): boolean {
  return mesh.ofType("gateway.networking.k8s.io/BackendTLSPolicy").some((policy) => {
    const targets = policy.spec?.get("targetRefs")?.items() ?? [];
    return (
      policy.namespace === resource.namespace &&
      targets.some((target) => {
        const text = (key: string): string | undefined => target.get(key)?.text;
        const section = text("sectionName");
        const isHere = text("kind") === "Service" && text("name") === resource.name;
        return isHere && (section === undefined || section === name?.value);
      })
    );
  });
}
