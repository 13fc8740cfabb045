import type { Field } from "../yaml/field.ts";
import type { Resource } from "./resource.ts";

/** What kustomizations change in resources by patches that are no files, and by the labels they add. */
export interface KustomizeChanges {
  readonly targets: readonly PatchTarget[];
  /** Keys of labels that are put on the pods of workloads. */
  readonly podLabels: ReadonlySet<string>;
}

/** Which resources a patch changes; `undefined` is any. */
interface PatchTarget {
  readonly kind: string | undefined;
  /** An anchored regular expression, as kustomize takes it. */
  readonly name: RegExp | undefined;
}

/** The changes that the kustomizations with these roots make. */
export function kustomizeChanges(kustomizations: readonly Field[]): KustomizeChanges {
  return {
    targets: kustomizations.flatMap(targetsIn),
    podLabels: new Set(kustomizations.flatMap(podLabelsIn)),
  };
}

/** Whether one of the changes may be one of `resource`. */
export function mayChange({ targets }: KustomizeChanges, { kind, name }: Resource): boolean {
  return targets.some(
    (target) =>
      (target.kind === undefined || target.kind === kind) &&
      (target.name === undefined || target.name.test(name)),
  );
}

function targetsIn(root: Field): readonly PatchTarget[] {
  const patches = ["patches", "patchesJson6902"].flatMap((key) => root.get(key)?.items() ?? []);
  const merged = root.get("patchesStrategicMerge")?.items() ?? [];
  return [
    ...patches.flatMap((patch) => targetOf(patch.get("target")) ?? []),
    ...[...patches.map((patch) => patch.get("patch")), ...merged].flatMap((text) =>
      textTargets(text?.string()?.value ?? ""),
    ),
  ];
}

function targetOf(target: Field | undefined): PatchTarget | undefined {
  if (target === undefined) return undefined;
  const name = target.get("name")?.string()?.value;
  return { kind: target.get("kind")?.string()?.value, name: name ? anchored(name) : undefined };
}

/** The object that an inline strategic merge patch names. Only its kind and name are asked for. */
function textTargets(text: string): readonly PatchTarget[] {
  return text.split(/^---/m).flatMap((document) => {
    const kind = /^kind:[ \t]*["']?(\w+)/m.exec(document)?.[1];
    const name = /^metadata:[^]*?\bname:[ \t]*["']?([\w.-]+)/m.exec(document)?.[1];
    if (kind === undefined || name === undefined) return [];
    return [{ kind, name: anchored(name.replaceAll(".", "\\.")) }];
  });
}

function anchored(pattern: string): RegExp | undefined {
  try {
    return new RegExp(`^(?:${pattern})$`);
  } catch {
    // A pattern of Go's that JavaScript does not know: it may mean any name.
    return undefined;
  }
}

function podLabelsIn(root: Field): readonly string[] {
  const common = root.get("commonLabels")?.fields() ?? [];
  const listed = (root.get("labels")?.items() ?? [])
    .filter((entry) => isTrue(entry, "includeTemplates") || isTrue(entry, "includeSelectors"))
    .flatMap((entry) => entry.get("pairs")?.fields() ?? []);
  return [...common, ...listed].map(({ key }) => key.value);
}

function isTrue(entry: Field, key: string): boolean {
  return entry.get(key)?.scalar()?.value === true;
}
