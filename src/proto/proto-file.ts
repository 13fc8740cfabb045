import type { Located, Span } from "../yaml/source.ts";

/** What the first wrong token of a file is, and what was expected there; or that a descriptor set is cut off. */
export interface ProtoProblem {
  readonly kind: "syntax" | "cut-off";
  readonly message: string;
  readonly span: Span;
}

export interface ProtoImport {
  readonly path: Located<string>;
  /** The word between `import` and the path. */
  readonly modifier?: "public" | "weak" | "option";
}

/** The type in the brackets of an RPC. */
export interface ProtoType {
  /** As it is written, without blanks and comments; a leading dot stays. */
  readonly name: string;
  readonly span: Span;
}

/** One pattern of a `google.api.http` rule, with the bindings that it adds. */
export interface HttpBinding {
  /** `GET`, `POST`, …, or the kind of a custom pattern; empty where the rule has no pattern. */
  readonly method: string;
  readonly path: Located<string>;
  readonly body?: Located<string>;
  readonly responseBody?: Located<string>;
  readonly additional: readonly HttpBinding[];
  /** A `#` in the rule: protoc drops the rest of the rule after it, later lines too. */
  readonly cutAt?: Span;
}

export type Idempotency = "IDEMPOTENCY_UNKNOWN" | "NO_SIDE_EFFECTS" | "IDEMPOTENT";

export interface ProtoMethod {
  readonly name: Located<string>;
  /** Full name, or as written where its definition is not known; `undefined` where the text has no type there. */
  readonly input: ProtoType | undefined;
  readonly output: ProtoType | undefined;
  readonly clientStreaming: boolean;
  readonly serverStreaming: boolean;
  readonly idempotency: Idempotency;
  /** Only its own option; a deprecated service has no effect here. */
  readonly deprecated: boolean;
  readonly http?: HttpBinding;
  /** The line in the `.proto` file, where it was read from a descriptor set that knows it. */
  readonly line?: number;
}

export interface ProtoService {
  /** With the package. */
  readonly name: Located<string>;
  readonly deprecated: boolean;
  readonly methods: readonly ProtoMethod[];
  readonly line?: number;
}

export type SymbolKind = "message" | "enum" | "service" | "method" | "value" | "extension";

/** A name that a file defines, with its package: what types are resolved by. */
export interface ProtoSymbol {
  readonly name: string;
  readonly kind: SymbolKind;
}

export interface ProtoFile {
  /** The path of the file; in a descriptor set the path it was compiled under. */
  readonly path: string;
  readonly syntax: "proto2" | "proto3" | "editions";
  readonly edition?: string;
  readonly package: string;
  readonly imports: readonly ProtoImport[];
  readonly services: readonly ProtoService[];
  readonly symbols: readonly ProtoSymbol[];
  /** The first syntax error; what follows it is read all the same. */
  readonly problem?: ProtoProblem;
}
