import { gather } from "../../collections/gather.ts";
import { keptFor, lazy } from "../../collections/lazy.ts";
import type { Resource } from "../../manifest/resource.ts";
import { grpcCallOf, type GrpcCall } from "../../rpc/grpc-commands.ts";
import { shellCommands } from "../../text/shell-commands.ts";
import { embeddedText } from "../../yaml/embedded.ts";
import type { Field } from "../../yaml/field.ts";
import type { YamlDocument } from "../../yaml/node.ts";
import type { Located, SourceFile } from "../../yaml/source.ts";
import type { Container } from "./workload.ts";

/** A command line that calls a gRPC server: of a container, in a script of a ConfigMap, or in a file of CI. */
export interface GrpcCommand {
  readonly call: GrpcCall<Located<string>>;
  /** Whose namespace short names of hosts are completed with; `undefined` outside a cluster. */
  readonly resource: Resource | undefined;
  readonly container: Container | undefined;
}

export const grpcToolNames = /\b(?:grpcurl|ghz|evans|grpc_health_probe|buf\s+curl)\b/;

/** Longer texts are no scripts. */
const longest = 1 << 20;

export interface CommandSources {
  readonly documents: readonly YamlDocument[];
  readonly resources: readonly Resource[];
  readonly containers: () => readonly Container[];
}

export function grpcCommands({
  documents,
  resources,
  containers,
}: CommandSources): () => readonly GrpcCommand[] {
  return lazy(() => [
    ...gather(documents, ofDocument),
    ...gather(resources, ofConfigMap),
    ...gather(containers(), ofContainer),
  ]);
}

/** A text may hold many documents, and is looked through once. */
const namesTool = keptFor(({ text }: SourceFile) => grpcToolNames.test(text));

function ofDocument({ root, source }: YamlDocument): readonly GrpcCommand[] {
  if (!namesTool(source)) return [];
  if (root.get("kind") || root.get("apiVersion")) return [];
  return within(root, deepest).map((call) => ({ call, resource: undefined, container: undefined }));
}

/** As deep as pipelines are nested. */
const deepest = 12;

function within(field: Field, depth: number): readonly GrpcCall<Located<string>>[] {
  if (!field.isMap && !field.isList) return callsIn(field);
  if (depth === 0) return [];
  return gather([...field.fields(), ...field.items()], (it) => within(it, depth - 1));
}

function isScript({ step, text = "" }: Field): boolean {
  return /\.(?:sh|bash)$/.test(String(step)) || text.startsWith("#!");
}

function ofConfigMap(resource: Resource): readonly GrpcCommand[] {
  if (resource.kind !== "ConfigMap" || resource.group !== "") return [];
  return gather(resource.root.get("data")?.fields() ?? [], (field) =>
    isScript(field) ? callsIn(field).map((call) => ({ call, resource, container: undefined })) : [],
  );
}

const ofContainer = keptFor((container: Container): readonly GrpcCommand[] => {
  const { field, workload } = container;
  const items = [...(field.get("command")?.items() ?? []), ...(field.get("args")?.items() ?? [])];
  if (!items.some(({ text }) => text !== undefined && grpcToolNames.test(text))) return [];
  const words = items.flatMap((it) => it.string() ?? []);
  const direct = grpcCallOf(words);
  const calls = direct ? [direct] : gather(items, callsIn);
  return calls.map((call) => ({ call, resource: workload.resource, container }));
});

/** The script gives the name of a tool another meaning, with flags that are not at its calls. */
function isAliased(tool: string, script: string): boolean {
  return new RegExp(String.raw`\balias\s+${tool}=|\b${tool}\s*\(\)`).test(script);
}

function withoutTls(call: GrpcCall<Located<string>>): GrpcCall<Located<string>> {
  return { ...call, tls: undefined };
}

/** The calls of a script. */
function callsIn(field: Field): readonly GrpcCall<Located<string>>[] {
  const { text = "" } = field;
  if (text.length > longest || !grpcToolNames.test(text)) return [];
  const script = embeddedText(field);
  if (script === undefined) return [];
  const calls = shellCommands(script.text).flatMap((words) => {
    const located = words.map(({ value, start, end }) => ({
      value,
      span: script.spanOf(start, end),
    }));
    return grpcCallOf(located) ?? [];
  });
  return calls.map((call) => (isAliased(call.tool, script.text) ? withoutTls(call) : call));
}
