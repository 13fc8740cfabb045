import type { Field } from "../../yaml/field.ts";
import type { MapNode, YamlNode } from "../../yaml/node.ts";
import type { Resource } from "../resource.ts";
import { isNull, madeMap, valueIn, withValue } from "./trees.ts";

/** A field of some kinds that kustomize changes, as its configuration describes it. */
export interface FieldSpec {
  readonly group?: string | undefined;
  readonly version?: string | undefined;
  readonly kind?: string | undefined;
  /** The keys of the path; a list on the way matches all of its items. */
  readonly path: readonly string[];
  /** Whether the field is made where it is absent. */
  readonly create: boolean;
}

/** One by its kind, `group/kind` or `kind`, and its path, such as `spec/selector`. */
function spec(title: string, path: string, create = true): FieldSpec {
  const slash = title.indexOf("/");
  return {
    kind: title.slice(slash + 1),
    path: path.split("/"),
    create,
    ...(slash >= 0 && { group: title.slice(0, slash) }),
  };
}

function metadataOf(key: "labels" | "annotations"): readonly FieldSpec[] {
  const path = `spec/template/metadata/${key}`;
  return [
    { path: ["metadata", key], create: true },
    { ...spec("ReplicationController", path), version: "v1" },
    ...["Deployment", "ReplicaSet", "DaemonSet", "batch/Job"].map((kind) => spec(kind, path)),
    spec(key === "labels" ? "apps/StatefulSet" : "StatefulSet", path),
    spec("batch/CronJob", `spec/jobTemplate/metadata/${key}`),
    spec("batch/CronJob", `spec/jobTemplate/${path}`),
  ];
}

const onlyMetadata: readonly FieldSpec[] = [{ path: ["metadata", "labels"], create: true }];

/** Source: `commonannotations.go` of kustomize 5, as are the others by their names. */
export const annotationFields = metadataOf("annotations");

const templateLabels: readonly FieldSpec[] = [
  ...metadataOf("labels"),
  spec("apps/StatefulSet", "spec/volumeClaimTemplates[]/metadata/labels"),
];

const affinity = ["podAffinity", "podAntiAffinity"].flatMap((key) => [
  `affinity/${key}/preferredDuringSchedulingIgnoredDuringExecution/podAffinityTerm`,
  `affinity/${key}/requiredDuringSchedulingIgnoredDuringExecution`,
]);

const podSelectors = ["apps/Deployment", "apps/StatefulSet"].flatMap((kind) =>
  [...affinity, "topologySpreadConstraints"].map((path) =>
    spec(kind, `spec/template/spec/${path}/labelSelector/matchLabels`, false),
  ),
);

const matchLabels = "spec/selector/matchLabels";

const commonLabels: readonly FieldSpec[] = [
  { ...spec("Service", "spec/selector"), version: "v1" },
  { ...spec("ReplicationController", "spec/selector"), version: "v1" },
  ...["Deployment", "ReplicaSet", "DaemonSet", "apps/StatefulSet"].map((kind) =>
    spec(kind, matchLabels),
  ),
  ...podSelectors,
  spec("batch/Job", matchLabels, false),
  spec("batch/CronJob", `spec/jobTemplate/${matchLabels}`, false),
  spec("policy/PodDisruptionBudget", matchLabels, false),
  ...["podSelector", "ingress/from/podSelector", "egress/to/podSelector"].map((path) =>
    spec("networking.k8s.io/NetworkPolicy", `spec/${path}/matchLabels`, false),
  ),
  ...templateLabels,
];

/** Labels that a kustomization adds, and the fields that get them. */
export interface AddedLabels {
  readonly pairs: Field;
  readonly fields: readonly FieldSpec[];
}

/** What `labels` and `commonLabels` of a kustomization add, in kustomize's order. */
export function addedLabels(root: Field): readonly AddedLabels[] {
  const common = root.get("commonLabels");
  return [
    ...(root.get("labels")?.items() ?? []).flatMap((entry) => {
      const pairs = entry.get("pairs");
      return pairs ? [{ pairs, fields: labelFields(entry) }] : [];
    }),
    ...(common ? [{ pairs: common, fields: commonLabels }] : []),
  ];
}

function labelFields(entry: Field): readonly FieldSpec[] {
  const isOn = (key: string): boolean => entry.get(key)?.boolean()?.value ?? false;
  const common = isOn("includeSelectors")
    ? commonLabels
    : isOn("includeTemplates")
      ? templateLabels
      : onlyMetadata;
  return [...(entry.get("fields")?.items() ?? []).map(fieldSpecAt), ...common];
}

function fieldSpecAt(field: Field): FieldSpec {
  const text = (key: string): string | undefined => field.get(key)?.text || undefined;
  const path = text("path") ?? "";
  return {
    group: text("group"),
    version: text("version"),
    kind: text("kind"),
    path: (path.startsWith("/") ? path.slice(1) : path).split("/"),
    create: field.get("create")?.boolean()?.value ?? false,
  };
}

/** kustomize refuses fields that are listed twice and disagree about being made. */
export function areInConflict(fields: readonly FieldSpec[]): boolean {
  return fields.some((one, index) =>
    fields
      .slice(index + 1)
      .some(
        (other) =>
          one.path.join("/") === other.path.join("/") &&
          one.create !== other.create &&
          isSelectedBy(one, other),
      ),
  );
}

function isSelectedBy(one: FieldSpec, by: FieldSpec): boolean {
  return (["group", "version", "kind"] as const).every(
    (key) => (by[key] ?? "") === "" || one[key] === by[key],
  );
}

export function isFieldOf(
  { group, version, kind }: FieldSpec,
  resource: Pick<Resource, "group" | "version" | "kind">,
): boolean {
  return (
    (group ?? resource.group) === resource.group &&
    (version ?? resource.version) === resource.version &&
    (kind ?? resource.kind) === resource.kind
  );
}

/** The tree with what `change` makes of each value that `path` leads to. */
export function changeField(
  node: YamlNode,
  path: readonly string[],
  change: (old: YamlNode | undefined) => YamlNode | undefined,
  create: YamlNode | undefined,
): YamlNode {
  const [step, ...rest] = path;
  if (step === undefined) return change(node) ?? node;
  if (node.kind === "list") {
    const items = node.items.map((item) => changeField(item, path, change, create));
    return items.some((item, index) => item !== node.items[index]) ? { ...node, items } : node;
  }
  if (node.kind !== "map") return node;
  const isList = step.endsWith("[]");
  return changeBelow(node, { key: isList ? step.slice(0, -2) : step, rest }, change, {
    create: isList ? undefined : create,
    below: create,
  });
}

function changeBelow(
  node: MapNode,
  { key, rest }: { readonly key: string; readonly rest: readonly string[] },
  change: (old: YamlNode | undefined) => YamlNode | undefined,
  {
    create,
    below,
  }: { readonly create: YamlNode | undefined; readonly below: YamlNode | undefined },
): YamlNode {
  const written = valueIn(node, key);
  const old = written && !isNull(written) ? written : undefined;
  if (old === undefined && create === undefined) return node;
  const base = old ?? (rest.length === 0 ? undefined : create && madeMap([], create));
  const value = base === undefined ? change(base) : changeField(base, rest, change, below);
  return value === undefined || value === old ? node : withValue(node, key, value);
}
