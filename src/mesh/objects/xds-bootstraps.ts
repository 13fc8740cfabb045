import type { Resource } from "../../manifest/resource.ts";
import { readJson, type JsonText } from "../../rpc/json-text.ts";
import { embeddedText, type EmbeddedText } from "../../yaml/embedded.ts";
import type { Field } from "../../yaml/field.ts";
import { podTemplateOf } from "./workload.ts";

/** What a gRPC library reads to find its xDS servers, in a ConfigMap or a container's variable. */
export interface XdsBootstrap extends EmbeddedText {
  readonly json: JsonText;
}

/** Known by the list of servers; where that is spelt otherwise, by what a server has as well. */
const exact = /^\uFEFF?\s*\{[\s\S]*"xds_servers"\s*:/;
const ofServer = /"(?:server_?uri|channel_?creds)"\s*:/i;
const misspelt = /^\uFEFF?\s*\{[\s\S]*"xds_?servers?"\s*:/i;

/** Something fills the text in before a program reads it. */
const template = /\$\{|\$\(|\{\{/;

function isBootstrap(text: string): boolean {
  const isNamed = exact.test(text) || (misspelt.test(text) && ofServer.test(text));
  return text.length <= longest && isNamed && !template.test(text);
}

/** Longer texts are something else. */
const longest = 1 << 20;

export function xdsBootstrapsOf(resource: Resource): readonly XdsBootstrap[] {
  const data = resource.kind === "ConfigMap" ? resource.root.get("data")?.fields() : undefined;
  return (data ?? variablesOf(resource)).flatMap((field) => {
    const found = field.text?.includes('"xds') === true ? embeddedText(field) : undefined;
    return found && isBootstrap(found.text) ? [{ ...found, json: readJson(found.text) }] : [];
  });
}

function variablesOf(resource: Resource): readonly Field[] {
  const spec = podTemplateOf(resource)?.get("spec");
  return ["containers", "initContainers"]
    .flatMap((key) => spec?.get(key)?.items() ?? [])
    .flatMap((container) => container.get("env")?.items() ?? [])
    .flatMap((variable) => variable.get("value") ?? []);
}
