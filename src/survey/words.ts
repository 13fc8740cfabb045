import type { Fact } from "../simulate/facts/compact.ts";

/** `15s`, `250ms`. */
export function duration(milliseconds: number): string {
  return milliseconds % 1_000 === 0 ? `${milliseconds / 1_000}s` : `${milliseconds}ms`;
}

type Facts = { readonly [key: string]: Fact };

export function factsIn(fact: Fact | undefined): Facts {
  return typeof fact === "object" && !isList(fact) ? fact : {};
}

export function itemsIn(fact: Fact | undefined): readonly Fact[] {
  return fact !== undefined && isList(fact) ? fact : [];
}

function isList(fact: Fact): fact is readonly Fact[] {
  return Array.isArray(fact);
}

export function textIn(facts: Facts, key: string): string | undefined {
  const value = facts[key];
  return value === undefined || typeof value === "object" ? undefined : String(value);
}

export function numberIn(facts: Facts, key: string): number | undefined {
  const value = facts[key];
  return typeof value === "number" ? value : undefined;
}

/** Methods for people: `shop.v1.Orders/*` for a class of all of a service, or for the others where some are named. */
export function methodNamer(paths: readonly string[]): (path: string) => string {
  const named = new Set(paths.filter((it) => !it.endsWith("/Any")).map(serviceIn));
  return (path) => {
    const text = path.replace(/^\//, "");
    if (text === "any.Service/Method")
      return paths.length === 1 ? "every method" : "any other method";
    if (!text.endsWith("/Any")) return text;
    const service = serviceIn(path);
    // A prefix that ends after the package, for all of its services.
    const all = service.endsWith(".") ? `${service}*` : `${service}/*`;
    if (service.endsWith(".") && [...named].some((it) => it.startsWith(service)))
      return `other methods of ${all}`;
    return named.has(service) ? `other methods of ${service}` : all;
  };
}

function serviceIn(path: string): string {
  return path.replace(/^\//, "").replace(/\/[^/]*$/, "");
}

/** `a, b and 3 more`. */
export function counted(names: readonly string[], most = 4): string {
  if (names.length <= most + 1) return names.join(", ");
  return `${names.slice(0, most).join(", ")} and ${names.length - most} more`;
}

/**
 * The time that an attempt has, as far as Envoy heeds it; a whole timeout that is not longer leaves no place for it.
 * Source: envoy `source/common/router/router.cc` FilterUtility::finalTimeout (1.36).
 */
export function attemptText(
  perTry: number | undefined,
  timeout: Fact | undefined,
  said: string,
): string | undefined {
  if (perTry === undefined) return undefined;
  return typeof timeout === "number" && perTry >= timeout
    ? `per-try timeout ${duration(perTry)} ignored: not below the timeout`
    : `${duration(perTry)} ${said}`;
}
