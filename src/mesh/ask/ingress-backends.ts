import type { Resource } from "../../manifest/resource.ts";
import type { Field } from "../../yaml/field.ts";
import type { Mesh } from "../mesh.ts";
import type { Service, ServicePort } from "../objects/service.ts";
import { namespacesAgree } from "../world/by-namespace.ts";
import { nearest } from "../world/nearest.ts";
import { oncePerMesh } from "./once-per-mesh.ts";

/** A backend of an Ingress whose Service is in the inputs. */
export interface IngressBackend {
  /** `number` or `name`. */
  readonly written: Field;
  readonly value: string;
  readonly service: Service;
  readonly port: ServicePort | undefined;
}

/** The Service and port that the `service` of a backend means; `undefined` where the inputs do not say for certain. */
export function ingressBackendOf(
  backend: Field,
  ingress: Resource,
  mesh: Mesh,
): IngressBackend | undefined {
  const port = backend.get("port");
  const written = port?.get("number") ?? port?.get("name");
  const value = String(written?.scalar()?.value ?? "");
  const service = serviceOf(backend, ingress, mesh);
  if (written === undefined || service === undefined) return undefined;
  const found = service.ports.find(
    ({ number, name }) =>
      value === (written.step === "number" ? String(number?.value) : name?.value),
  );
  return { written, value, service, port: found };
}

function serviceOf(backend: Field, from: Resource, mesh: Mesh): Service | undefined {
  const named = mesh
    .servicesNamed(backend.get("name")?.text ?? "")
    .filter((it) => namespacesAgree(it.resource.namespace, from.namespace));
  const [found, ...others] = nearest(from, named, (it) => it.resource);
  if (found === undefined || others.length > 0 || found.ports.length === 0) return undefined;
  // Ports of an alias are those of what it stands for.
  if (found.externalName) return undefined;
  const isOpen = found.ports.some(({ number }) => number === undefined);
  return isOpen || mesh.isPatched(found.resource, "spec.ports") ? undefined : found;
}

/** The Services that Ingresses lead to. */
export const ingressServices = oncePerMesh(
  (mesh) =>
    new Set(
      mesh.all
        .resource([{ "networking.k8s.io/Ingress": ["spec"] }])
        .flatMap((ingress) =>
          backendsIn(ingress).flatMap((backend) => serviceOf(backend, ingress, mesh) ?? []),
        ),
    ),
);

function backendsIn({ spec }: Resource): readonly Field[] {
  const paths = (spec?.get("rules")?.items() ?? []).flatMap(
    (rule) => rule.at("http", "paths")?.items() ?? [],
  );
  return [spec?.get("defaultBackend"), ...paths.map((path) => path.get("backend"))].flatMap(
    (backend) => backend?.get("service") ?? [],
  );
}
