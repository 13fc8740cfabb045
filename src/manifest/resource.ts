import type { Field } from "../yaml/field.ts";
import type { YamlDocument } from "../yaml/node.ts";
import type { Located } from "../yaml/source.ts";

/** One Kubernetes object as it is written in one document (or in one item of a `List`). */
export interface Resource {
  /** `networking.istio.io/v1` as written. */
  readonly apiVersion: Located<string>;
  /** `networking.istio.io`; empty for the core group. */
  readonly group: string;
  /** `v1`. */
  readonly version: string;
  readonly kind: string;
  /** Group and kind in one: `networking.istio.io/VirtualService`, `/Service`. */
  readonly type: string;
  readonly name: string;
  /** As written, or as set by a kustomization; `undefined` if it is chosen when the object is applied. */
  readonly namespace: string | undefined;
  /** The object itself. */
  readonly root: Field;
  readonly metadata: Field | undefined;
  readonly spec: Field | undefined;
  readonly document: YamlDocument;
  /** A kustomize patch names fields to change and is not a whole object: required fields may be missing. */
  readonly role: "resource" | "patch";
}
