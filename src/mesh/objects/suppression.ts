import type { Located, Span } from "../../yaml/source.ts";

/** Something written in a manifest that silences findings of rules in a scope. */
export interface Suppression {
  /** The rule ids named, each with its place; for Istio's annotation the codes. */
  readonly names: readonly Located<string>[];
  readonly form: "comment" | "file-comment" | "annotation" | "istio-annotation";
  /** What it covers; a finding is silenced if any of its labels touches it. */
  readonly scope: Span;
  /**
   * What to take out to be rid of it: the comment with the blanks before it, and its line if it stands alone; the
   * whole annotation, if its layout allows that.
   */
  readonly removal: Span | undefined;
  /** Free text behind the bracket, or the annotation's value. */
  readonly reason: string;
}

/** Something that was written to silence findings, in a form that does not. */
export interface MalformedSuppression {
  /** The comment, or the key of an annotation or label. */
  readonly span: Span;
  readonly form: "comment" | "file-comment" | "annotation";
  /** What look like ids of rules in it. */
  readonly names: readonly string[];
}

/** A name in a suppression that silenced nothing. */
export interface StaleSuppression {
  readonly suppression: Suppression;
  readonly name: Located<string>;
  /** No rule has this name; otherwise the rule ran and found nothing in the scope. */
  readonly unknown: boolean;
  /** A rule with a similar name. */
  readonly nearest: string | undefined;
}
