import type { Resource } from "../../manifest/resource.ts";
import { readJson, type JsonText } from "../../rpc/json-text.ts";
import { embeddedDocuments, embeddedText, type EmbeddedText } from "../../yaml/embedded.ts";
import type { Field } from "../../yaml/field.ts";
import type { YamlDocument } from "../../yaml/node.ts";
import { gather } from "../../collections/gather.ts";
import { jsonOfField } from "./json-of-field.ts";
import { lazy } from "../../collections/lazy.ts";
import type { Container } from "./workload.ts";

/** A gRPC service config: a file, a part of one, a value of a ConfigMap, a variable of a container, or a TXT record. */
export interface ServiceConfig extends EmbeddedText {
  /** The file that it is in. */
  readonly path: string;
  readonly json: JsonText;
  /** Whether it is YAML, which the application has to turn into JSON first. */
  readonly isYaml?: boolean;
}

/** Service configs are known by their lists, whatever the key above them: no other format has both. */
const shape = /^\uFEFF?\s*\{[\s\S]*"(?:methodConfig|loadBalancingConfig)"\s*:\s*\[/;

/** How a TXT record of `_grpc_config` begins. */
const record = /\bgrpc_config=(?=\s*\[)/;

/** Longer texts are something else. */
const longest = 1 << 20;

interface ConfigSources {
  readonly documents: readonly YamlDocument[];
  readonly resources: readonly Resource[];
  readonly containers: () => readonly Container[];
}

/** Those of all files, ConfigMaps, containers and DNS records. */
export function serviceConfigs({
  documents,
  resources,
  containers,
}: ConfigSources): () => readonly ServiceConfig[] {
  return lazy(() => [
    ...gather(documents, ofDocument),
    ...gather(resources, ofConfigMap),
    ...gather(containers(), ofContainer),
  ]);
}

/** A file that is no manifest, such as `service-config.json`, values of a chart or properties of an application. */
function ofDocument({ root, source, start, end }: YamlDocument): readonly ServiceConfig[] {
  const kind = root.get("kind")?.text;
  if (kind === "DNSEndpoint") return gather(targetsOf(root), configsIn);
  if (kind !== undefined || root.get("apiVersion") !== undefined) return [];
  if (!mayHold(source.text.slice(start, end))) return [];
  if (isConfig(root) && source.path.endsWith(".json") && !root.shared) {
    const { text } = source;
    const json = readJson(text, start, end);
    return [
      { path: source.path, text, json, spanOf: (from, to) => ({ source, start: from, end: to }) },
    ];
  }
  return withinField(root, deepest);
}

const words = ["methodConfig", "loadBalancingConfig", "grpc_config="];

function mayHold(text: string): boolean {
  return text.length <= longest && words.some((word) => text.includes(word));
}

function targetsOf(root: Field): readonly Field[] {
  return gather(
    root.at("spec", "endpoints")?.items() ?? [],
    (it) => it.get("targets")?.items() ?? [],
  );
}

function ofConfigMap({ kind, group, root }: Resource): readonly ServiceConfig[] {
  if (kind !== "ConfigMap" || group !== "") return [];
  return gather(root.get("data")?.fields() ?? [], (field) => {
    const found = configsIn(field);
    return found.length > 0 || !isProperties(field)
      ? found
      : gather(embeddedDocuments(field), (it) => withinField(it, deepest));
  });
}

/** YAML in a ConfigMap that speaks of service configs; most others are not worth a look. */
function isProperties(field: Field): boolean {
  const { text } = field;
  return (
    /\.ya?ml$/.test(String(field.step)) &&
    text !== undefined &&
    text.length <= longest &&
    /\b(?:methodConfig|loadBalancingConfig)\b/.test(text)
  );
}

function ofContainer({ field }: Container): readonly ServiceConfig[] {
  return gather(field.get("env")?.items() ?? [], (variable) => {
    const value = variable.get("value");
    return value === undefined ? [] : configsIn(value);
  });
}

/** A text that is a service config, or a TXT record with some. */
function configsIn(field: Field): readonly ServiceConfig[] {
  const { text: value } = field;
  if (value === undefined || value.length > longest) return [];
  const isRecord = record.test(value);
  if (!isRecord && !shape.test(value)) return [];
  const found = embeddedText(field);
  if (found === undefined) return [];
  const { path } = field.source;
  if (!isRecord) return [{ ...found, path, json: readJson(found.text) }];
  const { text, spanOf } = found;
  return recordConfigs(text).map((json) => ({ text, spanOf, path, json }));
}

/** The service configs that a TXT record chooses from; nothing where it is not whole. */
function recordConfigs(text: string): readonly JsonText[] {
  const { root, faults } = readJson(text, text.indexOf("[", text.search(record)));
  if (root?.kind !== "list") return [];
  return root.items.flatMap((choice) => {
    const config =
      choice.kind === "object"
        ? choice.members.find(({ key }) => key.text === "serviceConfig")
        : undefined;
    return config === undefined
      ? []
      : [{ root: config.value, faults: faults.filter(({ kind }) => kind === "repeated-key") }];
  });
}

/** Nothing that people write is nested more than this. */
const deepest = 8;

/** The service configs within a tree, as YAML or as texts. */
function withinField(field: Field, depth: number): readonly ServiceConfig[] {
  if (isConfig(field)) {
    const { source } = field;
    const json = { root: jsonOfField(field), faults: [] };
    return [
      {
        path: source.path,
        text: source.text,
        json,
        isYaml: true,
        spanOf: (start, end) => ({ source, start, end }),
      },
    ];
  }
  if (field.isMap || field.isList) {
    if (depth === 0) return [];
    return gather([...field.fields(), ...field.items()], (it) => withinField(it, depth - 1));
  }
  return configsIn(field);
}

function isConfig(field: Field): boolean {
  if (!field.isMap) return false;
  return isEntries(field.get("methodConfig")) || isBalancers(field.get("loadBalancingConfig"));
}

/** A list of maps, whatever is in them: what is wrong there is for the clients to say. */
function isEntries(list: Field | undefined): boolean {
  const items = list?.isList ? list.items() : [];
  return items.length > 0 && items.every(({ isMap }) => isMap);
}

/** A list of maps with a policy each. */
function isBalancers(list: Field | undefined): boolean {
  const items = list?.isList ? list.items() : [];
  return items.length > 0 && items.every((it) => it.isMap && it.keys.length === 1);
}
