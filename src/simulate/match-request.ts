import type { HttpMatch } from "../mesh/resolve/delegate-match.ts";
import type { RouteMatch } from "../mesh/objects/route.ts";
import type { Field } from "../yaml/field.ts";
import type { Request } from "./call.ts";
import { regexMatches, stringMatches } from "./text-match.ts";
import { every, not, type Answer } from "./three-valued.ts";

/** A condition of a match, and its result for a request. */
export interface Condition {
  readonly field: Field;
  readonly holds: Answer;
}

/** Headers that clients and proxies set automatically: manifests do not show their values. */
const unknowable =
  /^(user-agent|x-forwarded-.*|x-request-id|x-envoy-.*|x-b3-.*|b3|traceparent|tracestate)$/;

/** Every gRPC request carries these. */
const always: ReadonlyMap<string, string> = new Map([
  ["content-type", "application/grpc"],
  ["te", "trailers"],
]);

/** A header's value: `null` if absent, `undefined` if unknown. */
export function headerOf(request: Request, name: string): string | null | undefined {
  const key = name.toLowerCase();
  if (key === ":authority" || key === "host") return request.authority;
  if (key === ":path") return request.path;
  if (key === ":method") return request.headers.get(key) ?? "POST";
  if (key === ":scheme") return request.scheme;
  const written = request.headers.get(key) ?? always.get(key);
  if (written !== undefined) return written;
  return unknowable.test(key) ? undefined : null;
}

export function pathOf({ path }: Request): string {
  const question = path.indexOf("?");
  return question < 0 ? path : path.slice(0, question);
}

/**
 * The conditions of a VirtualService's match, each with its result.
 * Source: istio `pilot/pkg/networking/core/route/route.go` TranslateRouteMatch (1.31).
 */
export function conditionsOf(match: HttpMatch, request: Request): readonly Condition[] {
  const found: Condition[] = [];
  const uri = match.get("uri");
  const ignoreCase = match.get("ignoreUriCase")?.boolean()?.value === true;
  if (uri)
    found.push({ field: uri, holds: stringMatches(uri, pathOf(request), ignoreCase) ?? true });
  for (const key of ["method", "authority", "scheme"]) {
    const field = match.get(key);
    if (field) found.push({ field, holds: headerHolds(field, headerOf(request, `:${key}`)) });
  }
  for (const [name, field] of match.map("headers")) {
    found.push({ field, holds: headerHolds(field, headerOf(request, name)) });
  }
  for (const [name, field] of match.map("withoutHeaders")) {
    const value = headerOf(request, name);
    const isPresence = asksPresence(field);
    // An absent header counts as empty, so that `.*` is met.
    found.push({
      field,
      holds: not(
        headerHolds(
          field,
          isPresence ? value : (value ?? value === null) ? (value ?? "") : undefined,
        ),
      ),
    });
  }
  const query = new URLSearchParams(request.path.slice(pathOf(request).length));
  for (const [name, field] of match.map("queryParams")) {
    found.push({ field, holds: headerHolds(field, query.get(name)) });
  }
  return found;
}

/** Without a condition, or with the regex `*`, a header needs only to be there. */
function asksPresence(field: Field): boolean {
  const hasText = ["exact", "prefix", "regex"].some((key) => field.get(key)?.text !== undefined);
  return !hasText || field.get("regex")?.text === "*";
}

function headerHolds(field: Field, value: string | null | undefined): Answer {
  if (value === undefined) return undefined;
  if (asksPresence(field)) return value !== null;
  return value !== null && stringMatches(field, value, false);
}

/** The same for a match of an HTTPRoute or GRPCRoute. */
export function apiConditionsOf(match: RouteMatch, request: Request): readonly Condition[] {
  const found: Condition[] = [];
  const { path, field } = match;
  if (path) {
    found.push({ field: path.field, holds: apiPathHolds(path.kind, path.value, pathOf(request)) });
  }
  for (const header of match.headers) {
    const value = headerOf(request, header.name.value);
    const wanted = header.value?.value ?? "";
    const holds = (text: string): boolean =>
      header.kind === "regex" ? regexMatches(wanted, text) : text === wanted;
    found.push({
      field: header.field,
      holds: value === undefined ? undefined : value !== null && holds(value),
    });
  }
  const method = field.get("method");
  if (method?.text !== undefined) found.push({ field: method, holds: method.text === "POST" });
  const query = new URLSearchParams(request.path.slice(pathOf(request).length));
  for (const entry of field.get("queryParams")?.items() ?? []) {
    const value = query.get(entry.get("name")?.text ?? "");
    const wanted = entry.get("value")?.text ?? "";
    const isRegex = entry.get("type")?.text === "RegularExpression";
    const holds = value !== null && (isRegex ? regexMatches(wanted, value) : value === wanted);
    found.push({ field: entry, holds });
  }
  return found;
}

function apiPathHolds(kind: string, wanted: string, path: string): boolean {
  if (kind === "exact") return path === wanted;
  if (kind === "regex") return regexMatches(wanted, path);
  if (kind === "prefix") return path.startsWith(wanted);
  const folder = wanted.replace(/\/$/, "");
  return folder === "" || path === folder || path.startsWith(`${folder}/`);
}

export function allHold(conditions: readonly Condition[]): Answer {
  return every(conditions.map(({ holds }) => holds));
}
