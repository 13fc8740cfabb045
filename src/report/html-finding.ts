import type { SourceFile } from "../yaml/source.ts";
import { byService } from "./by-service.ts";
import { framesOf } from "./frame.ts";
import { diffMarkup, frameMarkup } from "./html-frame.ts";
import type { LineIndex } from "./line-index.ts";
import { markup, markupLines, type Markup } from "./markup.ts";
import { printable } from "./printable.ts";
import type { Diagnostic } from "./report.ts";

type IndexOf = (source: SourceFile) => LineIndex;

/** One finding with the frames of all its places, what follows from it, and what to do. */
export function findingMarkup(diagnostic: Diagnostic, indexOf: IndexOf): Markup {
  const { ruleId, severity, topic, headline, note, help, fix, docsUrl, fingerprint } = diagnostic;
  const id = `finding-${fingerprint}`;
  const [service] = byService([diagnostic]);
  return markupLines([
    markup`<article id="${id}" data-severity="${severity}" data-topic="${topic}" data-service="${service?.title ?? ""}">`,
    markup`<h3><b class="severity">${severity}</b> ${inlineMarkup(headline)} <a href="#${id}" title="link to this finding">#</a></h3>`,
    markup`<p><a href="${docsUrl}">${ruleId}</a> <span class="topic">${topic}</span></p>`,
    ...framesOf(diagnostic, indexOf).map((frame) => frameMarkup(frame, indexOf)),
    markup`<dl>`,
    markup`<dt>note</dt><dd>${inlineMarkup(note)}</dd>`,
    ...(fix?.title === help ? [] : [markup`<dt>help</dt><dd>${inlineMarkup(help)}</dd>`]),
    ...(fix === undefined
      ? []
      : [
          markup`<dt>fix</dt><dd>${inlineMarkup(fix.title)} (${fix.safe ? "safe" : "unsafe"})${diffMarkup(fix, indexOf)}</dd>`,
        ]),
    markup`</dl>`,
    markup`</article>`,
  ]);
}

/** A sentence; what stands in backticks becomes code. */
export function inlineMarkup(sentence: string): Markup {
  const parts = printable(sentence).split("`");
  // The last backtick of an odd number opens nothing.
  const unpaired = parts.length % 2 === 0 ? parts.splice(-2).join("`") : undefined;
  const pieces = parts.map((part, index) =>
    index % 2 === 0 ? markup`${part}` : markup`<code>${part}</code>`,
  );
  return markup`${pieces}${unpaired ?? ""}`;
}
