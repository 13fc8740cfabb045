import type { Field } from "../../yaml/field.ts";
import type { Span } from "../../yaml/source.ts";
import type { Mesh } from "../mesh.ts";
import type { Service, ServicePort } from "../objects/service.ts";
import type { Container, Workload } from "../objects/workload.ts";

/** A port of a Service that a container is told to call. */
export interface DialedPort {
  readonly port: ServicePort;
  /** The address in a variable or an argument. */
  readonly span: Span;
}

/** An address of a Service, whether it has that port or not. */
export interface DialedAddress {
  readonly service: Service;
  readonly number: number;
  readonly span: Span;
}

/** Ports of Services whose addresses are written, as `host:port`, in variables and arguments of a container. */
export function dialedPorts(container: Container, mesh: Mesh): readonly DialedPort[] {
  return dialedAddresses(container, mesh).flatMap(({ service, number, span }) => {
    const port = service.ports.find((it) => it.number?.value === number);
    return port ? [{ port, span }] : [];
  });
}

export function dialedAddresses(container: Container, mesh: Mesh): readonly DialedAddress[] {
  return textsOf(container.field).flatMap((field) =>
    addressesIn(field.text ?? "").flatMap(({ host, number, from, to }) => {
      const service = findDialed(host, container.workload, mesh);
      return service ? [{ service, number, span: field.slice(from, to) }] : [];
    }),
  );
}

function textsOf(container: Field): readonly Field[] {
  const variables = container.get("env")?.items() ?? [];
  return [
    ...variables.flatMap((variable) => variable.get("value") ?? []),
    ...(container.get("command")?.items() ?? []),
    ...(container.get("args")?.items() ?? []),
  ];
}

interface Address {
  readonly host: string;
  readonly number: number;
  readonly from: number;
  readonly to: number;
}

/** `host:port` by itself, behind a scheme, a path's slash, `=`, `,` or white space. */
const address = /(^|[^\w.@:-])([a-z0-9][a-z0-9.-]*):(\d{1,5})(?![\w.:-])/g;

function addressesIn(text: string): readonly Address[] {
  return [...text.matchAll(address)].flatMap(
    ({ 0: all, 1: before, 2: name = "", 3: port, index }) => {
      const host = name.endsWith(".") ? name.slice(0, -1) : name;
      if (!/^.+[a-z0-9]$/.test(host)) return [];
      const from = index + (before?.length ?? 0);
      return [{ host, number: Number(port), from, to: index + all.length }];
    },
  );
}

/** The Service that DNS finds from a pod: `name`, `name.namespace`, `name.namespace.svc`, or the full name. */
function findDialed(
  host: string,
  { resource }: Workload,
  mesh: Mesh,
): ReturnType<Mesh["findService"]> {
  const { clusterDomain } = mesh.settings;
  const short = host.endsWith(`.svc.${clusterDomain}`)
    ? host.slice(0, -clusterDomain.length - 1)
    : host;
  const [name = "", namespace = resource.namespace, svc = "svc", ...rest] = short.split(".");
  if (namespace === undefined || svc !== "svc" || rest.length > 0) return undefined;
  return mesh.findService(`${name}.${namespace}.svc.${clusterDomain}`, resource);
}
