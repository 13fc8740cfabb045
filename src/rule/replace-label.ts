import type { Field } from "../yaml/field.ts";
import type { Located } from "../yaml/source.ts";
import { replaceText } from "./edits.ts";
import type { Edit } from "./finding.ts";

/** Writes the label that a pod carries over the one that a map of labels holds. */
export function replaceLabel(
  labels: Field,
  { written, carried }: { readonly written: Located<string>; readonly carried: Located<string> },
): Edit | undefined {
  const field = labels.entries().find(({ span }) => span.start === written.span.start);
  return field && replaceText(field, carried.value);
}
