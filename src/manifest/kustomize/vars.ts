import type { Field } from "../../yaml/field.ts";
import type { ScalarValue, YamlNode } from "../../yaml/node.ts";
import { changeField, isFieldOf, type FieldSpec } from "./field-specs.ts";
import { fieldPathSteps, lookUp } from "./field-paths.ts";
import { isCalled, type Item } from "./item.ts";
import type { Refuse } from "./strategic-merge.ts";
import { madeScalar } from "./trees.ts";

/** A variable for a value of a resource: `$(NAME)` is replaced by it once everything is built. */
export interface Variable {
  readonly name: string;
  readonly fieldPath: string;
}

/** The items, each with the variables that read it. Source: kustomize 5 `resaccumulator.go` MergeVars. */
export function withVariables(
  items: readonly Item[],
  vars: readonly Field[],
  refuse: Refuse,
): readonly Item[] {
  return vars.reduce((those, entry) => withVariable(those, entry, refuse), items);
}

function withVariable(items: readonly Item[], entry: Field, refuse: Refuse): readonly Item[] {
  const name = entry.get("name")?.text ?? "";
  const target = entry.get("objref");
  const isMeant = target && targetTest(target);
  const [found, ...others] = isMeant ? items.filter(isMeant) : [];
  if (found === undefined || others.length > 0) {
    refuse(`the variable \`${name}\` has ${found ? "several sources" : "no source"}`);
    return items;
  }
  const fieldPath = entry.at("fieldref", "fieldPath")?.text ?? "metadata.name";
  const variables = [...found.variables, { name, fieldPath }];
  return items.map((item) => (item === found ? { ...item, variables } : item));
}

function targetTest(target: Field): (item: Item) => boolean {
  const text = (key: string): string => target.get(key)?.text ?? "";
  const [group, version] = groupAndVersion(text("apiVersion"), text("group"), text("version"));
  const [kind, name, namespace] = [text("kind"), text("name"), text("namespace")];
  return ({ resource, ids }) =>
    resource.group === group &&
    resource.version === version &&
    resource.kind === kind &&
    (namespace === ""
      ? ids.some((id) => id.name === name)
      : isCalled({ ids }, { name, namespace }));
}

function groupAndVersion(
  apiVersion: string,
  group: string,
  version: string,
): readonly [string, string] {
  if (apiVersion === "") return [group, version];
  const [first = "", second] = apiVersion.split("/");
  return second === undefined ? [group, first] : [first, second];
}

/** The items with the values of all variables in place of their names. */
export function withValues(items: readonly Item[], refuse: Refuse): readonly Item[] {
  const values = new Map<string, ScalarValue>();
  for (const { tree, variables } of items) {
    for (const { name, fieldPath } of variables) {
      const value = lookUp(tree, fieldPathSteps(fieldPath.replaceAll(/\[(\d+)\]/g, ".$1")));
      if (values.has(name)) refuse(`the variable \`${name}\` is defined twice`);
      if (value?.kind === "scalar") values.set(name, value.value);
      else refuse(`there is no \`${fieldPath}\` for the variable \`${name}\``);
    }
  }
  if (values.size === 0) return items;
  if ([...values.values()].some((value) => typeof value === "string" && value.includes("$("))) {
    refuse("a variable refers to another variable");
  }
  return items.map((item) => filled(item, (node) => substituted(node, values)));
}

function filled(item: Item, change: (node: YamlNode) => YamlNode): Item {
  let tree: YamlNode = item.tree;
  for (const field of variableFields) {
    if (!isFieldOf(field, item.resource)) continue;
    tree = changeField(tree, field.path, (old) => old && change(old), undefined);
  }
  return tree === item.tree || tree.kind !== "map" ? item : { ...item, tree, isChanged: true };
}

/** A string, or the strings of a list or map. */
function substituted(node: YamlNode, values: ReadonlyMap<string, ScalarValue>): YamlNode {
  if (node.kind === "scalar") return scalarWith(node, values);
  if (node.kind === "list") {
    const items = node.items.map((item) => scalarWith(item, values));
    const isSame = items.every((item, index) => item === node.items[index]);
    return isSame ? node : { ...node, items };
  }
  const entries = node.entries.map((it) => ({ ...it, value: scalarWith(it.value, values) }));
  const isSame = entries.every(({ value }, index) => value === node.entries[index]?.value);
  return isSame ? node : { ...node, entries };
}

function scalarWith(node: YamlNode, values: ReadonlyMap<string, ScalarValue>): YamlNode {
  if (node.kind !== "scalar" || typeof node.value !== "string") return node;
  const text = node.value;
  if (!text.includes("$")) return node;
  const whole = /^\$\(([^)]*)\)$/.exec(text)?.[1];
  const only = whole === undefined ? undefined : values.get(whole);
  if (only !== undefined) return madeScalar(only, node);
  const made = text.replaceAll(/\$\$|\$\(([^()$]*)\)/g, (found, name: string | undefined) => {
    if (name === undefined) return "$";
    const value = values.get(name);
    return value === undefined ? found : String(value);
  });
  return made === text ? node : madeScalar(made, node);
}

const pods: Readonly<Record<string, string>> = {
  CronJob: "spec/jobTemplate/spec/template/spec",
  DaemonSet: "spec/template/spec",
  Deployment: "spec/template/spec",
  Job: "spec/template/spec",
  Pod: "spec",
  ReplicaSet: "spec/template/spec",
  StatefulSet: "spec/template/spec",
};

const inPods = ["containers", "initContainers"].flatMap((key) =>
  ["args", "command", "env/value", "volumeMounts/mountPath"].map((path) => `${key}/${path}`),
);

const others: readonly (readonly [kind: string | undefined, path: string])[] = [
  ["Deployment", "spec/template/metadata/annotations"],
  ["Ingress", "spec/rules/host"],
  ["Ingress", "spec/tls/hosts"],
  ["Ingress", "spec/tls/secretName"],
  ["Service", "spec/ports/port"],
  ["Service", "spec/ports/targetPort"],
  [undefined, "metadata/labels"],
  [undefined, "metadata/annotations"],
];

/** Where names of variables are read. Source: kustomize 5 `varreference.go`; servers of volumes are left out. */
const variableFields: readonly FieldSpec[] = [
  ...Object.entries(pods).flatMap(([kind, spec]) =>
    inPods.map((path) => ({ kind, path: `${spec}/${path}`.split("/"), create: false })),
  ),
  ...others.map(([kind, path]) => ({ kind, path: path.split("/"), create: false })),
];
