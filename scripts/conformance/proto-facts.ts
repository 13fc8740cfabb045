import type { HttpBinding, ProtoFile, ProtoMethod } from "../../src/proto/proto-file.ts";
import type { Located } from "../../src/yaml/source.ts";

type Facts = { readonly [key: string]: unknown };

export interface MethodFacts extends Facts {
  readonly name: string;
}

export interface ServiceFacts extends Facts {
  readonly name: string;
  readonly methods: readonly MethodFacts[];
}

/** What a file holds, in the words of the reference data. */
export interface FileFacts extends Facts {
  readonly services: readonly ServiceFacts[];
}

/** Facts that a reader of texts does not say in the same words: the text beside the full name, a verdict on it. */
const otherWords: ReadonlySet<string> = new Set([
  "inputWritten",
  "outputWritten",
  "inputResolved",
  "inputNotMessage",
  "isImport",
]);

export function factsOf(file: ProtoFile): FileFacts {
  return {
    syntax: file.syntax,
    ...(file.edition !== undefined && { edition: file.edition }),
    package: file.package,
    imports: file.imports.map(({ path, modifier }) => ({
      path: path.value,
      ...(modifier !== undefined && { [modifier]: true }),
    })),
    services: file.services.map(({ name, deprecated, methods, line }) => ({
      name: name.value,
      ...positionOf(name, line),
      ...(deprecated && { deprecated }),
      methods: methods.map(methodFacts),
    })),
    messageCount: file.symbols.filter(({ kind }) => kind === "message").length,
  };
}

function methodFacts(method: ProtoMethod): MethodFacts {
  const { name, input, output, http, line, ...flags } = method;
  const { clientStreaming, serverStreaming, idempotency, deprecated } = flags;
  return {
    name: name.value,
    ...positionOf(name, line),
    ...(input && { input: input.name }),
    ...(output && { output: output.name }),
    clientStreaming,
    serverStreaming,
    idempotency,
    deprecated,
    ...(http && { http: httpFacts(http) }),
  };
}

function httpFacts(binding: HttpBinding): Facts {
  return { ...patternFacts(binding), additional: binding.additional.map(patternFacts) };
}

function patternFacts({ method, path, body, responseBody }: HttpBinding): Facts {
  return {
    method,
    path: path.value,
    ...(body && { body: body.value }),
    ...(responseBody && { responseBody: responseBody.value }),
  };
}

/** Line and column, both from 1; a byte order mark is no column. */
function positionOf({ span }: Located<string>, line: number | undefined): Facts {
  if (line !== undefined) return { line };
  const before = span.source.text.slice(0, span.start).replace(/^\uFEFF/, "");
  const lines = before.split("\n");
  return { line: lines.length, column: (lines.at(-1) ?? "").length + 1 };
}

/** The file, each service and each method of it, by a name that is unique in the file. */
export function itemsIn({ services, ...file }: FileFacts): ReadonlyMap<string, Facts> {
  const items = new Map<string, Facts>();
  const add = (key: string, facts: Facts): void => {
    items.set(items.has(key) ? `${key} again` : key, facts);
  };
  add("file", file);
  for (const { methods, ...service } of services) {
    add(`service ${service.name}`, service);
    for (const method of methods) add(`method ${service.name}/${method.name}`, method);
  }
  return items;
}

/** What is said about the keys that are wanted: a key that is absent makes no claim. */
export function claimOf(item: Facts | undefined, wanted: Facts): Facts | undefined {
  if (item === undefined) return undefined;
  const keys = Object.keys(wanted);
  return Object.fromEntries(
    keys.flatMap((key) => {
      if (otherWords.has(key)) return [[key, wanted[key]]];
      return Object.hasOwn(item, key) ? [[key, item[key]]] : [];
    }),
  );
}
