import type { Diagnostic, Report } from "../../report/report.ts";
import type { RouteAnswer } from "../../report/route/route-answer.ts";
import { wayOf } from "../../report/route/walk.ts";
import { callOf, methodFault, type CallText } from "../../simulate/call-text.ts";
import type { CallerFault } from "../../simulate/find-caller.ts";
import { simulationOf } from "../../simulate/simulate.ts";
import type { ClusterForm } from "../clusters.ts";

/** What becomes of a call, with the findings on its way; or why there is no such call. */
export function answerTo(
  asked: CallText,
  form: ClusterForm,
  report: Report,
): RouteAnswer | CallerFault {
  const simulation = simulationOf(form.cluster, form.catalogue);
  const call = methodFault(asked.method) ?? callOf(asked, { ...form, simulation });
  if ("fault" in call) return call;
  const outcome = simulation.run(call);
  return {
    from: asked.from,
    to: `${call.host}:${call.port}`,
    call: call.path.slice(1),
    form: form.name,
    outcome,
    findings: findingsOn(outcome, report),
    leftOut: form.leftOut.map((it) => `${it.kind} ${it.namespace ?? ""}/${it.name}`),
  };
}

/** Findings in documents that a step of the way is written in. */
function findingsOn(outcome: RouteAnswer["outcome"], report: Report): readonly Diagnostic[] {
  const documents = wayOf(outcome).flatMap(({ step }) => {
    let field = step.field;
    while (field?.parent !== undefined) field = field.parent;
    return field ? [field.span] : [];
  });
  return report.diagnostics.filter(({ primary: { span } }) =>
    documents.some(
      ({ source, start, end }) => source === span.source && start <= span.start && span.start < end,
    ),
  );
}
