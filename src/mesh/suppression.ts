import type { Located, Span } from "../yaml/source.ts";

/** Something written in a manifest that silences findings of rules in a scope. */
export interface Suppression {
  /** The rule ids named, each with its place; for Istio's annotation the codes. */
  readonly names: readonly Located<string>[];
  readonly form: "comment" | "file-comment" | "annotation" | "istio-annotation";
  /** What it covers; a finding is silenced if any of its labels touches it. */
  readonly scope: Span;
  /** The whole comment or annotation entry, for removal. */
  readonly span: Span;
  /** Free text behind the bracket, or the annotation's value. */
  readonly reason: string;
}
