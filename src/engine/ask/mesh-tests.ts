import type { FileFault } from "../../config/file-fault.ts";
import { readStructure } from "../../config/read-structure.ts";
import type { FileValidator } from "../../config/schema-faults.ts";
import type { TestResult } from "../../report/test-results.ts";
import { callOf, methodFault } from "../../simulate/call-text.ts";
import { simulationOf, type Simulation } from "../../simulate/simulate.ts";
import { unmetIn } from "../../simulate/tests/expectations.ts";
import { meshTestsIn, type MeshTest, type MeshTestFile } from "../../simulate/tests/mesh-test.ts";
import { runValidatorTests } from "../../simulate/tests/validator-tests.ts";
import type { Field } from "../../yaml/field.ts";
import type { FullParser } from "../../yaml/parse.ts";
import type { SourceFile } from "../../yaml/source.ts";
import type { ClusterForm } from "../clusters.ts";

/** A file of tests, of this tool or of istio-config-validator. */
export interface TestFile extends Pick<MeshTestFile, "manifests" | "environment"> {
  readonly resultsIn: (form: ClusterForm) => readonly TestResult[];
}

type ReadTests =
  | TestFile
  | { readonly faults: readonly [FileFault, ...FileFault[]] }
  | { readonly empty: true };

/** Reads a file of tests, held to the schema of its form. */
export function readMeshTests(
  source: SourceFile,
  fullParser: () => FullParser,
  validatorOf: (name: "istio-config-validator" | "mesh-test") => FileValidator,
): ReadTests {
  const isForeign = /^testCases:/m.test(source.text);
  const structure = readStructure(source, {
    fullParser,
    validate: validatorOf(isForeign ? "istio-config-validator" : "mesh-test"),
    check: isForeign ? () => [] : callsWithoutMethod,
  });
  if (structure.faults !== undefined) return { faults: structure.faults };
  const { root } = structure;
  if (root === undefined) return { empty: true };
  return isForeign ? foreignTests(root, source.path) : ownTests(root, source.path);
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
    refused: [],
    hints: [],
  };
  return { ...common, unmet, fault: undefined, answer };
}
