import type { AuthorizationOperation, AuthorizationPolicy } from "../objects/policies.ts";

/** Whether a policy may match calls with a path, whoever makes them. */
export function mayAllow({ rules }: AuthorizationPolicy, path: string): boolean {
  return rules.some((rule) => {
    const to = rule.get("to")?.items() ?? [];
    return (
      to.length === 0 ||
      to.some((entry) => {
        const patterns = entry.at("operation", "paths")?.strings() ?? [];
        const excluded = entry.at("operation", "notPaths")?.strings() ?? [];
        return (
          (patterns.length === 0 || patterns.some(({ value }) => pathMatches(value, path))) &&
          !excluded.some(({ value }) => pathMatches(value, path))
        );
      })
    );
  });
}

/** The RPC paths that an operation is for are compared as Istio does: exact, `*` at one end, or a template. */
export function pathMatches(pattern: string, path: string): boolean {
  if (pattern === "*") return path !== "";
  if (pattern.includes("{")) return templateMatches(pattern, path);
  if (pattern.endsWith("*")) return path.startsWith(pattern.slice(0, -1));
  if (pattern.startsWith("*")) return path.endsWith(pattern.slice(1));
  return pattern === path;
}

/** `{*}` is one segment, `{**}` any number of them. */
function templateMatches(template: string, path: string): boolean {
  const parts = template.split(/(\{\*\*?\})/).map((part) => {
    if (part === "{*}") return "[^/]+";
    if (part === "{**}") return ".*";
    return part.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
  });
  return new RegExp(`^${parts.join("")}$`).test(path);
}

/** Whether an operation is for all paths. */
export function isForAllPaths({ paths }: AuthorizationOperation): boolean {
  return paths.length === 0 || paths.some(({ value, negated }) => !negated && value === "*");
}
