import type { Severity } from "../rule/finding.ts";
import type { Preset } from "../rule/rule.ts";
import { wrapped } from "../text/wrap.ts";
import { hyperlink } from "./hyperlink.ts";
import { type Paint, paintOf } from "./paint.ts";
import type { RenderOptions } from "./renderer.ts";

/** The facts shown above the text of a page. */
export interface PageTitle {
  readonly id: string;
  readonly topic: string;
  readonly severity: Severity;
  /** Absent: part of the recommended preset. */
  readonly preset?: Preset;
  readonly fixable: "safe" | "unsafe" | undefined;
  readonly docsUrl: string;
}

export type PageOptions = Pick<RenderOptions, "color" | "width" | "links">;

interface Style {
  readonly paint: Paint;
  readonly width: number;
  readonly severity: Severity;
}

/** Lines longer than this tire the eye, however wide the terminal is. */
const widest = 100;

/**
 * A rule's page for a terminal. Knows the Markdown that the pages are written in: one title, headings, paragraphs,
 * lists, fenced code and code spans.
 */
export function renderRulePage(page: string, title: PageTitle, options: PageOptions): string {
  const paint = paintOf(options.color);
  const width = Math.min(Math.max(options.width, 20), widest);
  const style = { paint, width, severity: title.severity };
  const [, ...blocks] = blocksOf(page);
  const end = options.links ? [] : [`docs: ${title.docsUrl}`];
  return [titleLine(title, paint, options), ...blocks.map((block) => shown(block, style)), ...end]
    .map((block) => `${block}\n`)
    .join("\n");
}

function titleLine(title: PageTitle, paint: Paint, { links }: PageOptions): string {
  const { id, topic, severity, preset = "recommended", fixable, docsUrl } = title;
  const name = links ? hyperlink(id, docsUrl) : id;
  const fix = fixable === undefined ? [] : [`${fixable} fix`];
  const facts = paint.dim(`  ${[topic, preset, ...fix].join(" · ")}`);
  return `${paint.severity[severity](severity)}${paint.headline(`[${name}]`)}${facts}`;
}

/** The parts between empty lines; a fenced block is one, with the empty lines in it. */
function blocksOf(page: string): readonly string[] {
  const parts = page.match(/^```[\s\S]*?^```$|^(?!```).+(?:\n(?!```).+)*/gm) ?? [];
  return parts.flatMap((part) => (part.startsWith("## ") ? part.split(/(?<=^## .*)\n/) : [part]));
}

function shown(block: string, style: Style): string {
  const heading = /^## (.*)$/.exec(block)?.[1];
  if (heading !== undefined) return style.paint.headline(heading);
  const fenced = /^```(\w*)\n([\s\S]*?)\n?```$/.exec(block);
  if (fenced) return codeBlock(fenced[1] ?? "", fenced[2] ?? "", style);
  if (block.startsWith("- ")) {
    return block
      .split(/\n(?=- )/)
      .map((item) => prose(item.slice(2), style, "- "))
      .join("\n");
  }
  return prose(block, style);
}

function prose(text: string, { paint, width }: Style, bullet = ""): string {
  const indent = " ".repeat(bullet.length);
  // The signs of a code span stay, so that they need no colour to be seen; its spaces are no place to break.
  const words = text.replaceAll(/`[^`]+`/g, (code) => code.replaceAll(/\s/g, "\u00A0"));
  return wrapped(words, width - bullet.length)
    .map((line, index) => `${index === 0 ? bullet : indent}${line}`)
    .map((line) =>
      line.replaceAll(/`[^`]+`/g, (code) => paint.secondary(code)).replaceAll("\u00A0", " "),
    )
    .join("\n");
}

function codeBlock(language: string, code: string, style: Style): string {
  const painted = language === "yaml" ? yamlLine : reportLine;
  return code
    .split("\n")
    .map((line) => (line === "" ? "" : `    ${painted(line, style)}`))
    .join("\n");
}

function yamlLine(line: string, { paint }: Style): string {
  const comment = /^\s*#/.test(line) ? line : (/\s#.*$/.exec(line)?.[0] ?? "");
  const rest = line.slice(0, line.length - comment.length);
  const keyed = rest.replace(/^([\s-]*)([\w./"-]+:)(?=\s|$)/, (_, indent: string, key: string) =>
    indent.concat(paint.secondary(key)),
  );
  return keyed + (comment === "" ? "" : paint.dim(comment));
}

/** A line of tool output, as the pretty renderer colours it. */
function reportLine(line: string, { paint, severity }: Style): string {
  const head = /^((?:error|warning|info)\[[^\]]+\])(.*)$/.exec(line);
  if (head) return paint.severity[severity](head[1] ?? "") + paint.headline(head[2] ?? "");
  const [, gutter = "", sign = "", rest = ""] = /^(\s*\d*)( [|+-](?: |$))?(.*)$/.exec(line) ?? [];
  if (sign === " + ") return paint.gutter(gutter) + paint.added(sign + rest);
  if (sign === " - ") return paint.gutter(gutter) + paint.removed(sign + rest);
  const marked = rest.replace(/\^(?:[\^ ].*)?$/, (mark) => paint.severity[severity](mark));
  return paint.gutter(gutter + sign) + marked;
}
