import { writtenSpan } from "../../yaml/source.ts";
import { sectionOf, sections, titleOf, type Aspect, type Grade } from "../../survey/aspect.ts";
import { plural } from "../../text/lists.ts";
import { wrapped } from "../../text/wrap.ts";
import type { Field } from "../../yaml/field.ts";
import { lineIndexes } from "../line-index.ts";
import { paintOf, type Paint } from "../paint.ts";
import { printable } from "../printable.ts";
import type { RenderOptions } from "../renderer.ts";
import type { FormReport, MeshReport, ServiceReport } from "./mesh-report.ts";

interface Style {
  readonly paint: Paint;
  readonly width: number;
  readonly placeOf: (field: Field) => string;
}

const titleWidth = 22;

/** What each gRPC service gets, for a terminal. */
export function renderSurveyPretty({ forms }: MeshReport, options: RenderOptions): string {
  const indexOf = lineIndexes();
  const style: Style = {
    paint: paintOf(options.color),
    width: Math.min(options.width, 120),
    placeOf: ({ keySpan }) => {
      const { source, start } = writtenSpan(keySpan);
      return `${printable(source.path)}:${indexOf(source).positionAt(start).line}`;
    },
  };
  const rows = forms.flatMap((form) => formRows(form, style));
  return `${rows.join("\n").trimEnd()}\n`;
}

function formRows({ name, services, leftOut }: FormReport, style: Style): readonly string[] {
  const { paint } = style;
  const head = name === undefined ? [] : [paint.headline(`== ${printable(name)}`), ""];
  if (services.length === 0) return [...head, "no gRPC service in the input", ""];
  const refused =
    leftOut.length === 0
      ? []
      : [
          ...wrapped(
            `not applied (rejected by admission, or replaced by a later object of the same name): ${leftOut.map(printable).join(", ")}`,
            style.width,
          ).map((line) => paint.dim(line)),
          "",
        ];
  return [...head, ...refused, ...services.flatMap((it) => serviceRows(it, style))];
}

function serviceRows(service: ServiceReport, style: Style): readonly string[] {
  const { paint } = style;
  const { gaps, workloads, findings } = service;
  const title = `${printable(service.service)}:${service.port}`;
  const tally = gaps.length === 0 ? "no gaps" : plural(gaps.length, "gap");
  const pods = service.isExternal ? "outside the mesh" : workloads.map(printable).join(", ");
  const shown = sections.flatMap((section) => {
    const own = service.aspects.filter(({ key }) => sectionOf(key) === section);
    if (own.length === 0) return [];
    return [`  ${paint.strong(section)}`].concat(own.flatMap((it) => aspectRows(it, style)));
  });
  return [
    `${paint.headline(title)}  ${tally}  ${paint.dim(pods === "" ? "no workload in the input" : pods)}`,
    ...shown,
    ...gapRows(service, style),
    ...(findings.length === 0
      ? []
      : [`  ${paint.strong("Findings")}`, ...findingRows(service, style)]),
    "",
  ];
}

const signs: Readonly<Record<Grade, string>> = { set: " ", default: " ", gap: "!", fault: "x" };

function aspectRows(aspect: Aspect, style: Style): readonly string[] {
  const { paint, placeOf } = style;
  const { key, grade, value, field, details, native } = aspect;
  const room = Math.max(30, style.width - titleWidth - 4);
  const tone =
    grade === "fault" ? paint.severity.error : grade === "gap" ? paint.severity.warning : plain;
  const place = field ? ` ${paint.dim(placeOf(field))}` : "";
  const lines = wrapped(printable(value), room);
  const first = `${tone(signs[grade])} ${titleOf(key)}`;
  const pad = " ".repeat(Math.max(1, titleWidth - titleOf(key).length));
  return [
    ...lines.map((line, index) => {
      const end = index === lines.length - 1 ? place : "";
      return index === 0 ? `  ${first}${pad}${line}${end}` : `${indent}${line}${end}`;
    }),
    ...details.flatMap((it) => detailRows(it, room, style)),
    ...wrapped(`plain Kubernetes: ${printable(native)}`, room).map(
      (line) => `${indent}${paint.dim(line)}`,
    ),
  ];
}

const indent = " ".repeat(titleWidth + 4);

function detailRows(
  { text, field }: Aspect["details"][number],
  room: number,
  { paint, placeOf }: Style,
): readonly string[] {
  const lines = wrapped(printable(text), room - 2);
  const place = field ? ` ${paint.dim(placeOf(field))}` : "";
  return lines.map((line, index) => {
    const end = index === lines.length - 1 ? place : "";
    return `${indent}${index === 0 ? "-" : " "} ${line}${end}`;
  });
}

function plain(text: string): string {
  return text;
}

function gapRows({ gaps }: ServiceReport, { paint, width }: Style): readonly string[] {
  if (gaps.length === 0) return [];
  return [
    `  ${paint.strong("Gaps")}`,
    ...gaps.flatMap(({ weight, text, help }) => {
      const tone =
        weight === "high"
          ? paint.severity.error
          : weight === "medium"
            ? paint.severity.warning
            : paint.severity.info;
      const [first = "", ...rest] = wrapped(`${printable(text)}; ${printable(help)}`, width - 12);
      return [
        `    ${tone(weight.padEnd(7))} ${first}`,
        ...rest.map((line) => `            ${line}`),
      ];
    }),
  ];
}

function findingRows({ findings }: ServiceReport, { paint }: Style): readonly string[] {
  const indexOf = lineIndexes();
  return findings.map(({ severity, ruleId, headline, primary: { span } }) => {
    const { line, column } = indexOf(span.source).positionAt(span.start);
    const place = `${printable(span.source.path)}:${line}:${column}`;
    return `    ${paint.severity[severity](`${severity}[${ruleId}]`)} ${printable(headline)}  ${paint.dim(place)}`;
  });
}
