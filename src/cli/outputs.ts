import { normalize } from "node:path";
import { isFormat, renderers, type Format } from "../report/index.ts";
import { oneOf } from "../text/lists.ts";
import { UsageError } from "./errors.ts";
import type { Host } from "./host.ts";
import type { Arguments } from "./parse-arguments.ts";

/** One rendering of the report; without a file it goes to standard output. */
export interface Output {
  readonly format: Format;
  readonly file: string | undefined;
}

/** Formats that can be concatenated; others are a single document. */
const openFormats: ReadonlySet<Format> = new Set(["pretty", "concise", "github", "jsonl"]);

/** What `--format` and `--output-file` ask for. */
export function readOutputs(args: Arguments, environment: Host["environment"]): readonly Output[] {
  const file = args.last("output-file");
  const written = args.all("format").map((text) => readOutput(text, file));
  if (written.length === 0) {
    const annotate = environment["GITHUB_ACTIONS"] === "true" && file === undefined;
    const pretty = { format: "pretty", file } as const;
    return annotate ? [pretty, { format: "github", file }] : [pretty];
  }
  refuseMixture(written);
  return written;
}

function refuseMixture(outputs: readonly Output[]): void {
  const places = new Set(outputs.map(placeOf));
  for (const place of places) {
    const formats = outputs.filter((it) => placeOf(it) === place).map(({ format }) => format);
    if (formats.length < 2) continue;
    if (place === undefined && formats.every((format) => openFormats.has(format))) continue;
    const where = place === undefined ? "standard output" : `\`${place}\``;
    throw new UsageError(`two formats would be written to ${where}`, [
      "set a file for each, such as `--format json=report.json`",
    ]);
  }
}

function placeOf({ file }: Output): string | undefined {
  return file === undefined ? undefined : normalize(file);
}

/** `json=FILE` and `json:FILE` are the same. */
function readOutput(text: string, otherwise: string | undefined): Output {
  const [, format = "", sign, file = otherwise] = /^([^=:]*)(?:([=:])(.+)?)?$/.exec(text) ?? [];
  if (!isFormat(format)) {
    throw new UsageError(`\`--format\` cannot be \`${text}\``, [
      `choose ${oneOf(Object.keys(renderers))}`,
    ]);
  }
  if (sign === undefined || text !== `${format}${sign}`) return { format, file };
  throw new UsageError(`\`--format ${text}\` names no file`, [
    `use \`--format ${format}=FILE\`, or just \`--format ${format}\``,
  ]);
}
