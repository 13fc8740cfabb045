import type { Resource } from "../../manifest/resource.ts";
import { embeddedDocuments } from "../../yaml/embedded.ts";
import type { Field } from "../../yaml/field.ts";
import type { EnvoyPatch } from "../objects/envoy-filter.ts";
import { gather } from "../../collections/gather.ts";
import { readRpcNames } from "../objects/rpc-path-text.ts";
import type { RpcPath } from "./rpc-paths.ts";
import { transcoderOf } from "../objects/transcoders.ts";

/** RPCs that other resources name: routes and conditions of EnvoyFilters, transcoders, Ingresses, limits of rates. */
export function mentionedRpcs(
  resources: readonly Resource[],
  patches: readonly EnvoyPatch[],
): readonly RpcPath[] {
  return [...gather(patches, ofPatch), ...gather(resources, ofResource)];
}

function ofPatch(patch: EnvoyPatch): readonly RpcPath[] {
  const { resource, value } = patch;
  if (value === undefined) return [];
  const services = gather(transcoderOf(patch)?.services ?? [], (field) =>
    mention({ resource, field, text: `/${field.text ?? ""}/`, isPrefix: false }),
  );
  return [...services, ...pathsWithin(resource, value, deepest)];
}

/** As deep as configurations of Envoy are nested. */
const deepest = 20;

const comparing: ReadonlySet<string> = new Set(["exact", "path", "prefix"]);

/** Texts under keys that compare paths, in a tree of Envoy's. */
function pathsWithin(resource: Resource, field: Field, depth: number): readonly RpcPath[] {
  if (depth === 0) return [];
  return gather([...field.fields(), ...field.items()], (inside) => {
    const { text, step } = inside;
    if (text === undefined) return pathsWithin(resource, inside, depth - 1);
    if (!comparing.has(String(step)) || !text.startsWith("/")) return [];
    return mention({ resource, field: inside, text, isPrefix: step === "prefix" });
  });
}

function ofResource(resource: Resource): readonly RpcPath[] {
  if (resource.type === "networking.k8s.io/Ingress") return ofIngress(resource);
  if (resource.type !== "/ConfigMap") return [];
  return gather(resource.root.get("data")?.fields() ?? [], (field) => {
    const isLimits = /^domain:/m.test(field.text ?? "") && /^descriptors:/m.test(field.text ?? "");
    if (!isLimits) return [];
    return gather(embeddedDocuments(field), (it) =>
      limitsIn(resource, it.get("descriptors"), deepest),
    );
  });
}

function ofIngress(resource: Resource): readonly RpcPath[] {
  const rules = resource.spec?.get("rules")?.items() ?? [];
  return gather(rules, (rule) =>
    gather(rule.at("http", "paths")?.items() ?? [], (entry) => {
      const field = entry.get("path");
      const text = field?.text;
      if (field === undefined || text === undefined) return [];
      return mention({ resource, field, text, isPrefix: false });
    }),
  );
}

/** The values of descriptors, which are compared whole with what a proxy sends. */
function limitsIn(
  resource: Resource,
  descriptors: Field | undefined,
  depth: number,
): readonly RpcPath[] {
  if (depth === 0) return [];
  return gather(descriptors?.items() ?? [], (entry) => {
    const field = entry.get("value");
    const text = field?.text ?? "";
    const own =
      field && text.startsWith("/") ? mention({ resource, field, text, isPrefix: false }) : [];
    return [...own, ...limitsIn(resource, entry.get("descriptors"), depth - 1)];
  });
}

interface Mention {
  readonly resource: Resource;
  readonly field: Field;
  readonly text: string;
  readonly isPrefix: boolean;
}

function mention({ resource, field, text, isPrefix }: Mention): readonly RpcPath[] {
  const found = readRpcNames(text);
  if (found === undefined) return [];
  return [
    {
      resource,
      ...found,
      isPrefix,
      span: field.span,
      serviceField: field,
      methodField: field,
      path: field.text === text ? text : undefined,
      route: undefined,
      policy: undefined,
      isNamed: true,
      reasons: [{ span: field.span, text: "names this RPC" }],
    },
  ];
}
