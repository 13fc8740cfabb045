import { writtenSpan } from "../../yaml/source.ts";
import type { Field } from "../../yaml/field.ts";
import type { Fact } from "../../simulate/facts/compact.ts";
import { outcomeData } from "../../simulate/outcome-data.ts";
import { diagnosticOf } from "../json.ts";
import { lineIndexes } from "../line-index.ts";
import type { RenderOptions } from "../renderer.ts";
import type { DiagnosticData } from "../report-data.ts";
import type { RouteAnswer } from "./route-answer.ts";
import { wayOf } from "./walk.ts";

/** What becomes of a call: one answer for each environment or overlay; `schemas/route.schema.json` says the same. */
export interface RouteData {
  readonly schemaVersion: 1;
  readonly tool: { readonly name: "istio-grpc-lint"; readonly version: string };
  readonly answers: readonly RouteAnswerData[];
}

export interface RouteAnswerData {
  readonly from: string;
  readonly to: string;
  /** `pkg.Service/Method`. */
  readonly call: string;
  /** The environment or overlay; null where the input has one form only. */
  readonly form: string | null;
  /** `result`, `rule`, `timeout_ms`, `to`, `endpoints`, `sees` ...: keys that say nothing are left out. */
  readonly outcome: Fact;
  readonly steps: readonly StepData[];
  readonly leftOut: readonly string[];
  readonly findings: readonly DiagnosticData[];
}

export interface StepData {
  readonly depth: number;
  readonly kind: "step" | "branch" | "end";
  readonly text: string;
  readonly location: SpanData | null;
}

/** 1-based; columns count UTF-16 code units. */
export interface SpanData {
  readonly path: string;
  readonly start: { readonly line: number; readonly column: number };
  readonly end: { readonly line: number; readonly column: number };
}

/** The same as data; `schemas/route.schema.json` describes it. */
export function renderRouteJson(
  answers: readonly RouteAnswer[],
  { version }: Pick<RenderOptions, "version">,
): string {
  return `${JSON.stringify(routeData(answers, version), undefined, 2)}\n`;
}

export function routeData(answers: readonly RouteAnswer[], version: string): RouteData {
  const indexOf = lineIndexes();
  const placeOf = (field: Field): SpanData => {
    const { source, start, end } = writtenSpan(field.keySpan);
    const index = indexOf(source);
    return { path: source.path, start: index.positionAt(start), end: index.positionAt(end) };
  };
  return {
    schemaVersion: 1,
    tool: { name: "istio-grpc-lint", version },
    answers: answers.map(({ from, to, call, form, outcome, findings, leftOut, refused }) => ({
      from,
      to,
      call,
      form: form ?? null,
      outcome: outcomeData(outcome),
      steps: wayOf(outcome).map(({ depth, kind, step }) => ({
        depth,
        kind,
        text: step.text,
        location: step.field ? placeOf(step.field) : null,
      })),
      leftOut,
      findings: [...new Set([...findings, ...refused.flatMap((it) => it.findings)])].map((it) =>
        diagnosticOf(it, indexOf),
      ),
    })),
  };
}
