import type { Field } from "./field.ts";
import type { SourceFile, Span } from "./source.ts";

/** What kubectl would hand to the API server for one scalar. */
export type ScalarValue = string | number | boolean | null;

/** How a scalar was written; `plain` is unquoted. */
export type ScalarStyle = "plain" | "single" | "double" | "literal" | "folded";

interface NodeBase {
  /** Offset of the first character of the value in the source, in UTF-16 units. */
  readonly start: number;
  /** Offset after the last character of the value. */
  readonly end: number;
  /** Carries an anchor or was reached through an alias or merge key: other places share these bytes. */
  readonly shared?: boolean;
}

export interface ScalarNode extends NodeBase {
  readonly kind: "scalar";
  readonly value: ScalarValue;
  readonly style: ScalarStyle;
}

/** Most of a tree consists of these, so the key is not a separate node. */
export interface MapEntry {
  /** Always the string that JSON would have (`on:` is `"true"`). */
  readonly key: string;
  /** Offsets of the first character of the key as written, and after its last one. */
  readonly keyStart: number;
  readonly keyEnd: number;
  readonly value: YamlNode;
}

/** Aliases and merge keys are resolved; of duplicate keys only the last entry is kept, as kubectl does. */
export interface MapNode extends NodeBase {
  readonly kind: "map";
  readonly flow: boolean;
  /** Those of the entries, in their order. */
  readonly keys: readonly string[];
  readonly entries: readonly MapEntry[];
}

export interface ListNode extends NodeBase {
  readonly kind: "list";
  readonly flow: boolean;
  readonly items: readonly YamlNode[];
}

export type YamlNode = ScalarNode | MapNode | ListNode;

/** One document of a source: its bounds (separator lines excluded) and its root. */
export interface YamlDocument {
  readonly source: SourceFile;
  readonly start: number;
  readonly end: number;
  readonly root: Field;
  /** The origin given in a rendered template (`# Source: chart/templates/x.yaml`). */
  readonly origin?: string;
}

export type YamlProblemKind =
  | "syntax"
  | "duplicate-key"
  | "missing-separator"
  | "helm-template"
  | "ytt-template"
  | "kustomize"
  | "misspelt-key"
  | "placeholder";

/** Templates that one command renders. */
export interface TemplateGroup {
  /** The folder of the chart, or the one that they are in. */
  readonly folder: string;
  readonly isChart: boolean;
  readonly count: number;
}

/** What is wrong with a text before it is a tree. Problems are data, never thrown. */
export interface YamlProblem {
  readonly kind: YamlProblemKind;
  readonly span: Span;
  /**
   * One lowercase sentence without full stop; for `duplicate-key` the key, for `missing-separator` the kind behind it, for
   * `placeholder` how many there are, for `misspelt-key` the right one.
   */
  readonly message: string;
  /** The other end, for instance the first of two equal keys. */
  readonly related?: Span;
  /** Of `duplicate-key`: both values are the same, so that none is lost. */
  readonly isRepetition?: boolean;
  /** Of `duplicate-key`: it is the key of a label or an annotation. */
  readonly isMetadata?: boolean;
  /** Of `missing-separator`: the kind before it. */
  readonly before?: string;
  /** Of `misspelt-key`: what is under it. */
  readonly field?: Field;
  /** For templates: all templates that this problem represents. */
  readonly templates?: TemplateGroup;
  /** The document does not show that it is a Kubernetes object: it most likely belongs to another tool. */
  readonly isForeign?: boolean;
}
