import { plural } from "../../text/lists.ts";
import { markup, markupLines, type Markup } from "../markup.ts";
import type { GraphForm } from "./graph-report.ts";
import { graphStyle } from "./graph-style.ts";
import { graphMarkup } from "./graph-svg.ts";

/** How a page shows pictures of the mesh. Its hash in the page's security policy is held by a test. */
export const pictureStyle = `
body { max-width: 84rem; }
.picture { margin: 1rem 0; background: var(--ground); }
.picture .canvas { overflow: auto; max-height: 75vh; padding: 0.25rem; cursor: grab; }
.picture svg { display: block; margin: 0 auto; max-width: none; }
.tools { display: flex; flex-wrap: wrap; gap: 0.5rem; align-items: center; padding: 0.375rem 0.5rem; border-bottom: 1px solid var(--line); }
.tools button { min-width: 2.25rem; }
.about { margin: 0; padding: 0 0.75rem 0 2rem; font-size: 0.9rem; columns: 20rem; }
.about:empty { display: none; }
.key { display: flex; flex-wrap: wrap; gap: 0.125rem 1rem; margin: 0; padding: 0.25rem 0.75rem; color: var(--faint); font-size: 0.85rem; border-top: 1px solid var(--line); }
${graphStyle}`;

export const pictureStyleHash = "sha256-+KSS/HNxrvIwGua7OJIuCt5RGLBkBehSya+KYM1cY2Q=";

/** A picture with its tools, which are hidden until a script is there to make them work. */
export function pictureMarkup(form: GraphForm, index: number): Markup {
  const { nodes, edges } = form.graph;
  if (nodes.length === 0) return markup``;
  return markupLines([
    markup`<figure class="picture">`,
    markup`<div class="tools" hidden="hidden"><button type="button" data-action="in" aria-label="zoom in">+</button><button type="button" data-action="out" aria-label="zoom out">\u2212</button><button type="button" data-action="fit">Fit</button><label>Find <input type="search" aria-label="find in the picture"/></label><span class="count">${plural(nodes.length, "node")}, ${plural(edges.length, "edge")}</span></div>`,
    markup`<ul class="about" aria-live="polite"></ul>`,
    markup`<div class="canvas" tabindex="-1">${graphMarkup(form, index)}</div>`,
    markup`<p class="key"><span>solid: routes, width by weight</span><span>dashed: addresses in variables and arguments</span><span>dotted: mirrors</span><span>red: does not work</span></p>`,
    markup`</figure>`,
  ]);
}
