import type { Field } from "../../yaml/field.ts";
import { outcomeData } from "../../simulate/outcome-data.ts";
import { diagnosticOf } from "../json.ts";
import { lineIndexes } from "../line-index.ts";
import type { RenderOptions } from "../renderer.ts";
import type { RouteAnswer } from "./route-answer.ts";
import { wayOf } from "./walk.ts";

/** The same as data; `schemas/route.schema.json` describes it. */
export function renderRouteJson(
  answers: readonly RouteAnswer[],
  { version }: Pick<RenderOptions, "version">,
): string {
  const indexOf = lineIndexes();
  const placeOf = (field: Field): object => {
    const { source, start, end } = field.keySpan;
    const index = indexOf(source);
    return { path: source.path, start: index.positionAt(start), end: index.positionAt(end) };
  };
  const data = {
    schemaVersion: 1,
    tool: { name: "istio-grpc-lint", version },
    answers: answers.map(({ from, to, call, form, outcome, findings, leftOut }) => ({
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
      findings: findings.map((it) => diagnosticOf(it, indexOf)),
    })),
  };
  return `${JSON.stringify(data, undefined, 2)}\n`;
}
