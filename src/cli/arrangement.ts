import { groupings, orders, type Grouping, type Order } from "../report/arrange.ts";
import { groupedFormats, statisticsFormats, type Format } from "../report/index.ts";
import { oneOf } from "../text/lists.ts";
import { UsageError } from "./errors.ts";
import type { Output } from "./outputs.ts";
import type { Arguments } from "./parse-arguments.ts";

/** How the findings of a report are laid out. */
export interface Arrangement {
  /** Counts by rule in place of the findings. */
  readonly statistics: boolean;
  readonly groupBy: Grouping | undefined;
  readonly order: Order;
}

export function readArrangement(args: Arguments, outputs: readonly Output[]): Arrangement {
  const statistics = args.has("statistics");
  const groupBy = groupings.find((name) => name === args.last("group-by"));
  const order = orders.find((name) => name === args.last("sort")) ?? "place";
  // JSON holds the counts in any case.
  if (statistics) refuseOthers("statistics", outputs, [...statisticsFormats, "json", "html"]);
  if (groupBy !== undefined) refuseOthers("group-by", outputs, [...groupedFormats]);
  return { statistics, groupBy, order };
}

function refuseOthers(name: string, outputs: readonly Output[], formats: readonly Format[]): void {
  if (outputs.some(({ format }) => formats.includes(format))) return;
  throw new UsageError(`\`--${name}\` has no effect on this format`, [
    `use it with ${oneOf(formats)}`,
  ]);
}
