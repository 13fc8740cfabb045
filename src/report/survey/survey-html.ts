import { writtenSpan } from "../../yaml/source.ts";
import { sectionOf, sections, titleOf, weights, type Aspect } from "../../survey/aspect.ts";
import { hostId } from "../../graph/mesh-graph.ts";
import { plural } from "../../text/lists.ts";
import type { Field } from "../../yaml/field.ts";
import { graphStyleParts } from "../graph/picture-parts.ts";
import type { GraphForm } from "../graph/graph-report.ts";
import { pictureMarkup } from "../graph/picture.ts";
import { inlineMarkup, openMarkup } from "../html-finding.ts";
import { lineIndexes } from "../line-index.ts";
import { markup, markupLines, type Markup } from "../markup.ts";
import { meshPage } from "../mesh-page.ts";
import { printable } from "../printable.ts";
import type { RenderOptions } from "../renderer.ts";
import type { FormReport, MeshReport, ServiceReport } from "./mesh-report.ts";
import { surveyScript, surveyScriptHash } from "./survey-script.ts";
import { surveyStyle, surveyStyleHash } from "./survey-style.ts";

type PlaceOf = (field: Field) => string;

/** One page: the picture, and a card for each service. */
export function renderSurveyHtml(
  { forms }: MeshReport,
  graphs: readonly GraphForm[],
  { version }: Pick<RenderOptions, "version">,
): string {
  const indexOf = lineIndexes();
  const placeOf: PlaceOf = ({ keySpan }) => {
    const { source, start } = writtenSpan(keySpan);
    return printable(`${source.path}:${indexOf(source).positionAt(start).line}`);
  };
  const { style, script } = graphStyleParts;
  const services = forms.flatMap((form) => form.services);
  const isOpen = services.length <= mostOpen;
  return meshPage({
    title: "gRPC services of the mesh",
    version,
    styles: [style, { text: surveyStyle, hash: surveyStyleHash }],
    scripts:
      services.length === 0 ? [script] : [script, { text: surveyScript, hash: surveyScriptHash }],
    body: [
      summaryMarkup(services),
      ...(services.length === 0 ? [] : [filtersMarkup(services)]),
      markup`<main>`,
      markup`<p id="nothing" hidden="hidden">No service passes the filters.</p>`,
      ...forms.map((form, index) => formMarkup(form, index, { graphs, placeOf, isOpen })),
      markup`</main>`,
    ],
  });
}

/** More cards than this are folded up. */
const mostOpen = 3;

function summaryMarkup(services: readonly ServiceReport[]): Markup {
  const gaps = services.flatMap((it) => it.gaps);
  const counts = weights.map(
    (weight) =>
      markup`<li data-weight="${weight}">${gaps.filter((it) => it.weight === weight).length} ${weight}</li>`,
  );
  return markup`<ul class="chips"><li>${plural(services.length, "service")}</li><li>gaps:</li>${counts}</ul>`;
}

function worst({ gaps }: ServiceReport): string {
  return gaps[0]?.weight ?? "none";
}

function namespaceOf({ service, isExternal }: ServiceReport): string {
  return isExternal ? "outside the mesh" : (service.split("/", 1)[0] ?? "");
}

function filtersMarkup(services: readonly ServiceReport[]): Markup {
  const namespaces = [...new Set(services.map(namespaceOf))].toSorted();
  const boxes = [...weights, "none"].map((weight) => {
    const count = services.filter((it) => worst(it) === weight).length;
    return markup`<label data-weight="${weight}"><input type="checkbox" name="weight" value="${weight}" checked="checked"/> ${weight} <b>${count}</b></label>`;
  });
  const choices = namespaces.map((it) => markup`<option value="${it}">${printable(it)}</option>`);
  return markupLines([
    markup`<form id="filters" hidden="hidden" autocomplete="off" aria-label="Filters">`,
    markup`<fieldset><legend>Heaviest gap</legend>${boxes}</fieldset>`,
    markup`<label>Namespace <select name="namespace"><option value="">all</option>${choices}</select></label>`,
    markup`<label>Text <input type="search" name="text"/></label>`,
    markup`<span class="buttons"><button type="button" id="unfold">Unfold all</button> <button type="button" id="fold">Fold all</button> <button type="reset">Show all</button> <button type="button" id="theme">Light or dark</button></span>`,
    markup`<output id="shown"></output>`,
    markup`</form>`,
  ]);
}

interface Surroundings {
  readonly graphs: readonly GraphForm[];
  readonly placeOf: PlaceOf;
  readonly isOpen: boolean;
}

