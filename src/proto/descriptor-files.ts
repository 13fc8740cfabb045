import type { Located, SourceFile } from "../yaml/source.ts";
import { httpExtension, type DescriptorRecord } from "./descriptor-record.ts";
import type {
  HttpBinding,
  Idempotency,
  ProtoFile,
  ProtoImport,
  ProtoMethod,
  ProtoService,
  ProtoSymbol,
  ProtoType,
} from "./proto-file.ts";

/** How deep messages are looked for in messages. */
const deepest = 64;

/** The files of a descriptor set. They have no texts, so all places are the beginning of the set. */
export function filesOf(set: DescriptorRecord, source: SourceFile): readonly ProtoFile[] {
  return set.records("file").map((file) => fileOf(file, source));
}

function fileOf(file: DescriptorRecord, source: SourceFile): ProtoFile {
  const packageName = first(file, "package");
  const edition = editionOf(first(file, "edition"));
  const syntax = first(file, "syntax");
  const symbols: ProtoSymbol[] = [];
  const prefix = packageName === "" ? "" : `${packageName}.`;
  addTypes(file, { prefix, symbols, messages: "message_type", depth: 0 });
  const lines = lazyLines(file);
  return {
    path: first(file, "name"),
    syntax: syntax === "proto3" || syntax === "editions" ? syntax : "proto2",
    ...(edition !== "" && { edition }),
    package: packageName,
    imports: importsOf(file, source),
    services: file
      .records("service")
      .map((service, index) => serviceOf(service, { prefix, source, symbols, lines, index })),
    symbols,
  };
}

function first(record: DescriptorRecord, field: string): string {
  return record.texts(field)[0] ?? "";
}

function isTrue(record: DescriptorRecord | undefined, field: string): boolean {
  const text = record?.texts(field)[0];
  return text === "true" || text === "1";
}

/** `EDITION_2023`, `2023`, or the number of either, which is 1000 for the first of them. */
function editionOf(text: string): string {
  const plain = text.replace(/^EDITION_/, "");
  const numbers: Readonly<Record<string, string>> = { "1000": "2023", "1001": "2024" };
  return numbers[plain] ?? plain;
}

interface TypeScope {
  readonly prefix: string;
  readonly symbols: ProtoSymbol[];
  readonly messages: string;
  readonly depth: number;
}

function addTypes(record: DescriptorRecord, scope: TypeScope): void {
  const { prefix, symbols, messages, depth } = scope;
  for (const message of record.records(messages)) {
    if (isTrue(message.records("options")[0], "map_entry")) continue;
    const name = `${prefix}${first(message, "name")}`;
    symbols.push({ name, kind: "message" });
    if (depth < deepest) {
      addTypes(message, {
        prefix: `${name}.`,
        symbols,
        messages: "nested_type",
        depth: depth + 1,
      });
    }
  }
  for (const type of record.records("enum_type")) {
    symbols.push({ name: `${prefix}${first(type, "name")}`, kind: "enum" });
  }
}

function importsOf(file: DescriptorRecord, source: SourceFile): readonly ProtoImport[] {
  const open = new Set(file.texts("public_dependency"));
  const weak = new Set(file.texts("weak_dependency"));
  const imports: ProtoImport[] = [];
  for (const [index, text] of file.texts("dependency").entries()) {
    const path = placed(text, source);
    if (open.has(String(index))) imports.push({ path, modifier: "public" });
    else if (weak.has(String(index))) imports.push({ path, modifier: "weak" });
    else imports.push({ path });
  }
  for (const text of file.texts("option_dependency")) {
    imports.push({ path: placed(text, source), modifier: "option" });
  }
  return imports;
}

function placed(value: string, source: SourceFile): Located<string> {
  return { value, span: { source, start: 0, end: 0 } };
}

interface Around {
  readonly prefix: string;
  readonly source: SourceFile;
  readonly symbols: ProtoSymbol[];
  readonly lines: () => ReadonlyMap<string, number>;
  readonly index: number;
}

function serviceOf(service: DescriptorRecord, around: Around): ProtoService {
  const { prefix, source, symbols, lines, index } = around;
  const name = `${prefix}${first(service, "name")}`;
  symbols.push({ name, kind: "service" });
  const line = lines().get(`6,${index},1`);
  return {
    name: placed(name, source),
    deprecated: isTrue(service.records("options")[0], "deprecated"),
    methods: service.records("method").map((method, at) => {
      symbols.push({ name: `${name}.${first(method, "name")}`, kind: "method" });
      return methodOf(method, source, lines().get(`6,${index},2,${at},1`));
    }),
    ...(line !== undefined && { line }),
  };
}

function methodOf(
  method: DescriptorRecord,
  source: SourceFile,
  line: number | undefined,
): ProtoMethod {
  const [options] = method.records("options");
  const [rule] = options?.records(httpExtension) ?? [];
  return {
    name: placed(first(method, "name"), source),
    input: typeNamed(first(method, "input_type"), source),
    output: typeNamed(first(method, "output_type"), source),
    clientStreaming: isTrue(method, "client_streaming"),
    serverStreaming: isTrue(method, "server_streaming"),
    idempotency: idempotencyOf(options),
    deprecated: isTrue(options, "deprecated"),
    ...(rule !== undefined && { http: bindingOf(rule, source) }),
    ...(line !== undefined && { line }),
  };
}

function typeNamed(name: string, source: SourceFile): ProtoType | undefined {
  if (name === "") return undefined;
  return { name: name.replace(/^\./, ""), span: { source, start: 0, end: 0 } };
}

function idempotencyOf(options: DescriptorRecord | undefined): Idempotency {
  const level = options?.texts("idempotency_level")[0];
  if (level === "NO_SIDE_EFFECTS" || level === "1") return "NO_SIDE_EFFECTS";
  return level === "IDEMPOTENT" || level === "2" ? "IDEMPOTENT" : "IDEMPOTENCY_UNKNOWN";
}

function bindingOf(rule: DescriptorRecord, source: SourceFile, depth = 0): HttpBinding {
  const [custom] = rule.records("custom");
  const verb = ["get", "put", "post", "delete", "patch"].find((it) => rule.texts(it).length > 0);
  const body = rule.texts("body").at(-1);
  const responseBody = rule.texts("response_body").at(-1);
  const path = verb === undefined ? custom && first(custom, "path") : rule.texts(verb).at(-1);
  return {
    method: verb?.toUpperCase() ?? (custom ? first(custom, "kind") : ""),
    path: placed(path ?? "", source),
    ...(body !== undefined && body !== "" && { body: placed(body, source) }),
    ...(responseBody !== undefined &&
      responseBody !== "" && { responseBody: placed(responseBody, source) }),
    additional:
      depth < 4
        ? rule.records("additional_bindings").map((it) => bindingOf(it, source, depth + 1))
        : [],
  };
}

/** The lines of names in the `.proto` file, from 1, by the path of each name in its descriptor. */
function lazyLines(file: DescriptorRecord): () => ReadonlyMap<string, number> {
  let known: ReadonlyMap<string, number> | undefined;
  return () => (known ??= linesOf(file));
}

function linesOf(file: DescriptorRecord): ReadonlyMap<string, number> {
  const lines = new Map<string, number>();
  for (const info of file.records("source_code_info")) {
    for (const location of info.records("location")) {
      const path = location.texts("path");
      const [line] = location.texts("span");
      if (path[0] === "6" && line !== undefined) lines.set(path.join(","), Number(line) + 1);
    }
  }
  return lines;
}
