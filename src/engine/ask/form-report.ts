import type { Report } from "../../report/report.ts";
import { withFindings, type FormReport } from "../../report/survey/mesh-report.ts";
import type { ServiceSurvey } from "../../survey/survey.ts";
import type { ClusterForm } from "../clusters.ts";

/** A form with what its services get. */
export interface Surveyed {
  readonly form: ClusterForm;
  readonly services: readonly ServiceSurvey[];
}

export function formReport(
  { form, services }: Surveyed,
  { diagnostics }: Pick<Report, "diagnostics">,
): FormReport {
  return {
    name: form.name,
    services: withFindings(services, diagnostics),
    leftOut: form.leftOut.map((it) => `${it.kind} ${it.namespace ?? ""}/${it.name}`),
  };
}
