/** Text that is XML or HTML already; everything else is escaped where it is put in. */
export interface Markup {
  readonly markup: string;
}

type Value = string | number | Markup | readonly Markup[];

/** A template for XML and HTML, such as markup`<b title="${title}">${text}</b>`. Attributes need double quotes. */
export function markup(parts: TemplateStringsArray, ...values: readonly Value[]): Markup {
  return { markup: String.raw({ raw: parts }, ...values.map(written)) };
}

/** Pieces one after the other, each on a line of its own. */
export function markupLines(pieces: readonly Markup[]): Markup {
  return { markup: pieces.map((piece) => piece.markup).join("\n") };
}

function written(value: Value): string {
  if (typeof value === "string" || typeof value === "number") return escaped(String(value));
  return "markup" in value ? value.markup : value.map((piece) => piece.markup).join("");
}

/** Blanks are written as references, because both languages would make spaces of them in attributes. */
const references: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "\t": "&#9;",
  "\n": "&#10;",
  "\r": "&#13;",
};

function escaped(text: string): string {
  return text
    .replaceAll(notXml, "\uFFFD")
    .replaceAll(/[&<>"\t\n\r]/g, (sign) => references[sign] ?? sign);
}

/** Characters that XML 1.0 (production 2) does not allow, not even as references. */
// oxlint-disable-next-line no-control-regex
const notXml = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\p{Surrogate}\uFFFE\uFFFF]/gu;
