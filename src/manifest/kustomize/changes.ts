import type { Field } from "../../yaml/field.ts";
import type { Resource } from "../resource.ts";
import { allPatches } from "./kustomization.ts";
import { anchored } from "./patches.ts";

/** What kustomizations change in resources by patches with a `target`, and by the labels they add. */
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
    targets: kustomizations
      .flatMap(allPatches)
      .flatMap(({ target }) => (target ? targetOf(target) : [])),
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

function targetOf(target: Field): PatchTarget {
  const name = target.get("name")?.text;
  return { kind: target.get("kind")?.text, name: name ? anchored(name) : undefined };
}

function podLabelsIn(root: Field): readonly string[] {
  const common = root.get("commonLabels")?.entries() ?? [];
  const listed = (root.get("labels")?.items() ?? [])
    .filter((entry) => isTrue(entry, "includeTemplates") || isTrue(entry, "includeSelectors"))
    .flatMap((entry) => entry.get("pairs")?.entries() ?? []);
  return [...common, ...listed].map(({ key }) => key.value);
}

function isTrue(entry: Field, key: string): boolean {
  return entry.get(key)?.scalar()?.value === true;
}
