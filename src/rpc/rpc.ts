import type { HttpBinding, Idempotency, ProtoProblem } from "../proto/proto-file.ts";
import type { Located, SourceFile } from "../yaml/source.ts";

/** A `.proto` file, descriptor set or script whose content is read when something first asks what it defines. */
export interface ProtoSource {
  readonly path: string;
  /** Whether findings are reported on it. */
  readonly isTarget: boolean;
  /** Its text or bytes; `undefined` where it cannot be read. */
  readonly content: () => string | Uint8Array | undefined;
}

/** What reading one of them came to. */
export interface ReadProto {
  readonly path: string;
  /** Whether its syntax is the user's business: not in a vendored tree. */
  readonly isChecked: boolean;
  readonly problem: ProtoProblem | undefined;
}

export interface RpcMethod {
  /** Where it is defined; all definitions of a service count together. */
  readonly name: Located<string>;
  readonly clientStreaming: boolean;
  readonly serverStreaming: boolean;
  readonly idempotency: Idempotency;
  readonly deprecated: boolean;
  readonly http: HttpBinding | undefined;
}

export interface RpcService {
  /** With its package. */
  readonly name: Located<string>;
  readonly deprecated: boolean;
  readonly methods: ReadonlyMap<string, RpcMethod>;
  /** Whether a definition may be incomplete, as its file has a syntax error. */
  readonly isOpen: boolean;
}

/** The service that a name which no service has was most likely meant for, and how they differ. */
export interface NearService {
  readonly service: RpcService;
  readonly differsIn: "case" | "package" | "version" | "spelling";
}

/** Every RPC that the inputs define. */
export interface RpcCatalogue {
  readonly services: ReadonlyMap<string, RpcService>;
  /** Whether services of this package are defined outside vendored trees. */
  readonly holdsPackage: (name: string) => boolean;
  readonly nearestTo: (name: string) => NearService | undefined;
  readonly wholeMatch: WholeMatch;
}

/** Whether a regular expression of RE2 matches the whole text; `undefined` where it is not valid. */
export type WholeMatch = (pattern: string, text: string) => boolean | undefined;

export interface Protos {
  readonly files: readonly ReadProto[];
  readonly catalogue: RpcCatalogue;
  /** Scripts and pages, which hold commands that call RPCs. */
  readonly scripts: readonly SourceFile[];
}

/** What compares with regular expressions is loaded when a route first has one. */
export type ReadProtos = (
  sources: readonly ProtoSource[],
  wholeMatcher: () => () => WholeMatch,
) => Protos;
