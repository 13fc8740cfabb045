import { writtenSpan } from "../../yaml/source.ts";
import { sectionOf, sections, titleOf, type Aspect, type Grade } from "../../survey/aspect.ts";
import { plural } from "../../text/lists.ts";
import type { Field } from "../../yaml/field.ts";
import { lineIndexes } from "../line-index.ts";
import { codeSpan, escapedMarkdown } from "../markdown.ts";
import type { FormReport, MeshReport, ServiceReport } from "./mesh-report.ts";

type PlaceOf = (field: Field) => string;

/** What each gRPC service gets, for a wiki or a pull request. */
export function renderSurveyMarkdown({ forms }: MeshReport): string {
  const indexOf = lineIndexes();
  const placeOf: PlaceOf = ({ keySpan }) => {
    const { source, start } = writtenSpan(keySpan);
    return codeSpan(`${source.path}:${indexOf(source).positionAt(start).line}`);
  };
  const parts = forms.flatMap((form) => formParts(form, placeOf));
  return `${["# gRPC services of the mesh", ...parts].join("\n\n")}\n`;
}

function formParts({ name, services, leftOut }: FormReport, placeOf: PlaceOf): readonly string[] {
  const head = name === undefined ? [] : [`## ${escapedMarkdown(name)}`];
  if (services.length === 0) return [...head, "No gRPC service in the input."];
  const refused =
    leftOut.length === 0
      ? []
      : [
          `Not applied (rejected by admission, or replaced by a later object of the same name): ${leftOut.map(codeSpan).join(", ")}.`,
        ];
  return [
    ...head,
    ...refused,
    overview(services),
    ...services.flatMap((it) => serviceParts(it, placeOf)),
  ];
}

function valueOf({ aspects }: ServiceReport, key: Aspect["key"]): string {
  const value = aspects.find((it) => it.key === key)?.value ?? "–";
  return value.split(/[,;:(]/, 1)[0]?.trim() ?? "";
}

function overview(services: readonly ServiceReport[]): string {
  return [
    "| service | protocol | balancing | mutual TLS | who may call | gaps (high, medium, low) |",
    "| --- | --- | --- | --- | --- | --- |",
    ...services.map((it) => {
      const count = (weight: string): number =>
        it.gaps.filter((gap) => gap.weight === weight).length;
      const cells = [
        `${it.service}:${it.port}`,
        valueOf(it, "protocol"),
        valueOf(it, "balancing"),
        valueOf(it, "mutualTls"),
        valueOf(it, "access"),
        `${count("high")}, ${count("medium")}, ${count("low")}`,
      ];
      return `| ${cells.map(escapedMarkdown).join(" | ")} |`;
    }),
  ].join("\n");
}

const signs: Readonly<Record<Grade, string>> = { set: "", default: "", gap: "⚠ ", fault: "✖ " };

function serviceParts(service: ServiceReport, placeOf: PlaceOf): readonly string[] {
  const { gaps, findings, workloads, isExternal } = service;
  const pods = isExternal ? "outside the mesh" : workloads.map(codeSpan).join(", ");
  return [
    `### ${escapedMarkdown(`${service.service}:${service.port}`)}`,
    `${codeSpan(service.host)}, ${pods === "" ? "no workload in the input" : pods}`,
    ...(gaps.length === 0
      ? []
      : [
          `**${plural(gaps.length, "gap")}**`,
          gaps
            .map(({ weight, text, help }) => `- **${weight}**: ${inline(text)}; ${inline(help)}`)
            .join("\n"),
        ]),
    aspectTable(service, placeOf),
    ...(findings.length === 0
      ? []
      : [
          `**${plural(findings.length, "finding")}**`,
          findings
            .map(
              ({ severity, ruleId, headline }) =>
                `- ${severity} ${codeSpan(ruleId)} ${inline(headline)}`,
            )
            .join("\n"),
        ]),
  ];
}

function aspectTable({ aspects }: ServiceReport, placeOf: PlaceOf): string {
  const rows = sections.flatMap((section) =>
    aspects
      .filter(({ key }) => sectionOf(key) === section)
      .map(({ key, grade, value, field, details, native }) => {
        const place = field ? ` (${placeOf(field)})` : "";
        const more = details.map(({ text }) => `<br>• ${inline(text)}`).join("");
        const cells = [
          section,
          titleOf(key),
          `${signs[grade]}${inline(value)}${place}${more}`,
          inline(native),
        ];
        return `| ${cells.join(" | ")} |`;
      }),
  );
  return [
    "| | | with Istio, as these manifests say | plain Kubernetes |",
    "| --- | --- | --- | --- |",
    ...rows,
  ].join("\n");
}

/** Names in backticks become code, the rest is escaped. */
function inline(text: string): string {
  return text
    .split("`")
    .map((part, index) => (index % 2 === 1 ? codeSpan(part) : escapedMarkdown(part)))
    .join("");
}
