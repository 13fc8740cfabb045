import type { Span } from "../yaml/source.ts";

export const severities = ["error", "warning", "info"] as const;
export type Severity = (typeof severities)[number];

/** A place and, in at most six words, what this place is. */
export interface Label {
  readonly span: Span;
  readonly text: string;
}

export interface Edit {
  readonly span: Span;
  /** What the bytes of `span` become. */
  readonly text: string;
}

export interface Fix {
  /** Imperative, lowercase: "add `appProtocol: grpc`". */
  readonly title: string;
  /** A safe fix cannot change what correct parts of the mesh do; an unsafe one says in `title` what it may change. */
  readonly safe: boolean;
  readonly edits: readonly Edit[];
}

/** What a rule says. The engine adds rule id, severity, resource and fingerprint. */
export interface Finding {
  /** One lowercase sentence of at most about 90 characters that states the fact and names the thing. */
  readonly headline: string;
  /** The token to edit. */
  readonly primary: Label;
  /** The facts that make it wrong, in this or other files. */
  readonly related?: readonly Label[];
  /** The consequence in gRPC terms. */
  readonly note: string;
  /** What to do, imperative, with names of the user's own files. */
  readonly help: string;
  readonly fix?: Fix;
  /** Lower than the rule's own where the evidence is weaker than the rule usually has. */
  readonly severity?: Severity;
  /** What it is about, where one finding about that is enough: the first one of a folder is reported. */
  readonly once?: string;
}
