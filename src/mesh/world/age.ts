import type { Resource } from "../../manifest/resource.ts";

/** Files rarely say when an object was made: those that do not count as equally old. */
const unknownTime = Date.parse("2024-01-01T00:00:00Z");

function writtenTime({ metadata }: Resource): string | undefined {
  return metadata?.get("creationTimestamp")?.text;
}

function timeOf(resource: Resource): number {
  const written = writtenTime(resource);
  return written === undefined ? unknownTime : Date.parse(written);
}

/** Code point order, as Go compares strings. */
export function compareText(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

/** The namespace an object is applied to when neither it nor the command says one. */
export function namespaceOf({ namespace }: Resource): string {
  return namespace ?? "default";
}

/** The object as it is applied where the command says no namespace. */
export function applied(resource: Resource): Resource {
  return resource.namespace === undefined
    ? { ...resource, namespace: namespaceOf(resource) }
    : resource;
}

/**
 * The order in which Istio lets the first of several win: age, then name, then namespace.
 * Source: istio `pilot/pkg/model/config.go` sortConfigByCreationTime (1.31).
 */
export function byAge(left: Resource, right: Resource): number {
  return (
    timeOf(left) - timeOf(right) ||
    compareText(left.name, right.name) ||
    compareText(namespaceOf(left), namespaceOf(right))
  );
}

/** Those that are older than the others; all where some do not say when they were made. */
export function oldest<Thing>(
  things: readonly Thing[],
  resourceOf: (thing: Thing) => Resource,
): readonly Thing[] {
  if (things.length < 2) return things;
  const times = things.map((thing) => Date.parse(writtenTime(resourceOf(thing)) ?? ""));
  const first = times.reduce((left, right) => Math.min(left, right));
  return Number.isNaN(first) ? things : things.filter((_, index) => times[index] === first);
}

interface AgedHost {
  readonly resource: Resource;
  readonly host: string;
  readonly service: unknown;
}

/**
 * The order of hosts: age of the object behind them, then name (of a ServiceEntry's host the host), then namespace.
 * Source: `pilot/pkg/model/push_context.go` SortServicesByCreationTime (1.31).
 */
export function byAgeOfHost(left: AgedHost, right: AgedHost): number {
  return (
    timeOf(left.resource) - timeOf(right.resource) ||
    compareText(nameOf(left), nameOf(right)) ||
    compareText(namespaceOf(left.resource), namespaceOf(right.resource))
  );
}

/**
 * The order in which hosts claim a port of a pod: age, then the host.
 * Source: `pilot/pkg/model/context.go` SetServiceTargets (1.31).
 */
export function byAgeAndHost(left: AgedHost, right: AgedHost): number {
  return timeOf(left.resource) - timeOf(right.resource) || compareText(left.host, right.host);
}

function nameOf({ service, resource, host }: AgedHost): string {
  return service === undefined ? host : resource.name;
}
