import type { Field } from "../../yaml/field.ts";
import type { CallText } from "../call-text.ts";

/** A `*.mesh-test.yaml`, read. */
export interface MeshTestFile {
  /** Relative to the file; empty for its folder. */
  readonly manifests: readonly string[];
  readonly environment: string | undefined;
  readonly tests: readonly MeshTest[];
}

/** One call with what must become of it; a table of callers and methods makes several. */
export interface MeshTest {
  /** With the caller, host and method where these come from a table. */
  readonly name: string;
  readonly call: CallText;
  readonly expectations: readonly Expectation[];
  readonly field: Field;
}

export interface Expectation {
  readonly key: string;
  readonly field: Field;
}

/** Reads a file that is as its schema says. */
export function meshTestsIn(root: Field): MeshTestFile {
  return {
    manifests: (root.get("manifests")?.strings() ?? []).map(({ value }) => value),
    environment: root.get("environment")?.text,
    tests: (root.get("tests")?.items() ?? []).flatMap(testsOf),
  };
}

function testsOf(field: Field): readonly MeshTest[] {
  const call = field.get("call");
  const name = field.get("name")?.text ?? "";
  const expectations = (field.get("expect")?.entries() ?? []).map((it) => ({
    key: String(it.step),
    field: it,
  }));
  const [froms, hosts, methods] = ["from", "to", "method"].map((key) => textsOf(call?.get(key)));
  const isTable = [froms, hosts, methods].some((list) => (list?.length ?? 0) > 1);
  return (froms ?? []).flatMap((from) =>
    (hosts ?? []).flatMap((to) =>
      (methods ?? []).map((method) => ({
        name: isTable ? `${name}: ${from} -> ${to} ${method}` : name,
        call: {
          from,
          to,
          method,
          authority: call?.get("authority")?.text,
          sni: call?.get("tls")?.text,
          headers: headersIn(call),
        },
        expectations,
        field,
      })),
    ),
  );
}

function headersIn(call: Field | undefined): ReadonlyMap<string, string> {
  const entries = call?.get("headers")?.entries() ?? [];
  return new Map(entries.map((it) => [String(it.step).toLowerCase(), it.text ?? ""]));
}

/** One text, or a list of them. */
export function textsOf(field: Field | undefined): readonly string[] {
  if (field === undefined) return [];
  return field.text === undefined ? field.strings().map(({ value }) => value) : [field.text];
}
