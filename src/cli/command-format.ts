import { oneOf } from "../text/lists.ts";
import { UsageError } from "./errors.ts";
import type { Arguments } from "./parse-arguments.ts";

/** The format that a command with formats of its own is asked for; the first of them if none is named. */
export function commandFormat<Format extends string>(
  args: Arguments,
  formats: readonly [Format, ...Format[]],
): Format {
  const written = args.last("format") ?? formats[0];
  const format = formats.find((it) => it === written);
  if (format !== undefined) return format;
  const [, named, file] = /^(\w+)[=:](.+)$/.exec(written) ?? [];
  if (formats.some((it) => it === named)) {
    throw new UsageError(`\`${args.command}\` writes to standard output alone`, [
      `use \`-f ${named ?? ""} > ${file ?? ""}\``,
    ]);
  }
  throw new UsageError(`\`${args.command}\` has no format \`${written}\``, [
    `choose ${oneOf(formats)}`,
  ]);
}
