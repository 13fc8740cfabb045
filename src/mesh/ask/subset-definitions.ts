import type { Resource } from "../../manifest/resource.ts";
import type { Located } from "../../yaml/source.ts";
import { isForSidecarsIn } from "./callers-of-match.ts";
import { fullHost } from "../objects/hosts.ts";
import type { Mesh } from "../mesh.ts";
import { exportToOf, isVisible } from "../resolve/visibility.ts";
import { isPlaceholder } from "../objects/placeholder.ts";
import type { Destination } from "../objects/route.ts";
import type { DestinationRule } from "../objects/traffic-policy.ts";

/** A rule for `*` or `*.example.com` says nothing of subsets: a rule of the host itself would come before it. */
export function exactRules({ rules }: Destination): readonly DestinationRule[] {
  const all = rules.flatMap((rule) => [rule, ...rule.merged]);
  return all.filter(({ host }) => host?.value.startsWith("*") === false);
}

/** Whether a patch adds subsets, or the name of one is filled in later, so that it may be any that a route names. */
export function mayDefineMore({ resource, subsets }: DestinationRule, mesh: Mesh): boolean {
  if (mesh.isPatched(resource, "spec.subsets")) return true;
  return subsets.some(({ name }) => name !== undefined && isPlaceholder(name.value));
}

interface Subsets {
  readonly names: readonly string[];
  /** Those that the route does not use for this host already: a second share of one splits nothing. */
  readonly free: readonly string[];
}

/** The subsets that the host of a destination has. */
export function subsetsOf({ host, rules, route }: Destination): Subsets {
  const all = rules.flatMap(({ subsets }) => subsets.flatMap(({ name }) => name?.value ?? []));
  const names = [...new Set(all)];
  const others = [...route.destinations, ...route.mirrors].filter(
    (it) => it.host?.value === host?.value,
  );
  const used = new Set(others.map(({ subsetName }) => subsetName?.value));
  return { names, free: names.filter((name) => !used.has(name)) };
}

/** Where the subset is defined for the very host by a rule that is not in effect for callers of the route. */
export function outOfForce(
  destination: Destination,
  subset: Located<string>,
  mesh: Mesh,
): Located<string> | undefined {
  return definitions(destination, subset, mesh)
    .flatMap(({ subsets }) => subsets.flatMap(({ name }) => name ?? []))
    .find(({ value }) => value === subset.value);
}

/** The rules of the very host that define a subset, whoever sees them. */
function definitions(
  { host, route }: Destination,
  subset: Located<string>,
  mesh: Mesh,
): readonly DestinationRule[] {
  const full = (written: string, from: Resource): string =>
    fullHost(written, from, mesh.settings.clusterDomain);
  const wanted = full(host?.value ?? "", route.resource);
  return mesh.all
    .destinationRule()
    .filter((rule) => rule.host && full(rule.host.value, rule.resource) === wanted)
    .filter(({ subsets }) => subsets.some(({ name }) => name?.value === subset.value));
}

/** The rule that defines the subset of a destination, where the callers beside its route do not see it. */
export function privateDefinition(
  destination: Destination,
  subset: Located<string>,
  mesh: Mesh,
): DestinationRule | undefined {
  const { route } = destination;
  const { namespace } = route.resource;
  if (route.api !== "VirtualService" || !route.viaMesh || namespace === undefined) return undefined;
  if (route.matches.length > 0 && !route.matches.some((it) => isForSidecarsIn(namespace, it)))
    return undefined;
  const config = mesh.config();
  const sees = (resource: Resource, kind: "DestinationRule" | "VirtualService"): boolean =>
    isVisible(exportToOf(resource, kind, config), resource.namespace, namespace);
  const defining = definitions(destination, subset, mesh);
  const isHidden =
    sees(route.resource, "VirtualService") &&
    defining.every(({ resource }) => !sees(resource, "DestinationRule"));
  return isHidden ? defining[0] : undefined;
}
