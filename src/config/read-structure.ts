import type { Field } from "../yaml/field.ts";
import { parseYaml, type FullParser } from "../yaml/parse.ts";
import type { YamlProblem } from "../yaml/node.ts";
import type { SourceFile } from "../yaml/source.ts";
import type { FileFault } from "./file-fault.ts";
import { schemaFaults, type FileValidator } from "./schema-faults.ts";

/** How a file is read and held to its schema. */
export interface FileReader {
  readonly fullParser: () => FullParser;
  readonly validate: FileValidator;
  /** Faults that no schema can see. */
  readonly check?: (root: Field) => readonly FileFault[];
}

export type Structure =
  | { readonly root: Field | undefined; readonly faults?: undefined }
  | { readonly faults: readonly [FileFault, ...FileFault[]] };

/** Reads a YAML or JSON configuration file; `root` is `undefined` if it is empty. */
export function readStructure(source: SourceFile, reader: FileReader): Structure {
  const { documents, problems } = parseYaml(source, () => true, reader.fullParser);
  const [problem, ...others] = problems.map(problemFault);
  if (problem !== undefined) return { faults: [problem, ...others] };
  const [document, second] = documents;
  if (second !== undefined) return { faults: [secondDocument(source, second.root.span.start)] };
  if (document === undefined) return { root: undefined };
  const { root } = document;
  const faults = [...schemaFaults(root, reader.validate), ...(reader.check?.(root) ?? [])];
  const [fault, ...rest] = faults.toSorted(byPlace);
  return fault === undefined ? { root } : { faults: [fault, ...rest] };
}

function byPlace({ primary: left }: FileFault, { primary: right }: FileFault): number {
  return left.span.start - right.span.start;
}

function problemFault({ kind, span, message, related }: YamlProblem): FileFault {
  if (kind === "helm-template") {
    return {
      headline: "this file is not a template",
      primary: { span, text: `not ${formatOf(span.source)}` },
      help: ["use the value itself, in quotes if it starts with a brace"],
    };
  }
  if (kind === "syntax") {
    const headline = message === "" ? `this is not ${formatOf(span.source)}` : message;
    return {
      headline,
      primary: { span, text: "cannot be read" },
      help: [`fix the ${formatOf(span.source)}`],
    };
  }
  return {
    headline: `the key \`${message}\` is repeated`,
    primary: { span, text: "the second" },
    ...(related && { related: [{ span: related, text: "the first" }] }),
    help: ["merge the two"],
  };
}

function secondDocument(source: SourceFile, start: number): FileFault {
  return {
    headline: "this file has two documents, but only one is allowed",
    primary: { span: { source, start, end: start }, text: "the second" },
    help: [formatOf(source) === "JSON" ? "remove the second" : "merge them, without `---`"],
  };
}

/** The format the file is meant to have; it is read as YAML, of which JSON is a subset. */
function formatOf({ path }: SourceFile): "JSON" | "YAML" {
  return /\.json$/i.test(path) ? "JSON" : "YAML";
}
