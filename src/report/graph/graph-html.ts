import { markup } from "../markup.ts";
import { meshPage } from "../mesh-page.ts";
import { printable } from "../printable.ts";
import type { RenderOptions } from "../renderer.ts";
import type { GraphReport } from "./graph-report.ts";
import { pictureMarkup, pictureStyle, pictureStyleHash } from "./picture.ts";
import { pictureScript, pictureScriptHash } from "./picture-script.ts";

/** A page with the picture, to zoom and to choose in. */
export function renderGraphHtml(
  { forms }: GraphReport,
  { version }: Pick<RenderOptions, "version">,
): string {
  return meshPage({
    title: "The mesh",
    version,
    styles: [{ text: pictureStyle, hash: pictureStyleHash }],
    scripts: [{ text: pictureScript, hash: pictureScriptHash }],
    body: forms.flatMap((form, index) => [
      ...(form.name === undefined ? [] : [markup`<h2>${printable(form.name)}</h2>`]),
      form.graph.nodes.length === 0
        ? markup`<p>No gRPC service in the input.</p>`
        : pictureMarkup(form, index),
    ]),
  });
}
