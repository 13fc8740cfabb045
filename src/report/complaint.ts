import type { Label } from "../rule/finding.ts";
import { footnote, frameRows, lastLineOf, roomBeside } from "./frame-rows.ts";
import { framesOf } from "./frame.ts";
import { lineIndexes } from "./line-index.ts";
import { paintOf } from "./paint.ts";
import { printable } from "./printable.ts";
import type { RenderOptions } from "./renderer.ts";

/** Why a file such as the configuration cannot be used: rendered like a finding, but without a rule. */
export interface Complaint {
  /** One lowercase sentence without full stop. */
  readonly headline: string;
  readonly primary: Label;
  readonly related?: readonly Label[];
  /** What to do, each one line. */
  readonly help: readonly string[];
}

export type ComplaintOptions = Pick<RenderOptions, "color" | "width" | "unicode">;

/** An `error:` with a code frame. */
export function renderComplaint(complaint: Complaint, options: ComplaintOptions): string {
  const paint = paintOf(options.color);
  const indexOf = lineIndexes();
  const { primary, related = [], headline, help } = complaint;
  const nowhere = { resource: undefined, relatedResources: related.map(() => undefined) };
  const frames = framesOf({ primary, related, ...nowhere }, indexOf);
  const room = roomBeside(lastLineOf(frames), options);
  const style = { ...room, paint, indexOf, severity: "error" } as const;
  const rows = [
    `${paint.severity.error("error")}${paint.headline(`: ${printable(headline)}`)}`,
    ...frames.flatMap((frame, index) => frameRows(frame, index === 0 ? "-->" : ":::", style)),
    ...help.map((line) => footnote("help: ", printable(line), style)),
  ];
  return `${rows.join("\n")}\n`;
}
