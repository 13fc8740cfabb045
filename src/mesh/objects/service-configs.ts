import type { Resource } from "../../manifest/resource.ts";
import { readJson, type JsonText } from "../../rpc/json-text.ts";
import { embeddedText, type EmbeddedText } from "../../yaml/embedded.ts";
import type { Field } from "../../yaml/field.ts";
import { gather } from "../../collections/gather.ts";
import { lazy } from "../../collections/lazy.ts";
import type { Container } from "./workload.ts";

/** A gRPC service config in a ConfigMap or a variable of a container. */
export interface ServiceConfig extends EmbeddedText {
  readonly resource: Resource;
  readonly json: JsonText;
}

/** Service configs are known by their lists, whatever the key above them: no other format has both. */
const shape = /^\uFEFF?\s*\{[\s\S]*"(?:methodConfig|loadBalancingConfig)"\s*:\s*\[/;

/** Longer texts are something else. */
const longest = 1 << 20;

/** Those of all ConfigMaps and containers. */
export function serviceConfigs(
  resources: readonly Resource[],
  containers: () => readonly Container[],
): () => readonly ServiceConfig[] {
  return lazy(() => [...gather(resources, ofConfigMap), ...gather(containers(), ofContainer)]);
}

function ofConfigMap(resource: Resource): readonly ServiceConfig[] {
  if (resource.kind !== "ConfigMap" || resource.group !== "") return [];
  return (resource.root.get("data")?.fields() ?? []).flatMap((field) => configIn(resource, field));
}

function ofContainer({ field, workload }: Container): readonly ServiceConfig[] {
  return (field.get("env")?.items() ?? []).flatMap((variable) => {
    const value = variable.get("value");
    return value === undefined ? [] : configIn(workload.resource, value);
  });
}

function configIn(resource: Resource, field: Field): readonly ServiceConfig[] {
  const found = embeddedText(field);
  if (found === undefined || found.text.length > longest || !shape.test(found.text)) return [];
  return [{ ...found, resource, json: readJson(found.text) }];
}
