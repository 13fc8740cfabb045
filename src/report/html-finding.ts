import type { SourceFile } from "../yaml/source.ts";
import { byService } from "./by-service.ts";
import { framesOf } from "./frame.ts";
import { diffMarkup, frameMarkup } from "./html-frame.ts";
import type { LineIndex } from "./line-index.ts";
import { markup, markupLines, type Markup } from "./markup.ts";
import { printable } from "./printable.ts";
import type { Diagnostic } from "./report.ts";

type IndexOf = (source: SourceFile) => LineIndex;

/** `open` of an element that is unfolded from the start. */
export function openMarkup(isOpen: boolean): Markup {
  return isOpen ? markup` open="open"` : markup``;
}

interface Surroundings {
  readonly indexOf: IndexOf;
  /** Whether more than the headline is shown from the start. */
  readonly isOpen: boolean;
}

/** One finding with the frames of all its places, what follows from it, and what to do. */
export function findingMarkup(diagnostic: Diagnostic, { indexOf, isOpen }: Surroundings): Markup {
  const { ruleId, severity, topic, headline, primary, docsUrl, fingerprint } = diagnostic;
  const id = `finding-${fingerprint}`;
  const [service] = byService([diagnostic]);
  const { source, start } = primary.span;
  const { line } = indexOf(source).positionAt(start);
  const place = printable(`${source.path}:${line}`);
  return markupLines([
    markup`<article id="${id}" data-severity="${severity}" data-topic="${topic}" data-rule="${ruleId}" data-file="${source.path}" data-service="${service?.title ?? ""}">`,
    markup`<details${openMarkup(isOpen)}>`,
    markup`<summary><h3><b class="severity">${severity}</b> ${inlineMarkup(headline)}</h3> <span class="place">${place}</span></summary>`,
    markup`<p><a href="${docsUrl}">${ruleId}</a> <span class="topic">${topic}</span> <a class="self" href="#${id}">link to this finding</a></p>`,
    ...framesOf(diagnostic, indexOf).map((frame) => frameMarkup(frame, indexOf)),
    adviceMarkup(diagnostic, indexOf),
    markup`</details>`,
    markup`</article>`,
  ]);
}

function adviceMarkup({ note, help, fix }: Diagnostic, indexOf: IndexOf): Markup {
  return markupLines([
    markup`<dl>`,
    markup`<dt>note</dt><dd>${inlineMarkup(note)}</dd>`,
    ...(fix?.title === help ? [] : [markup`<dt>help</dt><dd>${inlineMarkup(help)}</dd>`]),
    ...(fix === undefined
      ? []
      : [
          markup`<dt>fix</dt><dd>${inlineMarkup(fix.title)} (${fix.safe ? "safe" : "unsafe"})${diffMarkup(fix, indexOf)}</dd>`,
        ]),
    markup`</dl>`,
  ]);
}

/** A sentence; text in backticks becomes code. */
export function inlineMarkup(sentence: string): Markup {
  const parts = printable(sentence).split("`");
  // The last backtick of an odd number opens nothing.
  const unpaired = parts.length % 2 === 0 ? parts.splice(-2).join("`") : undefined;
  const pieces = parts.map((part, index) =>
    index % 2 === 0 ? markup`${part}` : markup`<code>${part}</code>`,
  );
  return markup`${pieces}${unpaired ?? ""}`;
}
