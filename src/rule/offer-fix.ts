import type { Edit, Fix } from "./finding.ts";

/** The part of a finding that offers a fix; nothing where one of its edits cannot be made. */
export function offerFix(
  edits: Edit | undefined | readonly (Edit | undefined)[],
  { title, safe }: Pick<Fix, "title" | "safe">,
): { readonly fix?: Fix } {
  const wanted = edits instanceof Array ? edits : [edits];
  const made = wanted.filter((edit) => edit !== undefined);
  if (made.length === 0 || made.length < wanted.length) return {};
  return { fix: { title, safe, edits: made } };
}
