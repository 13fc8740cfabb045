import type { Resource } from "../../manifest/resource.ts";

/** Files rarely say when an object was made: those that do not count as equally old. */
const unknownTime = "2024-01-01T00:00:00Z";

function timeOf({ metadata }: Resource): number {
  return Date.parse(metadata?.get("creationTimestamp")?.string()?.value ?? unknownTime);
}

/** Code point order, as Go compares strings. */
export function compareText(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

/** The namespace an object is applied to when neither it nor the command says one. */
export function namespaceOf({ namespace }: Resource): string {
  return namespace ?? "default";
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

/** The order of hosts: age of the object behind them, then the host. */
export function byAgeAndHost(
  left: { readonly resource: Resource; readonly host: string },
  right: { readonly resource: Resource; readonly host: string },
): number {
  return timeOf(left.resource) - timeOf(right.resource) || compareText(left.host, right.host);
}
