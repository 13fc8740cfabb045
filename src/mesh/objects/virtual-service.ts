import type { Resource } from "../../manifest/resource.ts";
import type { Field } from "../../yaml/field.ts";
import type { Located } from "../../yaml/source.ts";
import { durationAt } from "./duration.ts";
import { withLazy } from "../../collections/lazy.ts";
import { conditionsOf } from "./retry-conditions.ts";
import type { HeaderMatch, PathMatch, Retries, RouteMatch } from "./route.ts";

export interface VirtualService {
  readonly resource: Resource;
  readonly hosts: readonly Located<string>[];
  /** As written; empty means `mesh`. */
  readonly gateways: readonly Located<string>[];
  readonly viaMesh: boolean;
  readonly viaGateway: boolean;
  /** The entries of `http`, `tls` and `tcp`. */
  readonly http: readonly Field[];
  readonly tls: readonly Field[];
  readonly tcp: readonly Field[];
}

export function virtualServiceOf(resource: Resource): VirtualService {
  const { spec } = resource;
  const gateways = spec?.get("gateways")?.strings() ?? [];
  return {
    resource,
    hosts: spec?.get("hosts")?.strings() ?? [],
    gateways,
    viaMesh: gateways.length === 0 || gateways.some(({ value }) => value === "mesh"),
    viaGateway: gateways.some(({ value }) => value !== "mesh"),
    http: spec?.get("http")?.items() ?? [],
    tls: spec?.get("tls")?.items() ?? [],
    tcp: spec?.get("tcp")?.items() ?? [],
  };
}

export function retriesOf(route: Field): Retries | undefined {
  const field = route.get("retries");
  return field && retries({ field, retryOn: field.get("retryOn") });
}

const retries = withLazy<Pick<Retries, "field" | "retryOn">, Omit<Retries, "field" | "retryOn">>({
  attempts: ({ field }) => field.get("attempts")?.number(),
  perTryTimeout: ({ field }) => durationAt(field.get("perTryTimeout")),
  backoff: ({ field }) => durationAt(field.get("backoff")),
  conditions: ({ retryOn }) => retryOn?.pieces(",") ?? [],
  named: conditionsOf,
});

export function virtualServiceMatch(field: Field): RouteMatch {
  return match({ field });
}

const match = withLazy<Pick<RouteMatch, "field">, Omit<RouteMatch, "field">>({
  path: ({ field }) => uriMatch(field.get("uri")),
  headers: ({ field }) => (field.get("headers")?.fields() ?? []).map(headerMatch),
  conditions: ({ field }) => field.fields().filter(isCondition),
});

/** Names, and how the path is compared, are no conditions of their own. */
const noConditions: ReadonlySet<string> = new Set(["uri", "name", "statPrefix", "ignoreUriCase"]);

function isCondition(field: Field): boolean {
  const isEmpty =
    (field.isMap || field.isList) && field.fields().length + field.items().length === 0;
  return !noConditions.has(String(field.step)) && !isEmpty;
}

const stringMatchKinds = ["exact", "prefix", "regex"] as const;

function uriMatch(uri: Field | undefined): PathMatch | undefined {
  for (const kind of stringMatchKinds) {
    const field = uri?.get(kind);
    const text = field?.string();
    if (field && text) return { kind, value: text.value, span: text.span, field };
  }
  return undefined;
}

function headerMatch(field: Field): HeaderMatch {
  for (const kind of stringMatchKinds) {
    const value = field.get(kind)?.string();
    if (value) return { name: field.key, field, value, kind };
  }
  return { name: field.key, field, value: undefined, kind: "present" };
}
