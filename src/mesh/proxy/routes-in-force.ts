import type { HttpMatch } from "../resolve/delegate-match.ts";
import type { HttpRoute } from "./http-route.ts";
import { selectsAll, type Labels } from "../resolve/pod.ts";

/** One route of a proxy: an entry of `http` under one of its matches. */
export interface RouteInForce {
  readonly route: HttpRoute;
  /** `undefined`: every request. */
  readonly match: HttpMatch | undefined;
}

/** The proxy that asks, and as what. */
export interface Asker {
  readonly namespace: string;
  readonly labels: Labels;
  /** `mesh`, or the gateways of the server. */
  readonly gateways: readonly string[];
  /** The port of the listener. */
  readonly port: number;
}

/**
 * Routes in order, up to the first that takes every request.
 * Source: istio `pilot/pkg/networking/core/route/route.go` BuildHTTPRoutesForVirtualService (1.31).
 */
export function routesInForce(routes: readonly HttpRoute[], asker: Asker): readonly RouteInForce[] {
  const found: RouteInForce[] = [];
  for (const route of routes) {
    if (route.matches.length === 0) return [...found, { route, match: undefined }];
    for (const match of route.matches) {
      if (!isFor(match, asker)) continue;
      found.push({ route, match });
      if (takesAll(match)) return found;
    }
  }
  return found;
}

/** With `gateways`, a match does not look at where requests come from. */
function isFor(match: HttpMatch, { port, gateways, labels, namespace }: Asker): boolean {
  const number = match.get("port")?.number()?.value;
  if (number !== undefined && number !== 0 && number !== port) return false;
  if (match.gateways.length > 0) return match.gateways.some((name) => gateways.includes(name));
  const source = match.get("sourceNamespace")?.text;
  const wanted = new Map(
    Array.from(match.map("sourceLabels"), ([key, field]) => [key, { value: field.text ?? "" }]),
  );
  return selectsAll(wanted, labels) && (source === undefined || source === namespace);
}

/** Source: IsCatchAllRoute, same file. */
export function takesAll(match: HttpMatch | undefined): boolean {
  if (match === undefined) return true;
  const uri = match.get("uri");
  const isAny =
    uri === undefined || uri.get("prefix")?.text === "/" || uri.get("regex")?.text === ".*";
  const conditions = ["method", "authority", "scheme"].some((key) => match.get(key) !== undefined);
  const maps = ["headers", "withoutHeaders", "queryParams"].some((key) => match.map(key).size > 0);
  return isAny && !conditions && !maps;
}
