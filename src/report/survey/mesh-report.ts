import { bySource } from "../by-source.ts";
import { findingsIn } from "../findings-in.ts";
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
  const inFile = new Map(bySource(diagnostics).map((it) => [it.path, it.diagnostics]));
  const within = ({ root }: ServiceSurvey["resources"][number]): readonly Diagnostic[] =>
    findingsIn(
      root,
      root.span.source.originOf ? diagnostics : (inFile.get(root.source.path) ?? []),
    );
  return services.map((service) => ({
    ...service,
    findings: [...new Set(service.resources.flatMap(within))],
  }));
}
