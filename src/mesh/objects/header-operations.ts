import type { Field } from "../../yaml/field.ts";
import type { Located } from "../../yaml/source.ts";
import { gather } from "../../collections/gather.ts";
import type { Route } from "./route.ts";
import type { Places } from "./written-at.ts";

/** One header that a route adds, sets or removes. */
export interface HeaderOperation {
  readonly direction: "request" | "response";
  readonly operation: "set" | "add" | "remove";
  /** The entry: its key is the name in a VirtualService's map, else a list item. */
  readonly field: Field;
  readonly name: Located<string>;
  /** Absent for `remove`. */
  readonly value: Located<string> | undefined;
}

const inApi = ["requestHeaderModifier", "responseHeaderModifier"].flatMap((filter) => [
  `spec.rules[].filters[].${filter}`,
  `spec.rules[].backendRefs[].filters[].${filter}`,
]);

/** Where routes change headers. */
export const headerOperationPlaces: Places = {
  "networking.istio.io/VirtualService": ["spec.http[].headers", "spec.http[].route[].headers"],
  "gateway.networking.k8s.io/HTTPRoute": inApi,
  "gateway.networking.k8s.io/GRPCRoute": inApi,
};

const directions = ["request", "response"] as const;
const operations = ["set", "add", "remove"] as const;

/** The header operations of a route and of its destinations, in either API. */
export function headerOperationsOf(field: Field, api: Route["api"]): readonly HeaderOperation[] {
  const isIstio = api === "VirtualService";
  const destinations = field.get(isIstio ? "route" : "backendRefs")?.items() ?? [];
  return gather([field, ...destinations], isIstio ? inHeaders : inFilters);
}

function inHeaders(place: Field): readonly HeaderOperation[] {
  const headers = place.get("headers");
  if (headers === undefined) return [];
  return directions.flatMap((direction) =>
    read(direction, headers.get(direction), (entry) => ({
      name: entry.key,
      value: entry.string(),
    })),
  );
}

function inFilters(place: Field): readonly HeaderOperation[] {
  const filters = place.get("filters")?.items() ?? [];
  return directions.flatMap((direction) =>
    filters.flatMap((filter) =>
      read(direction, filter.get(`${direction}HeaderModifier`), (entry) => ({
        name: entry.get("name")?.string(),
        value: entry.get("value")?.string(),
      })),
    ),
  );
}

/** `set` and `add` are maps in one API and lists in the other; `remove` is a list of names in both. */
function read(
  direction: HeaderOperation["direction"],
  at: Field | undefined,
  entryOf: (entry: Field) => {
    readonly name: Located<string> | undefined;
    readonly value: Located<string> | undefined;
  },
): readonly HeaderOperation[] {
  return operations.flatMap((operation) => {
    const list = at?.get(operation);
    const entries = [...(list?.fields() ?? []), ...(list?.items() ?? [])];
    return entries.flatMap((field) => {
      const { name, value } =
        operation === "remove" ? { name: field.string(), value: undefined } : entryOf(field);
      return name ? [{ direction, operation, field, name, value }] : [];
    });
  });
}
