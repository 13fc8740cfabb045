import { type Markup, markup, markupLines } from "../../src/report/markup.ts";

/** Columns and lines in pixels. */
const cell = { width: 8.4, height: 18 } as const;
const padding = 16;

const colors: Readonly<Record<number, string>> = {
  31: "red",
  32: "green",
  33: "yellow",
  34: "blue",
  36: "cyan",
};

/** A terminal that shows `text` with its colours (the sixteen of SGR), as a picture that needs no font but a monospaced one. */
export function terminalSvg(text: string, title: string): string {
  const lines = text.trimEnd().split("\n");
  const columns = Math.max(...lines.map((line) => line.replaceAll(escapes, "").length));
  const width = Math.ceil(columns * cell.width + 2 * padding);
  const height = lines.length * cell.height + 2 * padding;
  const rows = lines.map((line, index) => rowOf(line, padding + (index + 0.75) * cell.height));
  const { markup: svg } =
    markup`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" role="img">
<title>${title}</title>
<style>
text { font: 14px ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; fill: #d7dce2; white-space: pre }
.bold { font-weight: 700 } .dim { opacity: .65 } .red { fill: #ff7b72 } .green { fill: #7ee787 }
.yellow { fill: #e3b341 } .blue { fill: #79c0ff } .cyan { fill: #56d4dd }
</style>
<rect width="100%" height="100%" rx="8" fill="#10151c"/>
${markupLines(rows)}
</svg>
`;
  return svg;
}

// oxlint-disable-next-line no-control-regex -- that is what they begin with
const escapes = /\u001B\[(\d+)m/g;

/** Each stretch stands at its own column, so that fonts of other widths leave what is below something there. */
function rowOf(line: string, y: number): Markup {
  let classes: readonly string[] = [];
  let column = 0;
  const spans: Markup[] = [];
  const [first = "", ...rest] = line.split(escapes);
  const add = (text: string): void => {
    const x = (padding + column * cell.width).toFixed(1);
    column += text.length;
    if (text.trim() !== "") spans.push(spanOf(text, x, classes));
  };
  add(first);
  for (let index = 0; index < rest.length; index += 2) {
    classes = classesAfter(Number(rest[index]), classes);
    add(rest[index + 1] ?? "");
  }
  return markup`<text xml:space="preserve" y="${y.toFixed(1)}">${spans}</text>`;
}

function spanOf(text: string, x: string, classes: readonly string[]): Markup {
  const length = (text.length * cell.width).toFixed(1);
  const place = markup`x="${x}" textLength="${length}"`;
  if (classes.length === 0) return markup`<tspan ${place}>${text}</tspan>`;
  return markup`<tspan ${place} class="${classes.join(" ")}">${text}</tspan>`;
}

function classesAfter(code: number, classes: readonly string[]): readonly string[] {
  const without = (...names: readonly string[]): readonly string[] =>
    classes.filter((name) => !names.includes(name));
  if (code === 0) return [];
  if (code === 1) return [...classes, "bold"];
  if (code === 2) return [...classes, "dim"];
  if (code === 22) return without("bold", "dim");
  const other = without(...Object.values(colors));
  const color = colors[code];
  return color === undefined ? other : [...other, color];
}