function formMarkup(
  { name, services, leftOut }: FormReport,
  index: number,
  { graphs, placeOf, isOpen }: Surroundings,
): Markup {
  const graph = graphs[index];
  return markupLines([
    ...(name === undefined ? [] : [markup`<h2 class="form">${printable(name)}</h2>`]),
    ...(leftOut.length === 0
      ? []
      : [
          markup`<p>Not applied (rejected by admission, or replaced by a later object of the same name): ${leftOut.map(printable).join(", ")}</p>`,
        ]),
    ...(services.length === 0 ? [markup`<p>No gRPC service in the input.</p>`] : []),
    ...(graph === undefined ? [] : [pictureMarkup(graph, index)]),
    ...services.map((it) => cardMarkup(it, { id: cardId(it, index), placeOf, isOpen })),
  ]);
}

function cardId({ service, port }: ServiceReport, index: number): string {
  return `service-${index}-${service.replaceAll(/[^\w.-]/g, "-")}-${port}`;
}

interface CardSurroundings {
  readonly id: string;
  readonly placeOf: PlaceOf;
  readonly isOpen: boolean;
}

function cardMarkup(service: ServiceReport, { id, placeOf, isOpen }: CardSurroundings): Markup {
  const { gaps, findings, workloads, isExternal, host } = service;
  const title = printable(`${service.service}:${service.port}`);
  const pods = isExternal ? "outside the mesh" : workloads.map(printable).join(", ");
  const items = gaps.map(
    ({ weight, text, help }) =>
      markup`<li data-weight="${weight}"><b>${weight}</b> ${inlineMarkup(text)}; <span class="help">${inlineMarkup(help)}</span></li>`,
  );
  const found = findings.map(
    ({ severity, ruleId, headline, docsUrl }) =>
      markup`<li data-severity="${severity}"><b class="severity">${severity}</b> ${inlineMarkup(headline)} <a href="${docsUrl}">${ruleId}</a></li>`,
  );
  return markupLines([
    markup`<article id="${id}" data-host="${hostId(host)}" data-weight="${worst(service)}" data-namespace="${namespaceOf(service)}">`,
    markup`<details${openMarkup(isOpen)}>`,
    markup`<summary><h2>${title}</h2> ${chipsMarkup(service)}</summary>`,
    markup`<p class="where"><code>${printable(host)}</code>, ${pods === "" ? "no workload in the input" : pods}</p>`,
    ...(items.length === 0 ? [] : [markup`<ul class="gaps">${items}</ul>`]),
    tableMarkup(service, placeOf),
    ...(found.length === 0 ? [] : [markup`<ul class="gaps findings">${found}</ul>`]),
    markup`</details>`,
    markup`</article>`,
  ]);
}

/** What comes before the first reason. */
function short(value: string): string {
  return value.split(/[,;:(]| by the |, where /, 1)[0]?.trim() ?? "";
}

const chipKeys = ["protocol", "balancing", "mutualTls", "access"] as const;

function chipsMarkup({ aspects, gaps }: ServiceReport): Markup {
  const values = chipKeys.flatMap((key) => aspects.find((it) => it.key === key) ?? []);
  const chips = values.map(({ value }) => markup`<li>${printable(short(value))}</li>`);
  const counts = weights.flatMap((weight) => {
    const count = gaps.filter((it) => it.weight === weight).length;
    return count === 0 ? [] : [markup`<li data-weight="${weight}">${count} ${weight}</li>`];
  });
  return markup`<ul class="chips">${chips}${counts}</ul>`;
}

function tableMarkup({ aspects }: ServiceReport, placeOf: PlaceOf): Markup {
  const rows = sections.flatMap((section) => {
    const own = aspects.filter(({ key }) => sectionOf(key) === section);
    if (own.length === 0) return [];
    const head = markup`<tr class="section"><th colspan="3" scope="rowgroup">${section}</th></tr>`;
    return [head].concat(own.map((it) => rowMarkup(it, placeOf)));
  });
  return markupLines([
    markup`<table class="gets"><colgroup><col class="what"/><col/><col class="native"/></colgroup>`,
    markup`<thead><tr><th></th><th scope="col">with Istio, as these manifests say</th><th scope="col">plain Kubernetes</th></tr></thead><tbody>`,
    ...rows,
    markup`</tbody></table>`,
  ]);
}

function rowMarkup(
  { key, grade, value, field, details, native }: Aspect,
  placeOf: PlaceOf,
): Markup {
  const placed = (at: Field | undefined): Markup =>
    at === undefined ? markup`` : markup` <span class="where">${placeOf(at)}</span>`;
  const items = details.map((it) => markup`<li>${inlineMarkup(it.text)}${placed(it.field)}</li>`);
  const more = items.length === 0 ? markup`` : markup`<ul>${items}</ul>`;
  return markup`<tr class="${grade}"><th scope="row">${titleOf(key)}</th><td class="gets">${inlineMarkup(value)}${placed(field)}${more}</td><td class="native">${inlineMarkup(native)}</td></tr>`;
}
