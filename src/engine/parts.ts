import type { BuildOverlays } from "../manifest/kustomize/overlays.ts";
import type { ReadProtos, WholeMatch } from "../rpc/rpc.ts";
import type { StructureOf } from "../schema/structure.ts";
import type { FullParser } from "../yaml/parse.ts";

/** Pieces that are loaded only when an input needs them, and what a caller wants to hear. */
export interface Parts {
  /** The parser for YAML that the fast one leaves alone. */
  readonly fullParser: () => FullParser;
  /** What builds the overlays of kustomize. */
  readonly overlayBuilder: () => BuildOverlays;
  /** What reads `.proto` files and descriptor sets. */
  readonly protoReader: () => ReadProtos;
  /** What compares the paths of RPCs with regular expressions. */
  readonly wholeMatcher: () => () => WholeMatch;
  /** The compiled structure of a kind. */
  readonly structureOf: StructureOf;
  /** The structures of kinds that a run brings along, which come before ours. */
  readonly ownKinds?: StructureOf;
  /** Told whenever a stage ends, so that a caller with a clock can time it. */
  readonly onStage?: (stage: Stage) => void;
}

export type Stage = "parse" | "model" | "rules" | "report";
