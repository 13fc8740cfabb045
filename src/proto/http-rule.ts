import type { Located, SourceFile, Span } from "../yaml/source.ts";
import type { ProtoOption } from "./options.ts";
import type { HttpBinding } from "./proto-file.ts";
import { scan } from "./scan.ts";
import { isMessage, readTextFormat, type TextField, type TextMessage } from "./text-format.ts";

const extensionName = "google.api.http";

/** The `google.api.http` rule that the options of a method make up; `undefined` where none is about it. */
export function httpRuleOf(
  options: readonly ProtoOption[],
  source: SourceFile,
  packageName: string,
): HttpBinding | undefined {
  const own = options.filter(({ name }) => isHttp(name[0] ?? "", packageName));
  if (own.length === 0) return undefined;
  const fields: TextField[] = [];
  let cutAt: Span | undefined;
  for (const { name, value } of own) {
    const { kind, text, start, end } = value;
    if (kind !== "block") {
      for (const field of nested(name.slice(1), { value: { text }, start, end }))
        fields.push(field);
      continue;
    }
    const cut = firstHash(source.text, start, end);
    cutAt ??= cut === undefined ? undefined : { source, start: cut, end: cut + 1 };
    const read = readTextFormat(source.text, {
      from: start + 1,
      to: cut ?? end - 1,
      comments: "slash",
    });
    const found =
      name.length === 1 ? read.fields : nested(name.slice(1), { value: read, start, end });
    for (const field of found) fields.push(field);
  }
  const binding = bindingOf({ fields }, (start, end) => ({ source, start, end }));
  return cutAt === undefined ? binding : { ...binding, cutAt };
}

/** Whether an option's name means the extension from inside a package: `(google.api.http)`, or relative to it. */
function isHttp(name: string, packageName: string): boolean {
  if (!name.startsWith("(")) return false;
  const plain = name.slice(1, -1);
  if (plain === extensionName) return true;
  if (!extensionName.endsWith(`.${plain}`)) return false;
  const around = extensionName.slice(0, -plain.length);
  return `${packageName}.`.startsWith(around);
}

/** A field under the names that lead to it: `(google.api.http).custom.kind`. */
function nested(names: readonly string[], inner: Omit<TextField, "name">): readonly TextField[] {
  const [name, ...rest] = names;
  if (name === undefined) return [];
  if (rest.length === 0) return [{ ...inner, name }];
  const { start, end } = inner;
  return [{ name, value: { fields: nested(rest, inner) }, start, end }];
}

/** The first `#` between two braces that is outside strings and comments. */
function firstHash(text: string, from: number, to: number): number | undefined {
  if (!text.slice(from, to).includes("#")) return undefined;
  const scanner = scan(text, { from, to, comments: "slash", complain: () => undefined });
  for (; scanner.token().kind !== "end"; scanner.next()) {
    const { kind, start } = scanner.token();
    if (kind === "symbol" && text[start] === "#") return start;
  }
  return undefined;
}

const verbs: Readonly<Record<string, string>> = {
  get: "GET",
  put: "PUT",
  post: "POST",
  delete: "DELETE",
  patch: "PATCH",
};

/** A rule in text format as a binding. */
export function bindingOf(
  { fields }: TextMessage,
  spanOf: (start: number, end: number) => Span,
  depth = 0,
): HttpBinding {
  let method = "";
  let path: Located<string> = { value: "", span: spanOf(0, 0) };
  let body: Located<string> | undefined;
  let responseBody: Located<string> | undefined;
  const additional: HttpBinding[] = [];
  for (const { name, value, start, end } of fields) {
    const span = spanOf(start, end);
    if (isMessage(value)) {
      if (name === "custom") {
        method = scalarIn(value, "kind")?.value ?? method;
        path = { value: scalarIn(value, "path")?.value ?? path.value, span };
      } else if (name === "additional_bindings" && depth < 4) {
        additional.push(bindingOf(value, spanOf, depth + 1));
      }
    } else if (Object.hasOwn(verbs, name)) {
      method = verbs[name] ?? "";
      path = { value: value.text, span };
    } else if (name === "body") body = { value: value.text, span };
    else if (name === "response_body") responseBody = { value: value.text, span };
  }
  return {
    method,
    path,
    ...(body !== undefined && { body }),
    ...(responseBody !== undefined && { responseBody }),
    additional,
  };
}

function scalarIn({ fields }: TextMessage, wanted: string): { readonly value: string } | undefined {
  for (const { name, value } of fields) {
    if (name === wanted && !isMessage(value)) return { value: value.text };
  }
  return undefined;
}
