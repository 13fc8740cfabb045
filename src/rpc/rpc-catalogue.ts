import type { ProtoFile, ProtoMethod, ProtoService } from "../proto/proto-file.ts";
import { similarName } from "../text/similar-name.ts";
import type { NearService, RpcCatalogue, RpcMethod, RpcService, WholeMatch } from "./rpc.ts";

export interface Definitions {
  readonly file: ProtoFile;
  readonly isVendored: boolean;
}

/** The union of all definitions: one service in several files is normal, as copies are, and methods add up. */
export function catalogueOf(
  definitions: readonly Definitions[],
  wholeMatcher: () => () => WholeMatch,
): RpcCatalogue {
  const found = new Map<string, { service: ProtoService; isOpen: boolean }[]>();
  const packages = new Set<string>();
  for (const { file, isVendored } of definitions) {
    const isOpen = file.problem !== undefined;
    // A file that can be read in part may be of any package and hold more services.
    if (!isVendored && !isOpen && file.services.length > 0) packages.add(file.package);
    for (const service of file.services) {
      const known = found.get(service.name.value);
      if (known) known.push({ service, isOpen });
      else found.set(service.name.value, [{ service, isOpen }]);
    }
  }
  const services = new Map<string, RpcService>();
  for (const [name, all] of found) {
    const service = serviceOf(all);
    if (service !== undefined) services.set(name, service);
  }
  for (const { file } of definitions) if (file.problem !== undefined) packages.delete(file.package);
  return {
    services,
    holdsPackage: (name) => packages.has(name),
    nearestTo: nearestIn(services),
    wholeMatch: whenAsked(wholeMatcher),
  };
}

function whenAsked(wholeMatcher: () => () => WholeMatch): WholeMatch {
  let made: WholeMatch | undefined;
  return (pattern, text) => (made ??= wholeMatcher()())(pattern, text);
}

function serviceOf(
  definitions: readonly { readonly service: ProtoService; readonly isOpen: boolean }[],
): RpcService | undefined {
  const [first] = definitions;
  if (first === undefined) return undefined;
  const methods = new Map<string, RpcMethod>();
  for (const { service } of definitions) {
    for (const method of service.methods) {
      const known = methods.get(method.name.value);
      methods.set(method.name.value, known === undefined ? methodOf(method) : both(known, method));
    }
  }
  return {
    name: first.service.name,
    deprecated: definitions.every(({ service }) => service.deprecated),
    methods,
    isOpen: definitions.some(({ isOpen }) => isOpen),
  };
}

function methodOf(method: ProtoMethod): RpcMethod {
  const { name, clientStreaming, serverStreaming, idempotency, deprecated, http } = method;
  return { name, clientStreaming, serverStreaming, idempotency, deprecated, http };
}

/** Of two definitions that disagree, what is true of both. */
function both(known: RpcMethod, other: ProtoMethod): RpcMethod {
  return {
    name: known.name,
    clientStreaming: known.clientStreaming && other.clientStreaming,
    serverStreaming: known.serverStreaming && other.serverStreaming,
    idempotency:
      known.idempotency === other.idempotency ? known.idempotency : "IDEMPOTENCY_UNKNOWN",
    deprecated: known.deprecated && other.deprecated,
    http: known.http ?? other.http,
  };
}

function nearestIn(
  services: ReadonlyMap<string, RpcService>,
): (name: string) => NearService | undefined {
  const bySimpleName = new Map<string, string[]>();
  const byCase = new Map<string, string>();
  for (const name of services.keys()) {
    byCase.set(name.toLowerCase(), name);
    const simple = simpleNameOf(name);
    const known = bySimpleName.get(simple);
    if (known) known.push(name);
    else bySimpleName.set(simple, [name]);
  }
  const near = (
    name: string | undefined,
    differsIn: NearService["differsIn"],
  ): NearService | undefined => {
    const service = name === undefined ? undefined : services.get(name);
    return service && { service, differsIn };
  };
  return (name) => {
    const alike = near(byCase.get(name.toLowerCase()), "case");
    if (alike !== undefined) return alike;
    const namesakes = bySimpleName.get(simpleNameOf(name)) ?? [];
    const versions = namesakes.filter((it) => isOtherVersion(it, name));
    if (versions.length > 0) return near(versions.toSorted().at(-1), "version");
    const longer = namesakes.filter((it) => it.endsWith(`.${name}`));
    if (longer.length > 0) return longer.length === 1 ? near(longer[0], "package") : undefined;
    return near(similarName(name, services.keys()), "spelling");
  };
}

function simpleNameOf(name: string): string {
  return name.slice(name.lastIndexOf(".") + 1);
}

/** Whether a service with a version is meant by a name with another one, or with none. */
function isOtherVersion(service: string, name: string): boolean {
  const plain = withoutVersion(service);
  return plain !== service && plain === withoutVersion(name);
}

/** `shop.Cart` for `shop.v1.Cart` and `shop.v2beta1.Cart`. */
function withoutVersion(name: string): string {
  return name.replaceAll(/\.v\d+(?:(?:alpha|beta|p)\d*)*(?=\.)/g, "");
}
