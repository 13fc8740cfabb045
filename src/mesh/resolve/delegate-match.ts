import type { Field } from "../../yaml/field.ts";
import { isPlaceholder } from "../objects/placeholder.ts";
import { gatewayName } from "./virtual-service-order.ts";

/** The conditions of one entry of `match`, a delegate's put together with its root's. */
export interface HttpMatch {
  /** The entry; the delegate's where two are put together. */
  readonly field: Field;
  /** The root's entry, where two are put together. */
  readonly root: Field | undefined;
  readonly name: string;
  /** `uri`, `scheme`, `method`, `authority`, `port`, `ignoreUriCase`, `sourceNamespace`. */
  get(key: string): Field | undefined;
  /** `headers`, `withoutHeaders`, `queryParams`, `sourceLabels`: by name. */
  map(key: string): ReadonlyMap<string, Field>;
  /** As `mesh` or `namespace/name`. */
  readonly gateways: readonly string[];
}

/** The matches of a route as they are written. `namespace` is that of the resource it is in. */
export function plainMatches(route: Field, namespace: string): readonly HttpMatch[] {
  return (route.get("match")?.items() ?? []).map((field) => plainMatch(field, namespace));
}

function plainMatch(field: Field, namespace: string): HttpMatch {
  return {
    field,
    root: undefined,
    name: field.get("name")?.text ?? "",
    get: (key) => field.get(key),
    map: (key) =>
      new Map((field.get(key)?.fields() ?? []).map((entry) => [String(entry.step), entry])),
    gateways: (field.get("gateways")?.strings() ?? []).map(({ value }) =>
      gatewayName(value, namespace),
    ),
  };
}

/**
 * A delegate's matches within its root's; `undefined` if one of them fits none of the root's.
 * Source: istio `pilot/pkg/model/virtualservice.go` mergeHTTPMatchRequests, hasConflict (1.31).
 */
export function mergeMatches(
  root: readonly HttpMatch[],
  leaf: readonly HttpMatch[],
): readonly HttpMatch[] | undefined {
  if (root.length === 0) return leaf;
  if (leaf.length === 0) return root;
  const merged: HttpMatch[] = [];
  for (const own of leaf) {
    const fitting = root.filter((above) => !conflict(above, own));
    if (fitting.length === 0) return undefined;
    for (const each of fitting.map((above) => both(above, own))) merged.push(each);
  }
  return merged;
}

function both(root: HttpMatch, leaf: HttpMatch): HttpMatch {
  return {
    field: leaf.field,
    root: root.field,
    name: [root.name, leaf.name].filter((name) => name !== "").join("-"),
    get: (key) => leaf.get(key) ?? root.get(key),
    map: (key) => new Map([...root.map(key), ...leaf.map(key)]),
    gateways: leaf.gateways.length > 0 ? leaf.gateways : root.gateways,
  };
}

function conflict(root: HttpMatch, leaf: HttpMatch): boolean {
  return (
    ["uri", "scheme", "method", "authority"].some((key) =>
      stringsConflict(root.get(key), leaf.get(key)),
    ) ||
    ["headers", "withoutHeaders", "queryParams"].some((key) => mapsConflict(root, leaf, key)) ||
    ignoresCase(root) !== ignoresCase(leaf) ||
    portsConflict(root, leaf) ||
    sourcesConflict(root, leaf) ||
    gatewaysConflict(root.gateways, leaf.gateways)
  );
}

function mapsConflict(root: HttpMatch, leaf: HttpMatch, key: string): boolean {
  const above = root.map(key);
  const own = Array.from(leaf.map(key));
  return own.some(([name, value]) => stringsConflict(above.get(name), value));
}

function ignoresCase(match: HttpMatch): boolean {
  return match.get("ignoreUriCase")?.boolean()?.value === true;
}

function portsConflict(root: HttpMatch, leaf: HttpMatch): boolean {
  const above = root.get("port")?.number()?.value;
  const own = leaf.get("port")?.number()?.value;
  return above !== undefined && own !== undefined && above !== own;
}

function sourcesConflict(root: HttpMatch, leaf: HttpMatch): boolean {
  const namespace = root.get("sourceNamespace")?.text;
  if (namespace !== undefined && leaf.get("sourceNamespace")?.text !== namespace) {
    return true;
  }
  const above = root.map("sourceLabels");
  const own = Array.from(leaf.map("sourceLabels"));
  return own.some(([name, value]) => {
    const other = above.get(name);
    return other !== undefined && other.text !== value.text;
  });
}

function gatewaysConflict(root: readonly string[], leaf: readonly string[]): boolean {
  if (root.length === 0 || leaf.length === 0) return false;
  return root.length < leaf.length || leaf.some((name) => !root.includes(name));
}

const textAt = (field: Field | undefined, key: string): string => field?.get(key)?.text ?? "";

function stringsConflict(root: Field | undefined, leaf: Field | undefined): boolean {
  if (root === undefined || leaf === undefined) return false;
  const above = { exact: textAt(root, "exact"), prefix: textAt(root, "prefix") };
  const own = { exact: textAt(leaf, "exact"), prefix: textAt(leaf, "prefix") };
  if ([...Object.values(above), ...Object.values(own)].some(isPlaceholder)) return false;
  if (above.exact !== "") return own.prefix !== "" || own.exact !== above.exact;
  if (above.prefix === "") return true;
  if (own.prefix !== "") return !own.prefix.startsWith(above.prefix);
  return own.exact === "" || !own.exact.startsWith(above.prefix);
}
