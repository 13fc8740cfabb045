import { plural } from "../text/lists.ts";
import { groupsOf, type Grouping } from "./arrange.ts";
import { filtersMarkup } from "./html-filters.ts";
import { findingMarkup, inlineMarkup, openMarkup } from "./html-finding.ts";
import { fragmentOf } from "./html-fragment.ts";
import { groupSummary, overviewMarkup } from "./html-overview.ts";
import { script, scriptHash } from "./html-script.ts";
import { style, styleHash } from "./html-style.ts";
import { lineIndexes } from "./line-index.ts";
import { markup, markupLines, type Markup } from "./markup.ts";
import type { RenderOptions } from "./renderer.ts";
import type { Diagnostic, Report } from "./report.ts";
import { tallyLines } from "./tally.ts";
import { atLeast } from "./thresholds.ts";

/** The page may run its own script and style, and reach nothing else. */
const policy = `default-src 'none'; style-src '${styleHash}'; script-src '${scriptHash}'; base-uri 'none'; form-action 'none'`;

/**
 * One page that needs no network and, but for its filters, no script. It is well-formed XML too, so that a parser
 * can hold that nothing in manifests becomes markup.
 */
export function renderHtml(report: Report, options: RenderOptions): string {
  const shown = atLeast(report, options.minSeverity);
  const page = markupLines([
    { markup: "<!DOCTYPE html>" },
    markup`<html lang="en">`,
    headMarkup(shown),
    markup`<body>`,
    markup`<a class="skip" href="#findings">Skip to the findings</a>`,
    markup`<header>\n<h1>istio-grpc-lint <small>${options.version}</small></h1>`,
    ...tallyLines(report, options).map((line) => markup`<p>${inlineMarkup(line)}</p>`),
    markup`</header>`,
    ...(shown.length === 0 ? [] : bodyMarkup(shown, options.groupBy ?? "service")),
    markup`</body>\n</html>`,
  ]);
  return `${page.markup}\n`;
}

function headMarkup(shown: readonly Diagnostic[]): Markup {
  return markupLines([
    markup`<head>`,
    markup`<meta charset="utf-8"/>`,
    markup`<meta http-equiv="Content-Security-Policy" content="${policy}"/>`,
    markup`<meta name="viewport" content="width=device-width, initial-scale=1"/>`,
    markup`<meta name="referrer" content="no-referrer"/>`,
    markup`<title>istio-grpc-lint: ${plural(shown.length, "finding")}</title>`,
    { markup: `<style>${style}</style>` },
    markup`</head>`,
  ]);
}

/** More findings than this are folded up, so that the page begins with what there is. */
const mostOpen = 12;

function bodyMarkup(shown: readonly Diagnostic[], grouping: Grouping): readonly Markup[] {
  const isOpen = shown.length <= mostOpen;
  const indexOf = lineIndexes();
  return [
    overviewMarkup(shown),
    filtersMarkup(shown),
    markup`<main id="findings" tabindex="-1">`,
    markup`<p id="nothing" hidden="hidden">No finding passes the filters.</p>`,
    ...groupsOf(shown, grouping).map((group) =>
      markupLines([
        markup`<section id="${fragmentOf(grouping, group.title)}">\n<details${openMarkup(isOpen)}>`,
        groupSummary(grouping, group),
        ...group.diagnostics.map((diagnostic) => findingMarkup(diagnostic, { indexOf, isOpen })),
        markup`</details>\n</section>`,
      ]),
    ),
    markup`</main>`,
    { markup: `<script>${script}</script>` },
  ];
}
