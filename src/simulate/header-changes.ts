import type { HttpRoute } from "../mesh/proxy/http-route.ts";
import type { Field } from "../yaml/field.ts";
import type { Request } from "./call.ts";
import { compact, filled, type Fact } from "./facts/compact.ts";

/** Operations on headers of one direction. */
export interface HeaderChanges {
  readonly set: ReadonlyMap<string, string>;
  readonly add: ReadonlyMap<string, string>;
  readonly remove: readonly string[];
}

export interface RouteHeaders {
  readonly request: HeaderChanges;
  readonly response: HeaderChanges;
}

/** A single destination's headers are the route's. */
export function headersOfRoute(route: HttpRoute): RouteHeaders {
  const [only, ...others] = route.destinations;
  const fields = [
    route.get("headers"),
    others.length === 0 ? only?.field.get("headers") : undefined,
  ];
  return {
    request: changesIn(fields.map((it) => it?.get("request"))),
    response: changesIn(fields.map((it) => it?.get("response"))),
  };
}

/** Those of one of several destinations. */
export function headersOfDestination(field: Field): RouteHeaders {
  const headers = field.get("headers");
  return {
    request: changesIn([headers?.get("request")]),
    response: changesIn([headers?.get("response")]),
  };
}

function changesIn(fields: readonly (Field | undefined)[]): HeaderChanges {
  const entries = (key: string): ReadonlyMap<string, string> =>
    new Map(
      fields.flatMap((at) =>
        (at?.get(key)?.fields() ?? []).map((it) => [String(it.step).toLowerCase(), it.text ?? ""]),
      ),
    );
  const remove = fields.flatMap((at) => at?.get("remove")?.strings() ?? []);
  return { set: entries("set"), add: entries("add"), remove: remove.map(({ value }) => value) };
}

/** Filters of a rule of the Gateway API. */
export function headersOfApi(rule: Field): RouteHeaders {
  const filters = rule.get("filters")?.items() ?? [];
  const of = (name: string): HeaderChanges => {
    const found = filters.flatMap((it) => it.get(name) ?? []);
    const pairs = (key: string): ReadonlyMap<string, string> =>
      new Map(
        found
          .flatMap((it) => it.get(key)?.items() ?? [])
          .map((it) => [(it.get("name")?.text ?? "").toLowerCase(), it.get("value")?.text ?? ""]),
      );
    const remove = found.flatMap((it) => it.get("remove")?.strings() ?? []);
    return { set: pairs("set"), add: pairs("add"), remove: remove.map(({ value }) => value) };
  };
  return { request: of("requestHeaderModifier"), response: of("responseHeaderModifier") };
}

const isAuthority = (name: string): boolean => name === ":authority" || name === "host";

export function headerFacts({ request, response }: RouteHeaders): {
  readonly [key: string]: Fact | undefined;
} {
  return { req_headers: changeFact(request), resp_headers: changeFact(response) };
}

function shown(map: ReadonlyMap<string, string>): Fact | undefined {
  return compact(Object.fromEntries([...map].filter(([name]) => !isAuthority(name))));
}

function changeFact({ set, add, remove }: HeaderChanges): Fact | undefined {
  return compact({ set: shown(set), add: shown(add), remove: filled(remove) });
}

/** The request with its headers changed; `host` and `:authority` are the authority. */
export function applyHeaders(request: Request, { request: changes }: RouteHeaders): Request {
  const headers = new Map(request.headers);
  for (const name of changes.remove) headers.delete(name.toLowerCase());
  for (const [name, value] of [...changes.add, ...changes.set]) headers.set(name, value);
  const authority = [...changes.set].find(([name]) => isAuthority(name))?.[1];
  return { ...request, headers, authority: authority ?? request.authority };
}
