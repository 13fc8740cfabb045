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
  /** The variable or flag that has it; empty for a word of its own. */
  readonly name: string;
}

/** Ports of Services whose addresses are written, as `host:port`, in variables and arguments of a container. */
export function dialedPorts(container: Container, mesh: Mesh): readonly DialedPort[] {
  return dialedAddresses(container, mesh).flatMap(({ service, number, span }) => {
    const port = service.ports.find((it) => it.number?.value === number);
    return port ? [{ port, span }] : [];
  });
}

export function dialedAddresses(container: Container, mesh: Mesh): readonly DialedAddress[] {
  const dialed = (host: string, rest: Omit<DialedAddress, "service">): readonly DialedAddress[] => {
    const service = findDialed(host, container.workload, mesh);
    return service ? [{ service, ...rest }] : [];
  };
  const values = valuesOf(container.field);
  const texts = textsOf(container.field).flatMap(({ field, name }) => {
    const { text = "" } = field;
    return addressesIn(text, values).flatMap(({ host, number, from, to, written }) => {
      const span = written?.span ?? field.slice(from, to);
      return dialed(host, { number, span, name: flagBefore(text, from) ?? name });
    });
  });
  const pairs = pairsIn(container.field).flatMap(({ host, ...rest }) => dialed(host, rest));
  return [...texts, ...pairs];
}

/** A text that may hold addresses, and what it is called by what is around it. */
interface NamedText {
  readonly field: Field;
  readonly name: string;
}

function textsOf(container: Field): readonly NamedText[] {
  const variables = (container.get("env")?.items() ?? []).flatMap((variable) => {
    const field = variable.get("value");
    return field ? [{ field, name: variable.get("name")?.text ?? "" }] : [];
  });
  const words = ["command", "args"].flatMap((key) => container.get(key)?.items() ?? []);
  const named = words.map((field, index) => {
    const [, name = ""] = /^--?([\w.-]+)$/.exec(words[index - 1]?.text ?? "") ?? [];
    return { field, name };
  });
  return [...variables, ...named];
}

/** The flag whose value has a place in a text, `--addr=…` or `--addr …` in a script. */
function flagBefore(text: string, at: number): string | undefined {
  const near = text.slice(Math.max(at - 200, 0), at);
  return /(?:^|\s)--?([\w.-]+)(?:=|\s+)\S*$/.exec(near)?.[1];
}

/** The variables of a container that are written, which `$(NAME)` in others, and in arguments, stands for. */
function valuesOf(container: Field): ReadonlyMap<string, Field> {
  const variables = container.get("env")?.items() ?? [];
  return new Map(
    variables.flatMap((it) => {
      const [name, value] = [it.get("name")?.text, it.get("value")];
      return name === undefined || value === undefined ? [] : [[name, value] as const];
    }),
  );
}

/** Hosts and ports in two variables, `RATINGS_HOST` and `RATINGS_PORT`. */
function pairsIn(container: Field): readonly (Omit<DialedAddress, "service"> & {
  readonly host: string;
})[] {
  const variables = container.get("env")?.items() ?? [];
  return variables.flatMap((variable) => {
    const name = variable.get("name")?.text ?? "";
    const [, prefix] = /^(\w+_)HOST(?:NAME)?$/.exec(name) ?? [];
    const host = variable.get("value")?.text?.toLowerCase() ?? "";
    if (prefix === undefined || !isHost.test(host)) return [];
    const ports = variables.filter((it) => it.get("name")?.text === `${prefix}PORT`);
    const [port] = ports.flatMap((it) => it.get("value") ?? []);
    if (ports.length !== 1 || port?.text === undefined || !/^\d{1,5}$/.test(port.text)) return [];
    return [{ host: plainHost(host), number: Number(port.text), span: port.span, name }];
  });
}

interface Address {
  readonly host: string;
  readonly number: number;
  readonly from: number;
  readonly to: number;
  /** The variable that has the number. */
  readonly written: Field | undefined;
}

/**
 * `host:port` by itself, after a scheme, a path's slash, `=`, `,` or white space, or as gRPC writes it, `dns:host:port`; either may be
 * a variable, `$(NAME)`.
 */
const address =
  /(?:^|[^\w.@:)-])(?:dns:)?([a-z0-9][a-z0-9.-]*|\$\(\w+\)):(\d{1,5}|\$\(\w+\))(?![\w.:-])/gi;
const isHost = /^[a-z0-9].*[a-z0-9]\.?$/;

function plainHost(host: string): string {
  return host.endsWith(".") ? host.slice(0, -1) : host;
}

function addressesIn(text: string, values: ReadonlyMap<string, Field>): readonly Address[] {
  const valueOf = (part: string): Field | undefined =>
    part.startsWith("$") ? values.get(part.slice(2, -1)) : undefined;
  return [...text.matchAll(address)].flatMap(({ 0: all, 1: name = "", 2: port = "", index }) => {
    const host = plainHost(valueOf(name)?.text ?? name).toLowerCase();
    const written = valueOf(port);
    const number = written?.text ?? port;
    if (!/^[a-z0-9][a-z0-9.-]*[a-z0-9]$/.test(host) || !/^\d{1,5}$/.test(number)) return [];
    const to = index + all.length;
    // A host in a variable is written elsewhere: the span is the port alone.
    const from = name.startsWith("$") ? to - port.length : to - port.length - name.length - 1;
    return [{ host, number: Number(number), from, to, written }];
  });
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
