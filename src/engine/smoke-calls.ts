import type { Settings } from "../config/settings.ts";
import { isStream, rpcsTaking } from "../mesh/ask/rpc-routes.ts";
import type { Mesh } from "../mesh/mesh.ts";
import { isPassthrough } from "../mesh/objects/gateway.ts";
import type { Route } from "../mesh/objects/route.ts";
import { readRpcPath } from "../mesh/objects/rpc-path-text.ts";
import { fullHost, hostsOverlap } from "../mesh/objects/hosts.ts";
import type { SmokeCall } from "../report/smoke-script.ts";
import type { RpcMethod } from "../rpc/rpc.ts";
import { meshesOf } from "./environments.ts";
import type { Parts } from "./parts.ts";
import { protosIn, splitProtos } from "./proto-sources.ts";
import { readSources } from "./read-sources.ts";
import type { Texts } from "./search.ts";

/** One call for each route and RPC that takes it, in the order of the files. */
export function smokeCalls(texts: Texts, settings: Settings, parts: Parts): readonly SmokeCall[] {
  const split = splitProtos(texts);
  const read = readSources({ ...texts, ...split }, settings, parts);
  const protos = protosIn(split.protos, parts);
  const meshes = meshesOf({ ...read, protos }, [...split.targets, ...split.context], settings);
  const targets = new Set(split.targets);
  const found = meshes.flatMap((mesh) =>
    mesh.all
      .route()
      .filter(({ resource }) => targets.has(resource.document.source))
      .flatMap((route) => callsOf(route, mesh)),
  );
  return [...new Map(found.map((call) => [keyOf(call), call])).values()];
}

function keyOf({ at, address, service, method }: SmokeCall): string {
  return [at.source.path, at.start, address, service, method].join(" ");
}

interface TakenRpc {
  readonly service: string;
  readonly method: string;
  readonly definition: RpcMethod | undefined;
}

function callsOf(route: Route, mesh: Mesh): readonly SmokeCall[] {
  const rpcs = rpcsOf(route, mesh);
  const target = rpcs.length === 0 ? undefined : targetOf(route, mesh);
  if (target === undefined) return [];
  const { address, tls } = target;
  const at = (route.field.get("match") ?? route.field.get("matches") ?? route.field).keySpan;
  const headers = headersOf(route);
  const { kind, name, namespace } = route.resource;
  const title = `${kind} ${namespace === undefined ? "" : `${namespace}/`}${name}`;
  return rpcs.map(({ service, method, definition }) => ({
    title,
    at,
    address,
    tls,
    service,
    method,
    definedIn: definition?.name.span.source.path,
    isStream: definition !== undefined && isStream(definition),
    headers,
  }));
}

/** From `.proto` files, or as far as the route's own paths name them. */
function rpcsOf(route: Route, mesh: Mesh): readonly TakenRpc[] {
  const defined = mesh
    .rpcPathsOf(route.resource)
    .filter((path) => path.route === route)
    .flatMap((path) =>
      rpcsTaking(path, mesh).map((definition) => ({
        service: path.service,
        method: definition.name.value,
        definition,
      })),
    );
  const written = route.matches.flatMap(({ path }) => {
    const named = path?.kind === "exact" ? readRpcPath(path) : undefined;
    if (named?.method === undefined || mesh.rpcs()?.services.has(named.service)) return [];
    return [{ service: named.service, method: named.method, definition: undefined }];
  });
  return [...defined, ...written];
}

function headersOf({ matches }: Route): SmokeCall["headers"] {
  const [first] = matches;
  return (first?.headers ?? []).flatMap(({ name, value, kind }) =>
    value !== undefined && kind === "exact" && !name.value.startsWith(":")
      ? [[name.value, value.value] as const]
      : [],
  );
}

interface Target {
  readonly address: string;
  readonly tls: boolean;
}

function targetOf(route: Route, mesh: Mesh): Target | undefined {
  return route.viaMesh ? inMesh(route, mesh) : atGateway(route, mesh);
}

function inMesh(route: Route, mesh: Mesh): Target | undefined {
  const [destination] = route.destinations;
  const port = destination?.portNumber?.value ?? destination?.port?.number?.value;
  const only = destination?.owner?.ports.length === 1 ? destination.owner.ports[0] : undefined;
  const number = port ?? only?.number?.value;
  const host = route.hosts[0]?.value ?? destination?.host?.value;
  if (host === undefined || number === undefined || host.includes("*")) return undefined;
  const whole = fullHost(host, route.resource, mesh.settings.clusterDomain);
  const isOpen = route.resource.namespace === undefined;
  return { address: `${isOpen ? host : whole}:${number}`, tls: false };
}

function atGateway(route: Route, mesh: Mesh): Target | undefined {
  const [host] = route.hosts;
  const servers = route.owners.flatMap((owner) =>
    mesh.gatewaysOf(owner).flatMap((it) => it.servers),
  );
  const server = servers.find((it) =>
    it.hosts.some(
      ({ value }) => host && hostsOverlap(value.slice(value.indexOf("/") + 1), host.value),
    ),
  );
  const name = host?.value.replace(/^\*\./, "any.");
  if (server?.portNumber === undefined || name === undefined || name === "*") return undefined;
  const tls = server.tls !== undefined && !isPassthrough(server) && !isRedirect(server.tls);
  return { address: `${name}:${server.portNumber.value}`, tls };
}

function isRedirect(tls: Route["field"]): boolean {
  return tls.get("httpsRedirect")?.boolean()?.value === true;
}
