import { dirname, join } from "node:path";
import type { FileFault } from "../../config/file-fault.ts";
import { readStructure } from "../../config/read-structure.ts";
import type { ClusterForm } from "../../engine/clusters.ts";
import { discover } from "../../files/discover.ts";
import { readSource } from "../../files/read.ts";
import { builtParts, fileValidator, packageVersion } from "../../parts.ts";
import { defaultRenderOptions, type RenderOptions } from "../../report/renderer.ts";
import type { TestResult } from "../../report/test-results.ts";
import { isFailure } from "../../report/test-suites.ts";
import type { Rule } from "../../rule/rule.ts";
import { callOf, methodFault } from "../../simulate/call-text.ts";
import { simulationOf, type Simulation } from "../../simulate/simulate.ts";
import { unmetIn } from "../../simulate/tests/expectations.ts";
import { meshTestsIn, type MeshTest, type MeshTestFile } from "../../simulate/tests/mesh-test.ts";
import { commandFormat } from "../command-format.ts";
import { FileError, InputError } from "../errors.ts";
import { runValidatorTests } from "../../simulate/tests/validator-tests.ts";
import type { Field } from "../../yaml/field.ts";
import type { ExitStatus } from "../exit-status.ts";
import type { Host } from "../host.ts";
import type { Arguments } from "../parse-arguments.ts";
import { readClusters } from "../read-clusters.ts";
import { terminalOptions } from "../terminal.ts";

const formats = ["pretty", "tap", "junit"] as const;
type TestFormat = (typeof formats)[number];

const suffix = /\.mesh-test\.(?:ya?ml|json)$/;

/** Runs route tests: calls, and what must become of them. */
export async function test(
  args: Arguments,
  host: Host,
  rules: readonly Rule[],
): Promise<ExitStatus> {
  const format = commandFormat(args, formats);
  const paths = await testFiles(args, host);
  const results: TestResult[] = [];
  for (const path of paths) {
    const file = readTests(path, host);
    const operands = manifestsOf(file, path, args.all("manifests"));
    const environment = file.environment ?? args.last("environment");
    const { forms } = await readClusters(args, host, { rules, environment, operands });
    for (const form of forms) for (const it of file.resultsIn(form)) results.push(it);
  }
  const style = {
    ...defaultRenderOptions,
    version: packageVersion(),
    ...terminalOptions(args, host),
  };
  host.print(await rendered(format, results, style));
  return results.some(isFailure) ? 1 : 0;
}

/** Test files among the operands; files that are named themselves may have any name. */
async function testFiles(args: Arguments, host: Host): Promise<readonly string[]> {
  const operands = args.operands.length === 0 ? ["."] : args.operands;
  const found = await discover(operands, host.workingFolder);
  const named = new Set(found.namedFiles);
  const files = found.files.filter((path) => named.has(path) || suffix.test(path));
  if (files.length > 0 && found.unmatched.length === 0) return files;
  const [missing] = found.unmatched;
  throw new InputError(
    missing === undefined ? "there is no `*.mesh-test.yaml`" : `\`${missing}\` matches no file`,
    ["see docs/route.md for how to write one"],
  );
}

function callsWithoutMethod(root: Field): readonly FileFault[] {
  return (root.get("tests")?.items() ?? []).flatMap((asked): readonly FileFault[] => {
    const call = asked.get("call");
    if (call === undefined || (call.get("method") ?? call.get("rpc")) !== undefined) return [];
    return [
      {
        headline: "`call` names neither `method` nor `rpc`",
        primary: { span: call.span, text: "no method" },
        help: ["add `method: pkg.Service/Method`, or a pattern as `rpc`"],
      },
    ];
  });
}

interface TestFile extends Pick<MeshTestFile, "manifests" | "environment"> {
  readonly resultsIn: (form: ClusterForm) => readonly TestResult[];
}

function readTests(path: string, host: Host): TestFile {
  const read = readSource(path, host.workingFolder);
  if ("unreadable" in read) {
    throw new InputError(`cannot read \`${path}\`: ${read.unreadable.reason}`, []);
  }
  const { fullParser } = builtParts;
  const isForeign = /^testCases:/m.test(read.source.text);
  const structure = readStructure(read.source, {
    fullParser,
    validate: fileValidator(isForeign ? "istio-config-validator" : "mesh-test"),
    check: isForeign ? () => [] : callsWithoutMethod,
  });
  if (structure.faults !== undefined) throw new FileError(path, structure.faults);
  const { root } = structure;
  if (root !== undefined) return isForeign ? foreignTests(root, path) : ownTests(root, path);
  throw new InputError(`\`${path}\` holds no tests`, ["add `tests`, or remove the file"]);
}

/** What the file names, else the command line, else the folder of the file. */
function manifestsOf(
  { manifests }: TestFile,
  path: string,
  named: readonly string[],
): readonly string[] {
  const folder = dirname(path);
  if (manifests.length > 0) return manifests.map((it) => join(folder, it));
  return named.length > 0 ? named : [folder];
}

function ownTests(root: Field, path: string): TestFile {
  const file = meshTestsIn(root);
  return { ...file, resultsIn: (form) => resultsIn(form, file, path) };
}

/** Tests of istio-config-validator. */
function foreignTests(root: Field, path: string): TestFile {
  return {
    manifests: [],
    environment: undefined,
    resultsIn: (form) =>
      runValidatorTests(root, form).map(({ name, unmet }) => ({
        name,
        path,
        form: form.name,
        unmet: unmet.map(({ key, wanted, got, field }) => ({ key, wanted, got, span: field.span })),
        fault: undefined,
        answer: undefined,
      })),
  };
}

function resultsIn(form: ClusterForm, file: MeshTestFile, path: string): readonly TestResult[] {
  const simulation = simulationOf(form.cluster, form.catalogue);
  return file.testsFor(form.mesh().rpcs()).map((it) => resultOf(it, { form, simulation, path }));
}

interface Running {
  readonly form: ClusterForm;
  readonly simulation: Simulation;
  readonly path: string;
}

function resultOf(
  { name, call: text, expectations, fault: unasked }: MeshTest,
  { form, simulation, path }: Running,
): TestResult {
  const common = { name, path, form: form.name };
  if (unasked !== undefined) return { ...common, unmet: [], fault: unasked, answer: undefined };
  const call = methodFault(text.method) ?? callOf(text, { ...form, simulation });
  if ("fault" in call) {
    const fault = [call.fault, ...call.help].join("; ");
    return { ...common, unmet: [], fault, answer: undefined };
  }
  const outcome = simulation.run(call);
  const unmet = unmetIn(expectations, outcome).map(({ key, wanted, got, field }) => ({
    key,
    wanted,
    got,
    span: field.span,
  }));
  const answer = {
    from: text.from,
    to: text.to,
    call: call.path.slice(1),
    form: form.name,
    outcome,
    findings: [],
    leftOut: [],
  };
  return { ...common, unmet, fault: undefined, answer };
}

async function rendered(
  format: TestFormat,
  results: readonly TestResult[],
  style: RenderOptions,
): Promise<string> {
  if (format === "tap") return (await import("../../report/test-tap.ts")).renderTap(results);
  if (format === "junit") {
    return (await import("../../report/test-junit.ts")).renderTestJunit(results);
  }
  return (await import("../../report/test-pretty.ts")).renderTestPretty(results, style);
}
