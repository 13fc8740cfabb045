import type { Edit, Fix } from "./finding.ts";

/** The part of a finding that offers a fix of one edit; nothing where the edit cannot be made. */
export function offerFix(
  edit: Edit | undefined,
  { title, safe }: Pick<Fix, "title" | "safe">,
): { readonly fix?: Fix } {
  return edit === undefined ? {} : { fix: { title, safe, edits: [edit] } };
}
