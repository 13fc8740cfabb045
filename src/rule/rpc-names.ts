import type { RpcPath } from "../mesh/resolve/rpc-paths.ts";
import { replaceText } from "./edits.ts";
import type { Fix } from "./finding.ts";

/** What follows for calls when a route is for an RPC that does not exist. */
export function skippedRoute({ method, route }: RpcPath): string {
  if (route === undefined) return "no call has this path: its settings apply to no call";
  const calls = method === undefined ? "calls of the intended service" : "the intended calls";
  return `no call has this path: ${calls} skip the route, match another one or fail with UNIMPLEMENTED (12)`;
}

/** A fix that puts the right name of a service or method into the path; nothing where none is known. */
export function offerRename(
  path: RpcPath,
  names: { readonly service?: string; readonly method?: string } | undefined | "",
): { readonly fix?: Fix } {
  if (names === undefined || names === "") return {};
  const { service, method } = names;
  const field = method === undefined ? path.serviceField : path.methodField;
  const text = path.path === undefined ? (method ?? service) : renamed(path, path.path, names);
  const edit = field && text !== undefined ? replaceText(field, text) : undefined;
  if (edit === undefined) return {};
  const title = `use \`${text}\` (the ${path.route ? "route" : path.policy ? "rule" : "setting"} takes effect)`;
  return { fix: { title, safe: false, edits: [edit] } };
}

function renamed(
  { service, method }: RpcPath,
  path: string,
  names: { readonly service?: string; readonly method?: string },
): string {
  const rest = path.slice(1 + service.length);
  const tail =
    names.method === undefined || method === undefined
      ? rest
      : `/${names.method}${rest.slice(1 + method.length)}`;
  return `/${names.service ?? service}${tail}`;
}
