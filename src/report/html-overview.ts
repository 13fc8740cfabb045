import { severities } from "../rule/finding.ts";
import { plural } from "../text/lists.ts";
import { groupsOf, groupings, type DiagnosticGroup, type Grouping } from "./arrange.ts";
import { openMarkup } from "./html-finding.ts";
import { fragmentOf } from "./html-fragment.ts";
import { markup, markupLines, type Markup } from "./markup.ts";
import { printable } from "./printable.ts";
import type { Diagnostic } from "./report.ts";
import { highestOf } from "./statistics.ts";
import { countFixable, countSeverities } from "./tally.ts";

const titles: Readonly<Record<Grouping, string>> = {
  rule: "Rules",
  service: "Services",
  file: "Files",
};

/** What is found where, in counts that lead to the findings. */
export function overviewMarkup(diagnostics: readonly Diagnostic[]): Markup {
  return markupLines([
    markup`<nav id="overview" aria-label="Overview">`,
    ...groupings.map((grouping) => tableMarkup(grouping, groupsOf(diagnostics, grouping))),
    markup`</nav>`,
  ]);
}

function tableMarkup(grouping: Grouping, groups: readonly DiagnosticGroup[]): Markup {
  const rows = groups
    .toSorted((left, right) => right.diagnostics.length - left.diagnostics.length)
    .map((group) => rowMarkup(grouping, group));
  return markupLines([
    markup`<details${openMarkup(grouping === "rule")}>\n<summary><h2>${titles[grouping]}</h2> <span class="count">${groups.length}</span></summary>`,
    markup`<div class="scroll"><table>`,
    markup`<thead><tr><th scope="col">${grouping}</th>${severities.map((it) => markup`<th scope="col">${it}</th>`)}<th scope="col">fixable</th></tr></thead>`,
    markup`<tbody>${rows}</tbody>`,
    markup`</table></div>\n</details>`,
  ]);
}

function rowMarkup(grouping: Grouping, { title, diagnostics }: DiagnosticGroup): Markup {
  const counts = countSeverities(diagnostics);
  const numbers = severities.map(
    (severity) =>
      markup`<td class="${counts[severity] === 0 ? "none" : "some"}" data-severity="${severity}">${counts[severity]}</td>`,
  );
  const fixable = countFixable(diagnostics);
  return markup`<tr><th scope="row"><a href="#${fragmentOf(grouping, title)}">${printable(title)}</a></th>${numbers}<td class="${fixable === 0 ? "none" : "some"}">${fixable}</td></tr>`;
}

/** The line of a group: its name, and how many findings of which severity it holds. */
export function groupSummary(grouping: Grouping, { title, diagnostics }: DiagnosticGroup): Markup {
  const counts = countSeverities(diagnostics);
  const shown = severities
    .filter((severity) => counts[severity] > 0)
    .map(
      (severity) =>
        markup` <span class="count" data-severity="${severity}">${severity === "info" ? `${counts.info} info` : plural(counts[severity], severity)}</span>`,
    );
  const severity = highestOf(diagnostics);
  return markup`<summary data-severity="${severity}" title="${grouping}: ${plural(diagnostics.length, "finding")}"><h2>${printable(title)}</h2>${shown}</summary>`;
}
