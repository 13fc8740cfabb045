import { answerTo } from "../engine/ask/answer-to.ts";
import { changesBetween } from "../engine/ask/changes-between.ts";
import { formReport } from "../engine/ask/form-report.ts";
import { readMeshTests } from "../engine/ask/mesh-tests.ts";
import { clustersOf, type ClusterForm } from "../engine/clusters.ts";
import { focusOn } from "../graph/focus.ts";
import { graphOf } from "../graph/graph-of.ts";
import { builtParts, fileValidator, packageVersion } from "../parts.ts";
import { graphData, type GraphData } from "../report/graph/graph-data.ts";
import { diffData, type DiffData } from "../report/mesh-diff-json.ts";
import type { Report } from "../report/report.ts";
import { routeData, type RouteData } from "../report/route/route-json.ts";
import { meshReportData } from "../report/survey/survey-json.ts";
import type { MeshReportData } from "../report/survey/survey-data.ts";
import { isPassed, unmetText } from "../report/test-results.ts";
import { surveyOf } from "../survey/survey.ts";
import type { ManifestFile, LintOptions } from "./options.ts";
import { readOptions } from "./linter.ts";
import { requireFiles } from "./wrong-use.ts";

/** A call to ask about. */
export interface CallQuestion {
  /** `NAMESPACE/WORKLOAD`, `NAMESPACE`, `serviceaccount:NAMESPACE/NAME` or `gateway:NAMESPACE/NAME`. */
  readonly from: string;
  /** `HOST:PORT` that the client connects to. */
  readonly to: string;
  /** `pkg.Service/Method`. */
  readonly call: string;
  /** Metadata. */
  readonly headers?: Readonly<Record<string, string>>;
  /** `:authority`, where the client sets it. */
  readonly authority?: string;
  /** The client speaks TLS itself, with this SNI. */
  readonly tls?: string;
}

/** Files may be manifests and `.proto` files. */
export interface MeshOptions extends Omit<LintOptions, "only" | "skip"> {
  /** The folder of the Kustomize overlay to ask; each of them if left out. */
  readonly environment?: string;
}

interface MeshRead {
  readonly forms: readonly ClusterForm[];
  readonly report: Report;
}

function readMesh(files: readonly ManifestFile[], options: MeshOptions): MeshRead {
  requireFiles("files", files);
  const { rules, settings, parts } = readOptions(options, ["environment", "focus"]);
  const texts = { targets: files, context: options.context ?? [] };
  const { forms, report } = clustersOf(texts, rules, settings, parts);
  const { environment } = options;
  if (environment === undefined) return { forms, report };
  const chosen = forms.filter(({ name }) => name === environment);
  if (chosen.length > 0) return { forms: chosen, report };
  throw new RangeError(`the files have no overlay \`${environment}\``);
}

/** Follows one call through the mesh. Throws a `RangeError` for a caller or a method that does not exist. */
export function routeCall(
  files: readonly ManifestFile[],
  question: CallQuestion,
  options: MeshOptions = {},
): RouteData {
  const { forms, report } = readMesh(files, options);
  const { from, to, call, headers = {}, authority, tls } = question;
  const asked = {
    from,
    to,
    method: call,
    authority,
    sni: tls,
    headers: new Map(Object.entries(headers).map(([name, text]) => [name.toLowerCase(), text])),
  };
  const answers = forms.map((form) => {
    const answer = answerTo(asked, form, report);
    if ("fault" in answer) throw new RangeError([answer.fault, ...answer.help].join("; "));
    return answer;
  });
  return routeData(answers, packageVersion());
}

/** What each gRPC service gets. */
export function reportServices(
  files: readonly ManifestFile[],
  options: MeshOptions = {},
): MeshReportData {
  const { forms, report } = readMesh(files, options);
  const reports = forms.map((form) => formReport({ form, services: surveyOf(form) }, report));
  return meshReportData({ forms: reports }, packageVersion());
}

export interface GraphOptions extends MeshOptions {
  /** `NAMESPACE/SERVICE` or a gateway: only it and its neighbours. */
  readonly focus?: string;
}

/** Who calls whom. Throws a `RangeError` where no node has the name of `focus`. */
export function graphServices(
  files: readonly ManifestFile[],
  options: GraphOptions = {},
): GraphData {
  const { forms } = readMesh(files, options);
  const { focus } = options;
  const graphs = forms.map((form) => {
    const whole = graphOf(surveyOf(form), form);
    const shown = focus === undefined ? whole : focusOn(whole, focus);
    if ("fault" in shown) throw new RangeError([shown.fault, ...shown.help].join("; "));
    return { name: form.name, graph: shown };
  });
  return graphData({ forms: graphs }, packageVersion());
}

/** What changes for calls, from one set of files to another. */
export function diffMeshes(
  base: readonly ManifestFile[],
  head: readonly ManifestFile[],
  options: MeshOptions = {},
): DiffData {
  const changes = changesBetween(readMesh(base, options), readMesh(head, options));
  return diffData({ base: "base", head: "head", ...changes }, packageVersion());
}

export interface TestResultData {
  readonly name: string;
  /** The overlay; null where the files have one form only. */
  readonly form: string | null;
  readonly passed: boolean;
  /** What does not hold; empty for a test that passed. */
  readonly failures: readonly string[];
}

/** Runs the tests of one file. Throws a `RangeError` for a file that is not as its schema says. */
export function runMeshTests(
  files: readonly ManifestFile[],
  tests: ManifestFile,
  options: MeshOptions = {},
): readonly TestResultData[] {
  const read = readMeshTests(tests, builtParts.fullParser, fileValidator);
  if ("faults" in read) {
    throw new RangeError(read.faults.map(({ headline }) => headline).join("; "));
  }
  if ("empty" in read) return [];
  const { forms } = readMesh(files, options);
  return forms.flatMap((form) =>
    read.resultsIn(form).map((result) => ({
      name: result.name,
      form: result.form ?? null,
      passed: isPassed(result),
      failures: [
        ...(result.fault === undefined ? [] : [result.fault]),
        ...result.unmet.map(unmetText),
      ],
    })),
  );
}
