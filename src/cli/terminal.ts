import type { RenderOptions } from "../report/renderer.ts";
import type { Arguments } from "./parse-arguments.ts";
import type { Host } from "./host.ts";

type ColorLevel = RenderOptions["color"];
type Environment = Host["environment"];

/** How a report for standard output may look. */
export function terminalOptions(
  args: Pick<Arguments, "has" | "last">,
  { environment, output }: Pick<Host, "environment" | "output">,
): Pick<RenderOptions, "color" | "width" | "unicode" | "links"> {
  const color = colorLevel(args, environment, output.isTerminal);
  return {
    color,
    // A terminal that does not know its width says 0.
    width: output.width || 100,
    unicode: environment["TERM"] !== "dumb" && isUtf8(environment),
    links: hasLinks(args, () => color > 0 && output.isTerminal && showsLinks(environment)),
  };
}

function hasLinks(args: Pick<Arguments, "last">, detect: () => boolean): boolean {
  const when = args.last("hyperlinks") ?? "auto";
  return when === "auto" ? detect() : when === "always";
}

/** The flags first, then NO_COLOR, then FORCE_COLOR, then what the stream is. */
export function colorLevel(
  args: Pick<Arguments, "has" | "last">,
  environment: Environment,
  isTerminal: boolean,
): ColorLevel {
  const when = args.has("no-color") ? "never" : (args.last("color") ?? "auto");
  if (when === "never") return 0;
  if (when === "always") return depthOf(environment);
  const { NO_COLOR: none, FORCE_COLOR: force, TERM: terminal } = environment;
  if (none !== undefined && none !== "") return 0;
  if (force !== undefined) return forcedLevel(force, environment);
  return isTerminal && terminal !== "dumb" ? depthOf(environment) : 0;
}

function forcedLevel(force: string, environment: Environment): ColorLevel {
  if (force === "0" || force === "false") return 0;
  const levels = { "1": 1, "2": 2, "3": 3 } as const;
  return force === "1" || force === "2" || force === "3" ? levels[force] : depthOf(environment);
}

function depthOf({ COLORTERM: depth, TERM: terminal = "" }: Environment): ColorLevel {
  if (depth === "truecolor" || depth === "24bit") return 3;
  return terminal.includes("256") ? 2 : 1;
}

/** Without a locale, as in most containers, the text is UTF-8 as everywhere. */
function isUtf8({ LC_ALL: all, LC_CTYPE: type, LANG: language }: Environment): boolean {
  const locale = [all, type, language].find((name) => name !== undefined && name !== "");
  return locale === undefined || /utf-?8/i.test(locale);
}

/** Terminals that are known for OSC 8; others may show the escape sequence. */
function showsLinks(environment: Environment): boolean {
  const { TERM: terminal = "", TERM_PROGRAM: program = "", CI: ci } = environment;
  if (ci !== undefined) return false;
  if (/kitty|alacritty|foot|ghostty/.test(terminal)) return true;
  if (/^(?:iTerm\.app|WezTerm|vscode|ghostty|Hyper)$/.test(program)) return true;
  return "WT_SESSION" in environment || Number(environment["VTE_VERSION"] ?? 0) >= 5000;
}
