export interface RulePage {
  readonly title: string;
  readonly summary: string;
  readonly headings: readonly string[];
  section(heading: string): string;
  /** The `yaml` blocks below a heading. */
  examples(heading: string): readonly string[];
}

/** Reads a rule's page: title, summary, then sections. */
export function readPage(text: string): RulePage {
  const [head = "", ...rest] = text.split(/^## /m);
  const sections = new Map(
    rest.map((part) => {
      const end = part.indexOf("\n");
      return [part.slice(0, end).trim(), part.slice(end + 1)] as const;
    }),
  );
  const [title = "", summary = ""] = head.split("\n").filter((line) => line !== "");
  const section = (heading: string): string => sections.get(heading) ?? "";
  return {
    title: title.replace(/^# /, ""),
    summary,
    headings: [...sections.keys()],
    section,
    examples: (heading) =>
      [...section(heading).matchAll(/^```yaml\n([\s\S]*?)^```$/gm)].map((found) => found[1] ?? ""),
  };
}
