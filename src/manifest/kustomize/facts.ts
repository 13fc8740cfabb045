import type { Resource } from "../resource.ts";
import type { Overlays } from "./overlays.ts";

/** The steps to a field; `[]` matches any item of a list. */
export type FieldPath = readonly string[];

/** What kustomizations, and patches for some that are not among the inputs, do with resources as they are written. */
export interface KustomizeFacts {
  /** Whether something is changed at a path of a resource, above or below it. */
  readonly touches: (resource: Resource, path: FieldPath) => boolean;
  /** Whether the value at a path is changed, or one that it is a part of. */
  readonly covers: (resource: Resource, path: FieldPath) => boolean;
  /** Whether one kustomization applies what is in two files. */
  readonly appliesBoth: (path: string, other: string) => boolean;
  /** Whether kustomizations apply two files, never both, and put them into different namespaces. */
  readonly appliesApart: (path: string, other: string) => boolean;
  /** Whether a file is next to a kustomization, and neither that one nor another applies it, or a comment takes that one out. */
  readonly leavesOut: (path: string) => boolean;
}

export const noKustomize: KustomizeFacts = {
  touches: () => false,
  covers: () => false,
  appliesBoth: () => false,
  appliesApart: () => false,
  leavesOut: () => false,
};

export const noOverlays: Overlays = {
  overlays: [],
  leftOver: new Set(),
  facts: noKustomize,
  appliedAs: () => "written",
};
