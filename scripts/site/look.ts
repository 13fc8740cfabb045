export const style = `
:root { color-scheme: light dark; --ground: light-dark(#fff, #16181d); --raised: light-dark(#f5f6f8, #1f2229); --line: light-dark(#d5d9e0, #383d48); --ink: light-dark(#1c1f26, #e4e7ec); --faint: light-dark(#596273, #9aa3b2); --link: light-dark(#1a5fb4, #84b9ff); }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 1rem/1.55 system-ui, sans-serif; overflow-wrap: anywhere; }
header { display: flex; flex-wrap: wrap; gap: 0.5rem 1rem; align-items: center; padding: 0.75rem 1rem; border-bottom: 1px solid var(--line); }
header a { color: inherit; font-weight: 600; text-decoration: none; }
header input { flex: 1 1 14rem; min-width: 0; font: inherit; color: inherit; background: var(--raised); border: 1px solid var(--line); border-radius: 4px; padding: 0.25rem 0.5rem; }
#found { flex-basis: 100%; margin: 0; padding: 0; list-style: none; }
#found li { padding: 0.125rem 0; }
#found small { color: var(--faint); }
.frame { display: grid; grid-template-columns: minmax(12rem, 16rem) minmax(0, 1fr); max-width: 84rem; margin: 0 auto; }
nav { padding: 1rem; border-right: 1px solid var(--line); font-size: 0.9rem; }
nav ul { margin: 0 0 1rem; padding: 0; list-style: none; }
nav summary { cursor: pointer; color: var(--faint); }
nav [aria-current] { font-weight: 600; }
main { padding: 1rem 1.5rem 4rem; min-width: 0; }
a { color: var(--link); }
code, pre { font-family: ui-monospace, monospace; font-size: 0.9em; }
pre { padding: 0.75rem; overflow-x: auto; overflow-wrap: normal; background: var(--raised); border: 1px solid var(--line); border-radius: 4px; line-height: 1.4; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; font-size: 0.9rem; }
th, td { padding: 0.25rem 0.5rem; border: 1px solid var(--line); text-align: left; vertical-align: top; overflow-wrap: normal; }
img { max-width: 100%; height: auto; }
h1 { font-size: 1.6rem; } h2 { margin-top: 2rem; font-size: 1.25rem; } h3 { font-size: 1.05rem; }
:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
@media (max-width: 48rem) { .frame { grid-template-columns: minmax(0, 1fr); } nav { order: 1; border-right: 0; border-top: 1px solid var(--line); } main { padding: 1rem; } }
`;

/** Search over the titles, headings and first lines of all pages, without a server. */
export const script = `
"use strict";
(() => {
  const box = document.getElementById("search");
  const list = document.getElementById("found");
  const base = document.documentElement.dataset.base;
  const score = (page, words) => {
    let sum = 0;
    for (const word of words) {
      const inTitle = page.title.toLowerCase().includes(word);
      if (!inTitle && !page.text.includes(word)) return 0;
      sum += inTitle ? 5 : 1;
    }
    return sum;
  };
  const search = () => {
    const words = box.value.toLowerCase().split(/\\s+/).filter(Boolean);
    const found = words.length === 0 ? [] : searchIndex
      .map((page) => ({ page, points: score(page, words) }))
      .filter(({ points }) => points > 0)
      .sort((left, right) => right.points - left.points)
      .slice(0, 20);
    list.replaceChildren(...found.map(({ page }) => {
      const item = document.createElement("li");
      const link = document.createElement("a");
      link.href = base + page.path;
      link.textContent = page.title;
      const about = document.createElement("small");
      about.textContent = " " + page.about;
      item.append(link, about);
      return item;
    }));
  };
  box.addEventListener("input", search);
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.target.matches("input")) return;
    event.preventDefault();
    box.focus();
  });
})();
`;

export const playgroundStyle = `
.tools { display: flex; flex-wrap: wrap; gap: 0.5rem; align-items: center; margin: 0.5rem 0; }
.tools button, .tools select, #findings button { font: inherit; color: inherit; background: var(--raised); border: 1px solid var(--line); border-radius: 4px; padding: 0.125rem 0.5rem; max-width: 100%; }
.editor { position: relative; height: 26rem; border: 1px solid var(--line); border-radius: 4px; background: var(--raised); }
.editor > * { position: absolute; inset: 0; margin: 0; padding: 0.75rem; border: 0; font: 0.9rem/1.45 ui-monospace, monospace; white-space: pre; overflow: auto; tab-size: 2; }
#marks { color: transparent; background: none; overflow: hidden; pointer-events: none; }
#editor { width: 100%; height: 100%; resize: none; color: var(--ink); background: none; }
mark { color: transparent; border-radius: 2px; }
[data-severity="error"] { --tone: light-dark(#b3261e, #ff8a80); }
[data-severity="warning"] { --tone: light-dark(#8a5a00, #ffc35c); }
[data-severity="info"] { --tone: light-dark(#1a5fb4, #84b9ff); }
mark[data-severity] { background: color-mix(in srgb, var(--tone) 30%, transparent); }
#findings { padding: 0; list-style: none; }
#findings li { margin: 0.5rem 0; padding: 0.5rem 0.75rem; border: 1px solid var(--line); border-left: 4px solid var(--tone); border-radius: 4px; }
#findings p { margin: 0.25rem 0 0; }
`;

export const playgroundBody = `<h1>Playground</h1>
<p>Manifests are checked in this page; nothing is sent anywhere.</p>
<div class="tools"><label>Example <select id="examples"></select></label>
<label><input id="strict" type="checkbox"/> strict</label>
<button id="fix" type="button">Fix</button>
<button id="fix-unsafe" type="button">Fix, unsafe too</button>
<button id="share" type="button">Put into the URL</button></div>
<div class="editor"><pre id="marks" aria-hidden="true"></pre>
<textarea id="editor" spellcheck="false" aria-label="Manifests"></textarea></div>
<p><output id="summary"></output></p>
<ol id="findings"></ol>
<script src="playground.js"></script>`;
