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
  throw new UsageError(`\`${args.command}\` has no format \`${written}\``, [
    `choose ${oneOf(formats)}`,
  ]);
}
