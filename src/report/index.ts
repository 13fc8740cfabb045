import type { Renderer } from "./renderer.ts";

/** The formats by name; a run loads only the renderers it uses. */
export const renderers = {
  pretty: async () => (await import("./pretty.ts")).renderPretty,
  concise: async () => (await import("./concise.ts")).renderConcise,
  json: async () => (await import("./json.ts")).renderJson,
  github: async () => (await import("./github.ts")).renderGithub,
} satisfies Record<string, () => Promise<Renderer>>;

export type Format = keyof typeof renderers;

export function isFormat(name: string): name is Format {
  return Object.hasOwn(renderers, name);
}
