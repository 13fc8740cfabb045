import type { RpcCatalogue } from "../../rpc/rpc.ts";
import type { Span } from "../../yaml/source.ts";
import { fullHost, serviceNameOf } from "../objects/hosts.ts";
import { gather } from "../../collections/gather.ts";
import { lazy } from "../../collections/lazy.ts";
import type { MeshSettings } from "../world/settings.ts";
import type { Destination, Route } from "../objects/route.ts";
import { readRpcPath, readUnclosedService } from "../objects/rpc-path-text.ts";
import { isService } from "../objects/service.ts";

/** A gRPC service that a destination serves, among others perhaps, and how that is known. */
export interface ServedRpcs {
  readonly service: string;
  /** The field of a route that sends its calls there; `undefined` if the configuration declares it. */
  readonly routedBy: Span | undefined;
}

interface ServedSources {
  readonly routes: () => readonly Route[];
  readonly catalogue: () => RpcCatalogue;
  readonly settings: Pick<MeshSettings, "clusterDomain" | "rpcServices">;
}

export interface Serving {
  /** The services of the catalogue that a destination serves. */
  at(destination: Destination): readonly ServedRpcs[];
  /** Whether all that is known to serve a service are others than the destinations of a route. */
  isElsewhere(service: string, route: Route): boolean;
}

/** Which services of the catalogue a destination serves: by the configuration, or by routes that name them. */
export function servedRpcs({ routes, catalogue, settings }: ServedSources): Serving {
  const { clusterDomain } = settings;
  const served = lazy(() => {
    const found = new Map<string, Map<string, ServedRpcs>>();
    const add = (address: string, entry: ServedRpcs): void => {
      if (!catalogue().services.has(entry.service)) return;
      const known = found.get(address);
      if (known === undefined) found.set(address, new Map([[entry.service, entry]]));
      else if (!known.has(entry.service)) known.set(entry.service, entry);
    };
    for (const [service, addresses] of settings.rpcServices) {
      for (const written of addresses) {
        for (const address of meantBy(written, clusterDomain)) {
          add(address, { service, routedBy: undefined });
        }
      }
    }
    for (const { service, span, destination } of named(routes())) {
      const address = addressOf(destination, clusterDomain);
      if (address !== undefined) add(address, { service, routedBy: span });
    }
    return found;
  });
  const at: Serving["at"] = (destination) => {
    const address = addressOf(destination, clusterDomain);
    if (address === undefined) return [];
    const colon = address.lastIndexOf(":");
    const meant = serviceNameOf(address.slice(0, colon), clusterDomain);
    // The configuration may leave the namespace open.
    const anywhere = meant && served().get(`${meant.name}${address.slice(colon)}`);
    const here = served().get(address);
    return [...new Map([...(anywhere ?? []), ...(here ?? [])]).values()];
  };
  const known = lazy(() => new Set(gather([...served().values()], (it) => [...it.keys()])));
  return {
    at,
    isElsewhere: (service, { destinations }) =>
      known().has(service) &&
      !destinations.some((it) => at(it).some((own) => own.service === service)),
  };
}

interface NamedService {
  readonly service: string;
  readonly span: Span;
  readonly destination: Destination;
}

function* named(routes: readonly Route[]): Iterable<NamedService> {
  for (const { matches, destinations } of routes) {
    for (const { path } of matches) {
      if (path === undefined || path.kind === "regex") continue;
      const service = readRpcPath(path)?.service ?? readUnclosedService(path);
      if (service === undefined) continue;
      for (const destination of destinations) yield { service, span: path.span, destination };
    }
  }
}

/** The forms in which a destination may say what the configuration calls `cart.shop:7070`. */
function meantBy(written: string, clusterDomain: string): readonly string[] {
  const colon = written.lastIndexOf(":");
  const host = written.slice(0, colon);
  const port = written.slice(colon);
  const labels = host.split(".");
  if (labels.length === 2) return [`${host}.svc.${clusterDomain}${port}`, written];
  if (labels.length === 3 && labels[2] === "svc") return [`${host}.${clusterDomain}${port}`];
  return [written];
}

/** Host and port of a destination; a VirtualService may leave out the only port that there is. */
function addressOf(
  { host, owner, port, portNumber, route }: Destination,
  clusterDomain: string,
): string | undefined {
  const only = owner?.ports.length === 1 ? owner.ports[0] : undefined;
  const number = portNumber?.value ?? (port ?? only)?.number?.value;
  if (host === undefined || number === undefined) return undefined;
  if (!isService(owner)) return `${fullHost(host.value, route.resource, clusterDomain)}:${number}`;
  const { name, namespace } = owner.resource;
  return `${fullHost(name, { namespace }, clusterDomain)}:${number}`;
}
