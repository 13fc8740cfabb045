// The library: `import { fix, lint } from "istio-grpc-lint"`.
export { fixManifests as fix, type FixOptions, type FixResult } from "./library/fix-manifests.ts";
export { lintManifests as lint } from "./library/lint-manifests.ts";
export type { LintOptions, ManifestFile } from "./library/options.ts";
export type { Severity } from "./rule/finding.ts";
export type {
  DiagnosticData as Diagnostic,
  EditData as Edit,
  FailureData as Failure,
  FixData as Fix,
  LabelData as Label,
  PlaceData as Place,
  PositionData as Position,
  ReportData as Report,
  ResourceData as Resource,
  StaleBaselineData as StaleBaselineEntry,
  SummaryData as Summary,
  SuppressedData as SuppressedDiagnostic,
} from "./report/report-data.ts";
