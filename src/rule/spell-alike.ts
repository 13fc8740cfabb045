import type { LabelSlip } from "../mesh/ask/label-slip.ts";

/** What to do about a label that two places spell differently: the slip must not be copied to the other one. */
export function spellAlike({ written, carried, right }: LabelSlip, pods: string): string {
  if (right === written) return `rename the label \`${carried}\` of ${pods} to \`${written}\``;
  if (right === carried) return `rename \`${written}\` to \`${carried}\`, as in ${pods}`;
  return `use one key in both: \`${carried}\`, as in ${pods}, or \`${written}\``;
}
