import { writtenSpan } from "../../yaml/source.ts";
import { sectionOf, titleOf } from "../../survey/aspect.ts";
import type { Field } from "../../yaml/field.ts";
import { diagnosticOf } from "../json.ts";
import { lineIndexes } from "../line-index.ts";
import type { RenderOptions } from "../renderer.ts";
import type { MeshReport, ServiceReport } from "./mesh-report.ts";
import type { LocationData, MeshReportData, ServiceReportData } from "./survey-data.ts";

/** The same as data; `schemas/mesh-report.schema.json` describes it. */
export function renderSurveyJson(
  report: MeshReport,
  { version }: Pick<RenderOptions, "version">,
): string {
  return `${JSON.stringify(meshReportData(report, version), undefined, 2)}\n`;
}

export function meshReportData({ forms }: MeshReport, version: string): MeshReportData {
  return {
    schemaVersion: 1,
    tool: { name: "istio-grpc-lint", version },
    forms: forms.map(({ name, services, leftOut }) => ({
      form: name ?? null,
      leftOut,
      services: services.map(serviceData),
    })),
  };
}

function serviceData(service: ServiceReport): ServiceReportData {
  const indexOf = lineIndexes();
  const locationOf = (span: Field["span"]): LocationData => {
    const { line, column } = indexOf(span.source).positionAt(span.start);
    return { path: span.source.path, line, column };
  };
  const placeOf = (field: Field | undefined): LocationData | null =>
    field ? locationOf(writtenSpan(field.keySpan)) : null;
  const { service: name, host, port, isExternal, workloads, evidence, aspects, gaps } = service;
  return {
    service: name,
    host,
    port,
    external: isExternal,
    workloads,
    evidence: evidence.map(({ kind, text, span }) => ({
      kind,
      text,
      location: locationOf(span),
    })),
    aspects: aspects.map(({ key, grade, value, field, details, native }) => ({
      key,
      section: sectionOf(key),
      title: titleOf(key),
      grade,
      value,
      location: placeOf(field),
      details: details.map((it) => ({ text: it.text, location: placeOf(it.field) })),
      plainKubernetes: native,
    })),
    gaps: gaps.map(({ weight, aspect, text, help }) => ({ weight, aspect, text, help })),
    findings: service.findings.map((it) => diagnosticOf(it, indexOf)),
  };
}
