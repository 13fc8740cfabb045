export interface RulePage {
  readonly title: string;
  readonly summary: string;
  readonly headings: readonly string[];
  section(heading: string): string;
  /** The `yaml` blocks below a heading. */
  examples(heading: string): readonly string[];
  /** The `proto` blocks there, which are read with each of the examples. */
  protos(heading: string): readonly string[];
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
    examples: (heading) => blocksIn(section(heading), "yaml"),
    protos: (heading) => blocksIn(section(heading), "proto"),
  };
}

/** The blocks of a language in a part of a page. */
export function blocksIn(text: string, language: string): readonly string[] {
  const blocks = text.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm);
  return [...blocks].filter((it) => it[1] === language).map((it) => it[2] ?? "");
}
