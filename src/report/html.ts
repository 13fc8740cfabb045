import { severities } from "../rule/finding.ts";
import { plural } from "../text/lists.ts";
import { byService, type ServiceDiagnostics } from "./by-service.ts";
import { findingMarkup, inlineMarkup } from "./html-finding.ts";
import { script, scriptHash } from "./html-script.ts";
import { style, styleHash } from "./html-style.ts";
import { lineIndexes } from "./line-index.ts";
import { markup, markupLines, type Markup } from "./markup.ts";
import { printable } from "./printable.ts";
import type { RenderOptions } from "./renderer.ts";
import type { Diagnostic, Report } from "./report.ts";
import { countSeverities, tallyLines } from "./tally.ts";
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
    ...(shown.length === 0 ? [] : bodyMarkup(shown)),
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

function bodyMarkup(shown: readonly Diagnostic[]): readonly Markup[] {
  const services = byService(shown);
  const indexOf = lineIndexes();
  return [
    filtersMarkup(shown, services),
    markup`<main id="findings" tabindex="-1">`,
    markup`<p id="nothing" hidden="hidden">No finding passes the filters.</p>`,
    ...services.map(({ title, diagnostics }) =>
      markupLines([
        markup`<section data-service="${title}">\n<h2>${printable(title)}</h2>`,
        ...diagnostics.map((diagnostic) => findingMarkup(diagnostic, indexOf)),
        markup`</section>`,
      ]),
    ),
    markup`</main>`,
    { markup: `<script>${script}</script>` },
  ];
}

/** Hidden until the script is there to make it work. */
function filtersMarkup(
  shown: readonly Diagnostic[],
  services: readonly ServiceDiagnostics[],
): Markup {
  const topics = [...new Set(shown.map(({ topic }) => topic))].toSorted();
  const titles = services.map(({ title }) => title);
  return markupLines([
    markup`<form id="filters" hidden="hidden" autocomplete="off" aria-label="Filters">`,
    severityMarkup(shown),
    choiceMarkup("Topic", "topic", topics),
    choiceMarkup("Service", "service", titles),
    markup`<label>Text <input type="search" name="text" aria-keyshortcuts="/" placeholder="press / to search"/></label>`,
    markup`<button type="reset">Show all</button>`,
    markup`<button type="button" id="theme">Light or dark</button>`,
    markup`<output id="shown"></output>`,
    markup`</form>`,
  ]);
}

function severityMarkup(shown: readonly Diagnostic[]): Markup {
  const counts = countSeverities(shown);
  const boxes = severities.map(
    (severity) =>
      markup`<label data-severity="${severity}"><input type="checkbox" name="severity" value="${severity}" checked="checked"/> ${severity} <b>${counts[severity]}</b></label>`,
  );
  return markup`<fieldset><legend>Severity</legend>${boxes}</fieldset>`;
}

function choiceMarkup(label: string, name: string, values: readonly string[]): Markup {
  const choices = values.map(
    (value) => markup`<option value="${value}">${printable(value)}</option>`,
  );
  return markup`<label>${label} <select name="${name}"><option value="">all</option>${choices}</select></label>`;
}
