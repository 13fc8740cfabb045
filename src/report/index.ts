import type { Renderer, RenderOptions } from "./renderer.ts";
import type { Report } from "./report.ts";

/** The formats by name; a run loads only the renderers it uses. */
export const renderers = {
  pretty: async () => (await import("./pretty.ts")).renderPretty,
  concise: async () => (await import("./concise.ts")).renderConcise,
  json: async () => (await import("./json.ts")).renderJson,
  jsonl: async () => (await import("./jsonl.ts")).renderJsonl,
  sarif: async () => (await import("./sarif.ts")).renderSarif,
  github: async () => (await import("./github.ts")).renderGithub,
  gitlab: async () => (await import("./gitlab.ts")).renderGitlab,
  junit: async () => (await import("./junit.ts")).renderJunit,
  checkstyle: async () => (await import("./checkstyle.ts")).renderCheckstyle,
  rdjson: async () => (await import("./rdjson.ts")).renderRdjson,
  html: async () => (await import("./html.ts")).renderHtml,
} satisfies Record<string, () => Promise<Renderer>>;

export type Format = keyof typeof renderers;

/** Formats in which counts can replace findings, and those with their own headings or order. */
export const statisticsFormats: ReadonlySet<Format> = new Set(["pretty", "concise"]);
export const groupedFormats: ReadonlySet<Format> = new Set(["pretty", "concise", "html"]);

/** What renders a report; most reports of most runs have no findings, and need no frames, colours and diffs. */
export async function rendererFor(
  format: Format,
  { diagnostics }: Report,
  { statistics }: Pick<RenderOptions, "statistics">,
): Promise<Renderer> {
  if (statistics && statisticsFormats.has(format)) {
    return (await import("./statistics-table.ts")).renderStatistics;
  }
  if (format !== "pretty" || diagnostics.length > 0) return renderers[format]();
  return (await import("./closing.ts")).renderClosing;
}

export function isFormat(name: string): name is Format {
  return Object.hasOwn(renderers, name);
}
