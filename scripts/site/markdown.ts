/** The part of Markdown that the pages of this repository are written in, as HTML. */

export interface Page {
  readonly html: string;
  readonly title: string;
  /** Headings below the title, with their anchors. */
  readonly headings: readonly Heading[];
}

export interface Heading {
  readonly level: number;
  readonly text: string;
  readonly anchor: string;
}

type LinkOf = (target: string) => string;

/** `linkOf` says where a link of the page leads on the site. */
export function pageOf(text: string, linkOf: LinkOf): Page {
  const headings: Heading[] = [];
  const blocks = blocksOf(text.replaceAll(/<!--[\s\S]*?-->\n?/g, "").split("\n"));
  const html = blocks.map((block) => blockHtml(block, { linkOf, headings })).join("\n");
  const title = headings.find(({ level }) => level === 1)?.text ?? "";
  return { html, title, headings: headings.filter(({ level }) => level > 1) };
}

interface Block {
  readonly kind: "code" | "heading" | "list" | "paragraph" | "table";
  readonly lines: readonly string[];
}

function blocksOf(lines: readonly string[]): readonly Block[] {
  const blocks: Block[] = [];
  let at = 0;
  while (at < lines.length) {
    const line = lines[at] ?? "";
    if (line.trim() === "") {
      at += 1;
      continue;
    }
    const kind = kindOf(line);
    const end = endOf(kind, lines, at);
    blocks.push({ kind, lines: lines.slice(at, end) });
    at = end;
  }
  return blocks;
}

function kindOf(line: string): Block["kind"] {
  if (/^\s*```/.test(line)) return "code";
  if (/^#{1,6} /.test(line)) return "heading";
  if (/^\s*(?:[-*]|\d+\.) /.test(line)) return "list";
  return line.startsWith("|") ? "table" : "paragraph";
}

function endOf(kind: Block["kind"], lines: readonly string[], start: number): number {
  if (kind === "heading") return start + 1;
  if (kind === "code") {
    const close = lines.findIndex((line, index) => index > start && /^\s*```\s*$/.test(line));
    return close < 0 ? lines.length : close + 1;
  }
  const end = lines.findIndex((line, index) => {
    if (index <= start) return false;
    if (line.trim() === "") return true;
    const other = kindOf(line);
    return kind === "list" ? other === "heading" || other === "code" : other !== kind;
  });
  return end < 0 ? lines.length : end;
}

interface Writer {
  readonly linkOf: LinkOf;
  readonly headings: Heading[];
}

function blockHtml({ kind, lines }: Block, writer: Writer): string {
  const [first = ""] = lines;
  if (kind === "code") return codeHtml(lines);
  if (kind === "heading") return headingHtml(first, writer);
  if (kind === "list") return listHtml(lines, writer.linkOf);
  if (kind === "table") return tableHtml(lines, writer.linkOf);
  return `<p>${inlineHtml(lines.join("\n"), writer.linkOf)}</p>`;
}

function codeHtml([first = "", ...rest]: readonly string[]): string {
  const language = first.trim().slice(3);
  const code = rest.slice(0, -1).join("\n");
  return `<pre tabindex="0" data-language="${escaped(language)}"><code>${escaped(code)}</code></pre>`;
}

function headingHtml(line: string, { linkOf, headings }: Writer): string {
  const [, marks = "#", text = ""] = /^(#+) (.*)$/.exec(line) ?? [];
  const plain = text.replaceAll(/[`*]|\[|\]\([^)]*\)/g, "");
  const anchor = anchorOf(plain);
  headings.push({ level: marks.length, text: plain, anchor });
  const tag = `h${marks.length}`;
  return `<${tag} id="${anchor}">${inlineHtml(text, linkOf)}</${tag}>`;
}

/** As GitHub makes anchors, so that links work in both places. */
export function anchorOf(heading: string): string {
  const plain = heading.toLowerCase().replaceAll(/[^\p{L}\p{N}\s_-]/gu, "");
  return plain.trim().replaceAll(/\s/g, "-");
}

function listHtml(lines: readonly string[], linkOf: LinkOf): string {
  const items: string[] = [];
  for (const line of lines) {
    const item = /^\s*(?:[-*]|\d+\.) (.*)$/.exec(line)?.[1];
    if (item === undefined) items.push(`${items.pop() ?? ""}\n${line.trim()}`);
    else items.push(item);
  }
  const tag = /^\s*\d/.test(lines[0] ?? "") ? "ol" : "ul";
  return `<${tag}>${items.map((item) => `<li>${inlineHtml(item, linkOf)}</li>`).join("")}</${tag}>`;
}

function tableHtml([head = "", , ...rows]: readonly string[], linkOf: LinkOf): string {
  const cells = (line: string, tag: string): string =>
    cellsOf(line)
      .map((cell) => `<${tag}>${inlineHtml(cell, linkOf)}</${tag}>`)
      .join("");
  const body = rows.map((row) => `<tr>${cells(row, "td")}</tr>`).join("");
  return `<div class="scroll"><table><thead><tr>${cells(head, "th")}</tr></thead><tbody>${body}</tbody></table></div>`;
}

/** Bars in code and behind a backslash part no cells. */
function cellsOf(line: string): readonly string[] {
  const inner = line.trim().replace(/^\|/, "").replace(/\|$/, "");
  return (inner.match(/(?:`[^`]*`|\\\||[^|`])+|(?<=\|)(?=\||$)/g) ?? []).map((cell) =>
    cell.trim().replaceAll("\\|", "|"),
  );
}

function inlineHtml(text: string, linkOf: LinkOf): string {
  return text
    .split(/(`[^`]+`)/)
    .map((part, index) =>
      index % 2 === 1 ? `<code>${escaped(part.slice(1, -1))}</code>` : proseHtml(part),
    )
    .join("")
    .replaceAll(
      /!\[([^\]]*)\]\(([^)\s]+)\)/g,
      (_, label: string, target: string) => `<img src="${linkOf(target)}" alt="${label}"/>`,
    )
    .replaceAll(
      /\[((?:[^[\]]|\[[^\]]*\])*)\]\(([^)\s]+)\)/g,
      (_, label: string, target: string) => `<a href="${linkOf(target)}">${label}</a>`,
    );
}

function proseHtml(text: string): string {
  return escaped(text)
    .replaceAll(/\*\*([^*]+)\*\*/g, "<strong>$1</strong>")
    .replaceAll(/(?<![\w*])\*([^*\n]+)\*(?![\w*])/g, "<em>$1</em>")
    .replaceAll(/(?<!["(=\]])\bhttps?:\/\/[^\s<)]+/g, '<a href="$&">$&</a>');
}

export function escaped(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
