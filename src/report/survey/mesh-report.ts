import type { ServiceSurvey } from "../../survey/survey.ts";
import type { Diagnostic } from "../report.ts";

/** What the gRPC services of the input get, by environment or overlay. */
export interface MeshReport {
  readonly forms: readonly FormReport[];
}

export interface FormReport {
  /** `undefined` where the input has one form only. */
  readonly name: string | undefined;
  readonly services: readonly ServiceReport[];
  /** `Kind namespace/name` of objects that are not applied. */
  readonly leftOut: readonly string[];
}

export interface ServiceReport extends ServiceSurvey {
  /** In resources that decide something about the service. */
  readonly findings: readonly Diagnostic[];
}

/** Adds the findings in the resources of each service; resources without a finding are looked at once. */
export function withFindings(
  services: readonly ServiceSurvey[],
  diagnostics: readonly Diagnostic[],
): readonly ServiceReport[] {
  const bySource = new Map<Diagnostic["primary"]["span"]["source"], Diagnostic[]>();
  for (const diagnostic of diagnostics) {
    const { source } = diagnostic.primary.span;
    const known = bySource.get(source);
    if (known) known.push(diagnostic);
    else bySource.set(source, [diagnostic]);
  }
  const findingsIn = ({ root }: ServiceSurvey["resources"][number]): readonly Diagnostic[] => {
    const { source, start, end } = root.span;
    return (bySource.get(source) ?? []).filter(
      ({ primary: { span } }) => start <= span.start && span.start < end,
    );
  };
  return services.map((service) => ({
    ...service,
    findings: [...new Set(service.resources.flatMap(findingsIn))],
  }));
}
