import type { Field } from "../yaml/field.ts";

/** What distinguishes calls to one host: a method that stands for all that are matched alike, and metadata. */
export interface RequestClass {
  /** `/pkg.Service/Method`. */
  readonly path: string;
  readonly headers: ReadonlyMap<string, string>;
  /** What it is a sample of; every RPC that starts with it is meant as well. */
  readonly prefix?: string;
}

/** A method that no match names. */
export const anyMethod = "/any.Service/Method";

export const noHeaders: ReadonlyMap<string, string> = new Map();

export function uniqueRequests(classes: readonly RequestClass[]): readonly RequestClass[] {
  const keyOf = ({ path, headers }: RequestClass): string => JSON.stringify([path, ...headers]);
  return [...new Map(classes.map((it) => [keyOf(it), it])).values()];
}

export function matchClass(match: Field): RequestClass {
  const uri = match.get("uri");
  const headers = (match.get("headers")?.entries() ?? []).flatMap((entry) => {
    const value = sampleOf(entry);
    return value === undefined ? [] : [[String(entry.step).toLowerCase(), value] as const];
  });
  const prefix = uri?.get("exact") === undefined ? uri?.get("prefix")?.text : undefined;
  return { path: pathSample(uri), headers: new Map(headers), ...prefixOf(prefix) };
}

function prefixOf(prefix: string | undefined): Pick<RequestClass, "prefix"> {
  return prefix === undefined || prefix === "/" || prefix === "" ? {} : { prefix };
}

function pathSample(uri: Field | undefined): string {
  const exact = uri?.get("exact")?.text;
  if (exact !== undefined) return exact;
  const prefix = uri?.get("prefix")?.text;
  if (prefix !== undefined) return prefixSample(prefix);
  const regex = uri?.get("regex")?.text;
  return regex === undefined ? anyMethod : regexSample(regex);
}

/** `/shop.v1.Orders/` becomes `/shop.v1.Orders/Any`, `/shop.v1.Orders` too. */
function prefixSample(prefix: string): string {
  if (prefix === "/" || prefix === "") return anyMethod;
  if (prefix.endsWith("/")) return `${prefix}Any`;
  return prefix.lastIndexOf("/") === 0 ? `${prefix}/Any` : prefix;
}

/** A text that a simple expression matches; others are rarely met, and compared all the same. */
function regexSample(regex: string): string {
  const [first = ""] = regex.replace(/^\^/, "").replace(/\$$/, "").split("|", 1);
  const plain = first
    .replaceAll("(?:", "")
    .replaceAll(/[()]/g, "")
    .replaceAll(/\[[^[\]]{1,64}\][*+?]?/g, "Any")
    .replaceAll(/\\w[*+]?/g, "Any")
    .replaceAll(/\.[*+]\??/g, "Any")
    .replaceAll("\\", "");
  return plain.startsWith("/") ? plain : `/${plain}`;
}

function patternSample(pattern: string): string {
  if (pattern === "*") return anyMethod;
  if (pattern.endsWith("*")) return prefixSample(pattern.slice(0, -1));
  if (pattern.startsWith("*")) return `/any.Service${pattern.slice(1)}`;
  return pattern.replaceAll(/\{\*+\}/g, "Any");
}

/** The paths of a policy. */
export function patternClass(pattern: string): RequestClass {
  const prefix = pattern.endsWith("*") ? pattern.slice(0, -1) : undefined;
  return { path: patternSample(pattern), headers: noHeaders, ...prefixOf(prefix) };
}

function sampleOf(match: Field): string | undefined {
  const exact = match.get("exact")?.text;
  if (exact !== undefined) return exact;
  const prefix = match.get("prefix")?.text;
  if (prefix !== undefined) return `${prefix}x`;
  const regex = match.get("regex")?.text;
  return regex === undefined ? "x" : regexSample(regex).slice(1);
}

export function apiClass(match: Field, api: "HTTPRoute" | "GRPCRoute"): RequestClass {
  const headers = (match.get("headers")?.items() ?? []).map(
    (it) => [(it.get("name")?.text ?? "").toLowerCase(), it.get("value")?.text ?? ""] as const,
  );
  if (api === "GRPCRoute") {
    const method = match.get("method");
    const service = method?.get("service")?.text ?? "any.Service";
    return {
      path: `/${service}/${method?.get("method")?.text ?? "Any"}`,
      headers: new Map(headers),
    };
  }
  const path = match.get("path");
  const value = path?.get("value")?.text ?? "/";
  const isExact = path?.get("type")?.text === "Exact";
  return { path: isExact ? value : prefixSample(value), headers: new Map(headers) };
}
