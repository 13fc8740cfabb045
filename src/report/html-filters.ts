import { severities } from "../rule/finding.ts";
import { groupsOf, groupings } from "./arrange.ts";
import { markup, markupLines, type Markup } from "./markup.ts";
import { printable } from "./printable.ts";
import type { Diagnostic } from "./report.ts";
import { countSeverities } from "./tally.ts";

/** Hidden until the script is there to make it work. */
export function filtersMarkup(shown: readonly Diagnostic[]): Markup {
  const topics = [...new Set(shown.map(({ topic }) => topic))].toSorted();
  const choices = groupings.map((grouping) => {
    const titles = groupsOf(shown, grouping).map(({ title }) => title);
    return choiceMarkup(grouping, titles.toSorted());
  });
  return markupLines([
    markup`<form id="filters" hidden="hidden" autocomplete="off" aria-label="Filters">`,
    severityMarkup(shown),
    ...choices,
    choiceMarkup("topic", topics),
    markup`<label>Text <input type="search" name="text" aria-keyshortcuts="/" placeholder="press / to search"/></label>`,
    markup`<span class="buttons"><button type="reset">Show all</button>`,
    markup`<button type="button" id="unfold">Open all</button>`,
    markup`<button type="button" id="theme">Light or dark</button></span>`,
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

function choiceMarkup(name: string, values: readonly string[]): Markup {
  const choices = values.map(
    (value) => markup`<option value="${value}">${printable(value)}</option>`,
  );
  const label = `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
  return markup`<label>${label} <select name="${name}"><option value="">all</option>${choices}</select></label>`;
}
