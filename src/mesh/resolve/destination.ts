import type { Field } from "../../yaml/field.ts";
import type { Located } from "../../yaml/source.ts";
import type { RoutedBy } from "./build-routes.ts";
import { qualifyHost } from "../objects/hosts.ts";
import { withLazy } from "../../collections/lazy.ts";
import type { Destination } from "../objects/route.ts";
import { isService, type HostPort } from "../objects/service.ts";
import type { DestinationRule, Subset } from "../objects/traffic-policy.ts";

/** A destination as written; its references are resolved lazily. */
interface WrittenDestination {
  readonly route: RoutedBy;
  readonly field: Field;
  readonly host: Located<string> | undefined;
  /** The host to look up: a backend of another namespace is written without it. */
  readonly lookup: string | undefined;
  readonly portNumber: Located<number> | undefined;
  readonly subsetName: Located<string> | undefined;
  readonly weight: Located<number> | undefined;
}

const resolved = withLazy<WrittenDestination, Omit<Destination, keyof WrittenDestination>>({
  owner: ({ lookup, route }) =>
    lookup === undefined ? undefined : route.around.findHost(lookup, route.resource),
  service: ({ owner }) => (isService(owner) ? owner : undefined),
  port: ({ portNumber, owner }) =>
    portNumber === undefined
      ? onlyPort(owner?.ports)
      : owner?.ports.find(({ number }) => number?.value === portNumber.value),
  rules: ({ lookup, route }) =>
    lookup === undefined ? [] : route.around.findDestinationRules(lookup, route.resource),
  subset: ({ rules, subsetName }) => subsetNamed(rules, subsetName?.value),
  policy: ({ route, rules, subset, subsetName, portNumber, port }) => {
    const inForce =
      rules.find((rule) => subset !== undefined && rule.subsets.includes(subset)) ?? rules[0];
    const number = portNumber?.value ?? port?.number?.value;
    return route.around.policyOf(inForce, { subset: subsetName?.value, port: number });
  },
});

/** An entry of a VirtualService's `route` or `mirrors`, or its `mirror`. */
export function destinationOf(
  route: RoutedBy,
  entry: Field,
  destination: Field | undefined,
): Destination {
  const host = destination?.get("host")?.string();
  return resolved({
    route,
    field: entry,
    host,
    lookup: host?.value,
    portNumber: destination?.at("port", "number")?.number(),
    subsetName: destination?.get("subset")?.string(),
    weight: entry.get("weight")?.number(),
  });
}

/** A `backendRef`. Backends of other kinds than Service and Hostname have no host here. */
export function backendOf(route: RoutedBy, ref: Field): Destination {
  const name = ref.get("name")?.string();
  const kind = ref.get("kind")?.text ?? "Service";
  const isPlain = kind === "Service" && name?.value.includes(".") === false;
  // A host is known to Istio alone: that of a ServiceEntry, as it is written.
  const isHost = kind === "Hostname" && ref.get("group")?.text === "networking.istio.io";
  const host = isPlain || isHost ? name : undefined;
  const namespace = ref.get("namespace")?.text ?? route.resource.namespace;
  return resolved({
    route,
    field: ref,
    host,
    lookup:
      host && isPlain && namespace !== undefined
        ? qualifyHost(host.value, namespace, route.around.clusterDomain)
        : host?.value,
    portNumber: ref.get("port")?.number(),
    subsetName: undefined,
    weight: ref.get("weight")?.number(),
  });
}

function subsetNamed(
  rules: readonly DestinationRule[],
  wanted: string | undefined,
): Subset | undefined {
  if (wanted === undefined) return undefined;
  for (const { subsets } of rules) {
    const found = subsets.find(({ name }) => name?.value === wanted);
    if (found) return found;
  }
  return undefined;
}

function onlyPort(ports: readonly HostPort[] | undefined): HostPort | undefined {
  return ports?.length === 1 ? ports[0] : undefined;
}
