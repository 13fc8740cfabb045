import { dirname, join } from "node:path";
import { readMeshTests, type TestFile } from "../../engine/ask/mesh-tests.ts";
import { discover } from "../../files/discover.ts";
import { readSource } from "../../files/read.ts";
import { builtParts, fileValidator, packageVersion } from "../../parts.ts";
import { defaultRenderOptions, type RenderOptions } from "../../report/renderer.ts";
import type { TestResult } from "../../report/test-results.ts";
import { isFailure } from "../../report/test-suites.ts";
import type { Rule } from "../../rule/rule.ts";
import { commandFormat } from "../command-format.ts";
import { commandTable } from "../command-table.ts";
import { FileError, InputError } from "../errors.ts";
import type { ExitStatus } from "../exit-status.ts";
import type { Host } from "../host.ts";
import type { Arguments } from "../parse-arguments.ts";
import { readClusters } from "../read-clusters.ts";
import { terminalOptions } from "../terminal.ts";

const { formats } = commandTable.test;
type TestFormat = (typeof formats)[number];

const page =
  "https://github.com/istio-grpc-lint/istio-grpc-lint/blob/main/docs/route.md#tests-of-routes";

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
  let isIncomplete = false;
  for (const path of paths) {
    const file = readTests(path, host);
    const operands = manifestsOf(file, path, args.all("manifests"));
    const environment = file.environment ?? args.last("environment");
    const { forms, complaints } = await readClusters(args, host, { rules, environment, operands });
    isIncomplete ||= complaints.length > 0;
    for (const form of forms) for (const it of file.resultsIn(form)) results.push(it);
  }
  const style = {
    ...defaultRenderOptions,
    version: packageVersion(),
    ...terminalOptions(args, host),
  };
  host.print(await rendered(format, results, style));
  if (isIncomplete) return 2;
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
  if (missing !== undefined) {
    throw new InputError(`\`${missing}\` matches no file`, ["check the path"]);
  }
  throw new InputError("no `*.mesh-test.yaml` was found", [
    `see ${page} for how to write one`,
    "files with other names have to be named themselves",
  ]);
}

function readTests(path: string, host: Host): TestFile {
  const read = readSource(path, host.workingFolder);
  if ("unreadable" in read) {
    throw new InputError(`cannot read \`${path}\`: ${read.unreadable.reason}`, []);
  }
  const tests = readMeshTests(read.source, builtParts.fullParser, fileValidator);
  if ("faults" in tests) throw new FileError(path, tests.faults);
  if (!("empty" in tests)) return tests;
  throw new InputError(`\`${path}\` has no tests`, ["add `tests`, or remove the file"]);
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
