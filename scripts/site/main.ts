// Writes the documentation as static pages: `npm run site -- FOLDER`. It works from the disk and from any web server, without network access.
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, posix } from "node:path";
import { rules } from "../../rules/index.ts";
import { bundleForBrowsers } from "./browser-parts.ts";
import { playgroundBody, playgroundStyle, script, style } from "./look.ts";
import { escaped, pageOf, type Page } from "./markdown.ts";

const target = process.argv[2] ?? "site";
const repository = "https://github.com/istio-grpc-lint/istio-grpc-lint/blob/main/";
const { version } = JSON.parse(readFileSync("package.json", "utf8"));

const top = [
  "README.md",
  "CHANGELOG.md",
  "CONTRIBUTING.md",
  "SECURITY.md",
  "SUPPORT.md",
  "CODE_OF_CONDUCT.md",
];
const docs = readdirSync("docs")
  .filter((name) => name.endsWith(".md"))
  .map((name) => `docs/${name}`);
const rulePages = rules.map(({ topic, id }) => `rules/${topic}/${id}.md`);
const sources = [...top, ...docs, ...rulePages];
const known = new Set(sources);

/** Where a page of the repository is on the site. */
function pathOf(source: string): string {
  return source === "README.md" ? "index.html" : source.replace(/\.md$/, ".html");
}

/** Links between pages lead to pages, pictures are taken along, everything else is in the repository. */
function linkFrom(source: string): (link: string) => string {
  return (link) => {
    if (/^(?:https?:|mailto:|#)/.test(link)) return escaped(link);
    const [path = "", anchor] = link.split("#");
    const file = posix.normalize(posix.join(posix.dirname(source), path));
    const hash = anchor === undefined ? "" : `#${anchor}`;
    const base = "../".repeat(source.split("/").length - 1);
    if (known.has(file)) return `${base}${pathOf(file)}${hash}`;
    return file.endsWith(".svg") ? `${base}${file}` : `${repository}${file}${hash}`;
  };
}

const pages = new Map<string, Page>(
  sources.map((source) => [source, pageOf(readFileSync(source, "utf8"), linkFrom(source))]),
);

function navigation(current: string): string {
  const base = "../".repeat(current.split("/").length - 1);
  const item = (source: string): string => {
    const mark = source === current ? ' aria-current="page"' : "";
    const title = source === "README.md" ? "Start" : (pages.get(source)?.title ?? source);
    return `<li><a href="${base}${pathOf(source)}"${mark}>${escaped(title)}</a></li>`;
  };
  const topic = /^rules\/([^/]+)\//.exec(current)?.[1];
  const ofTopic = rules.filter((rule) => rule.topic === topic);
  const related =
    topic === undefined
      ? ""
      : `<p>${topic}</p><ul>${ofTopic.map(({ id }) => item(`rules/${topic}/${id}.md`)).join("")}</ul>`;
  const all = `<ul><li><a href="${base}index.html#rules">All ${rules.length} rules</a></li></ul>`;
  const pagesOf = (list: readonly string[]): string => `<ul>${list.map(item).join("")}</ul>`;
  const play = `<ul><li><a href="${base}playground.html">Playground</a></li></ul>`;
  return `${pagesOf(["README.md", ...docs])}${play}${all}${related}${pagesOf(top.slice(1))}`;
}

function documentOf(source: string, { html, title }: Page): string {
  const base = "../".repeat(source.split("/").length - 1);
  const shown = source === "README.md" ? "istio-grpc-lint" : `${title} · istio-grpc-lint`;
  return `<!DOCTYPE html>
<html lang="en" data-base="${base}">
<head>
<meta charset="utf-8"/>
<meta name="viewport" content="width=device-width, initial-scale=1"/>
<title>${escaped(shown)}</title>
<link rel="stylesheet" href="${base}site.css"/>
</head>
<body>
<header><a href="${base}index.html">istio-grpc-lint</a> <small>${version}</small>
<input id="search" type="search" placeholder="Search pages and rules: press /" aria-label="Search"/>
<ul id="found" aria-live="polite"></ul></header>
<div class="frame"><nav aria-label="Pages">${navigation(source)}</nav>
<main>
${html}
</main></div>
<script src="${base}search-index.js"></script>
<script src="${base}site.js"></script>
</body>
</html>
`;
}

function indexEntry(source: string, { html, title, headings }: Page): object {
  const paragraphs = [...html.matchAll(/<p>([\s\S]*?)<\/p>/g)].map(([, text = ""]) =>
    text.replaceAll(/<[^>]+>|\s+/g, " ").trim(),
  );
  const [about = ""] = paragraphs;
  const parts = [title, ...headings.map(({ text }) => text), ...paragraphs.slice(0, 3)];
  return {
    path: pathOf(source),
    title: title || source,
    about: about.slice(0, 120),
    text: parts.join(" ").toLowerCase(),
  };
}

function put(path: string, text: string): void {
  mkdirSync(dirname(join(target, path)), { recursive: true });
  writeFileSync(join(target, path), text);
}

for (const [source, page] of pages) put(pathOf(source), documentOf(source, page));
put("site.css", style + playgroundStyle);
const playground = { html: playgroundBody, title: "Playground", headings: [] };
put("playground.html", documentOf("playground.md", playground));
await bundleForBrowsers("scripts/site/playground.mjs", join(target, "playground.js"));
put("site.js", script);
const index = Array.from(pages, ([source, page]) => indexEntry(source, page));
put("search-index.js", `const searchIndex = ${JSON.stringify(index)};\n`);
for (const name of readdirSync("docs").filter((it) => it.endsWith(".svg"))) {
  copyFileSync(join("docs", name), join(target, "docs", name));
}
console.log(`${pages.size} pages in ${target}`);
