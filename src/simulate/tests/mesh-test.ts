import type { Field } from "../../yaml/field.ts";
import type { RpcCatalogue } from "../../rpc/rpc.ts";
import type { CallText } from "../call-text.ts";

/** A `*.mesh-test.yaml`, read. */
export interface MeshTestFile {
  /** Relative to the file; empty for its folder. */
  readonly manifests: readonly string[];
  readonly environment: string | undefined;
  /** Those of all calls; RPCs that the manifests define are what patterns of `rpc` are looked up in. */
  readonly testsFor: (rpcs: RpcCatalogue | undefined) => readonly MeshTest[];
}

/** One call with what must become of it; a table of callers and methods makes several. */
export interface MeshTest {
  /** With the caller, host and method where these come from a table. */
  readonly name: string;
  readonly call: CallText;
  readonly expectations: readonly Expectation[];
  readonly field: Field;
  /** Why the call is not possible. */
  readonly fault: string | undefined;
}

export interface Expectation {
  readonly key: string;
  readonly field: Field;
}

/** Reads a file that conforms to its schema. */
export function meshTestsIn(root: Field): MeshTestFile {
  return {
    manifests: (root.get("manifests")?.strings() ?? []).map(({ value }) => value),
    environment: root.get("environment")?.text,
    testsFor: (rpcs) => (root.get("tests")?.items() ?? []).flatMap((it) => testsOf(it, rpcs)),
  };
}

function testsOf(field: Field, rpcs: RpcCatalogue | undefined): readonly MeshTest[] {
  const call = field.get("call");
  const name = field.get("name")?.text ?? "";
  const expectations = (field.get("expect")?.entries() ?? []).map((it) => ({
    key: String(it.step),
    field: it,
  }));
  const [froms = [], hosts = []] = ["from", "to"].map((key) => textsOf(call?.get(key)));
  const asked = methodsOf(call, rpcs);
  const isTable = [froms, hosts, asked].some((list) => list.length > 1);
  return froms.flatMap((from) =>
    hosts.flatMap((to) =>
      asked.map(({ method, fault }) => ({
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
        fault,
      })),
    ),
  );
}

interface AskedMethod {
  readonly method: string;
  readonly fault: string | undefined;
}

/** Methods as they are written, and RPCs that the patterns of `rpc` match. */
function methodsOf(
  call: Field | undefined,
  rpcs: RpcCatalogue | undefined,
): readonly AskedMethod[] {
  const known = [...(rpcs?.services.values() ?? [])].flatMap(({ name, methods }) =>
    Array.from(methods.keys(), (method) => `${name.value}/${method}`),
  );
  const matched = textsOf(call?.get("rpc")).flatMap((pattern): readonly AskedMethod[] => {
    const found = known.filter((it) => matchesPattern(pattern, it)).toSorted();
    if (found.length > 0) return found.map((method) => ({ method, fault: undefined }));
    const fault =
      known.length === 0
        ? `\`rpc: ${pattern}\` needs \`.proto\` files or descriptor sets among the manifests`
        : `no RPC of the input matches \`${pattern}\``;
    return [{ method: pattern, fault }];
  });
  const written = textsOf(call?.get("method")).map((method) => ({ method, fault: undefined }));
  return [...written, ...matched];
}

/** `*` matches any text. */
function matchesPattern(pattern: string, text: string): boolean {
  const [first = "", ...rest] = pattern.split("*");
  const last = rest.pop();
  if (last === undefined) return pattern === text;
  if (!text.startsWith(first)) return false;
  let at = first.length;
  for (const piece of rest) {
    const found = text.indexOf(piece, at);
    if (found < 0) return false;
    at = found + piece.length;
  }
  return text.length - at >= last.length && text.endsWith(last);
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
