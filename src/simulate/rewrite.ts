import { RE2JS } from "re2js";
import type { HttpMatch } from "../mesh/resolve/delegate-match.ts";
import type { HttpRoute } from "../mesh/proxy/http-route.ts";
import type { Request } from "./call.ts";
import { compact, type Fact } from "./facts/compact.ts";
import { pathOf } from "./match-request.ts";

export function rewriteFact(route: HttpRoute): Fact | undefined {
  const rewrite = route.get("rewrite");
  const text = (key: string): string | undefined => rewrite?.get(key)?.text;
  const set = route.get("headers")?.at("request", "set");
  const byHeader = (set?.get(":authority") ?? set?.get("host"))?.text;
  const regex = rewrite?.get("uriRegexRewrite");
  return compact({
    authority: text("authority") ?? byHeader,
    prefix: regex ? undefined : text("uri"),
    regex: regex?.get("match")?.text,
    sub: regex?.get("rewrite")?.text,
  });
}

/** The request as it is sent on: a rewrite takes the place of the prefix (or the path) that was matched. */
export function rewritten(
  route: HttpRoute,
  match: HttpMatch | undefined,
  request: Request,
): Request {
  const rewrite = route.get("rewrite");
  const authority = rewrite?.get("authority")?.text ?? request.authority;
  const regex = rewrite?.get("uriRegexRewrite");
  const path = pathOf(request);
  if (regex) {
    const pattern = regex.get("match")?.text ?? "";
    return {
      ...request,
      authority,
      path: substituted(pattern, regex.get("rewrite")?.text ?? "", path),
    };
  }
  const uri = rewrite?.get("uri")?.text;
  if (uri === undefined) return { ...request, authority };
  const matched = match?.get("uri");
  const prefix = matched?.get("prefix")?.text ?? (matched?.get("exact") ? path : "/");
  return { ...request, authority, path: `${uri}${path.slice(prefix.length)}` };
}

/** Envoy's substitutions name groups `\1`. */
function substituted(pattern: string, replacement: string, path: string): string {
  try {
    const matcher = RE2JS.compile(pattern).matcher(path);
    return matcher.replaceFirst(replacement.replaceAll("$", "\\$").replaceAll(/\\(\d)/g, "$$$1"));
  } catch {
    return path;
  }
}
