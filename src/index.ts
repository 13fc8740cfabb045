// The library: `import { fix, lint, route } from "istio-grpc-lint"`.
export { diffMeshes as diff } from "./library/ask-mesh.ts";
export { graphServices as graph } from "./library/ask-mesh.ts";
export { reportServices as report } from "./library/ask-mesh.ts";
export { routeCall as route } from "./library/ask-mesh.ts";
export { runMeshTests as runTests } from "./library/ask-mesh.ts";
export type { CallQuestion, GraphOptions, MeshOptions } from "./library/ask-mesh.ts";
export type { TestResultData as TestResult } from "./library/ask-mesh.ts";
export type { GraphData as Graph } from "./report/graph/graph-data.ts";
export type { DiffData as Diff } from "./report/mesh-diff-json.ts";
export type { RouteData as Route } from "./report/route/route-json.ts";
export type { MeshReportData as MeshReport } from "./report/survey/survey-data.ts";
export { fixManifests as fix, type FixOptions, type FixResult } from "./library/fix-manifests.ts";
export { lintManifests as lint } from "./library/lint-manifests.ts";
export { listRules, type RuleInfo } from "./library/rule-list.ts";
export { loadConfig, type LoadedConfig } from "./library/load-config.ts";
export { renderReport as render } from "./library/render-report.ts";
export type {
  ConfigOptions,
  LintOptions,
  ManifestFile,
  RenderOptions,
  RuleLevel,
} from "./library/options.ts";
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
  RuleStatisticsData as RuleStatistics,
  StaleBaselineData as StaleBaselineEntry,
  SummaryData as Summary,
  SuppressedData as SuppressedDiagnostic,
} from "./report/report-data.ts";
