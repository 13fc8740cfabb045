import { style, styleHash } from "./html-style.ts";
import { markup, markupLines, type Markup } from "./markup.ts";

/** A style or a script, with the hash that the page's security policy allows it by. */
export interface Allowed {
  readonly text: string;
  readonly hash: string;
}

export interface MeshPage {
  readonly title: string;
  readonly version: string;
  readonly styles: readonly Allowed[];
  readonly scripts: readonly Allowed[];
  readonly body: readonly Markup[];
}

function sources(all: readonly Allowed[]): string {
  return all.map(({ hash }) => `'${hash}'`).join(" ");
}

/** A page that needs no network, and is well-formed XML too. */
export function meshPage({ title, version, styles, scripts, body }: MeshPage): string {
  const allStyles = [{ text: style, hash: styleHash }, ...styles];
  const policy = `default-src 'none'; style-src ${sources(allStyles)}; script-src ${sources(scripts)}; base-uri 'none'; form-action 'none'`;
  const page = markupLines([
    { markup: "<!DOCTYPE html>" },
    markup`<html lang="en">`,
    markup`<head>`,
    markup`<meta charset="utf-8"/>`,
    markup`<meta http-equiv="Content-Security-Policy" content="${policy}"/>`,
    markup`<meta name="viewport" content="width=device-width, initial-scale=1"/>`,
    markup`<meta name="referrer" content="no-referrer"/>`,
    markup`<title>${title}</title>`,
    ...allStyles.map(({ text }) => ({ markup: `<style>${text}</style>` })),
    markup`</head>`,
    markup`<body>`,
    markup`<header>\n<h1>${title} <small>istio-grpc-lint ${version}</small></h1>\n</header>`,
    ...body,
    ...scripts.map(({ text }) => ({ markup: `<script>${text}</script>` })),
    markup`</body>\n</html>`,
  ]);
  return `${page.markup}\n`;
}
