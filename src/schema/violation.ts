import type { Resource } from "../manifest/resource.ts";
import type { Field } from "../yaml/field.ts";
import type { StrangeKind } from "./strange-kind.ts";
import type { Bound, Format, JsonType } from "./schema.ts";

interface Place {
  readonly resource: Resource;
  /** The exact place: the unknown field itself, the map that lacks a field, the value that does not fit. */
  readonly field: Field;
}

/** A field that no release of the kind has at this level. */
export interface UnknownField extends Place {
  readonly kind: "unknown-field";
  readonly name: string;
  /** The fields that the level does have. */
  readonly accepted: readonly string[];
  /** The one of them that is spelt nearly the same. */
  readonly nearest?: string;
  /** The level that does have a field of this name. */
  readonly elsewhere?: OtherLevel;
}

export interface OtherLevel {
  /** The written map that the field belongs into or below. */
  readonly field: Field;
  /** The way down from there to the level, through levels that may not be written yet; empty for the map itself. */
  readonly below: readonly string[];
}

/** What only the experimental channel of a release has; which one a cluster has installed is not known. */
export interface ExperimentalField extends Place {
  readonly kind: "experimental-field";
  readonly what: "field" | "value" | "version";
  /** The release aimed at, or else the newest one. */
  readonly release: string;
  /** The last release of which that is true, where the standard channel has it since. */
  readonly until?: string;
}

/** A field or value that its kind does not have, and that a script is to replace: `replicas: APP_REPLICAS`. */
export interface LeftOpen extends Place {
  readonly kind: "left-open";
}

export interface MissingField extends Place {
  readonly kind: "missing-field";
  readonly name: string;
}

export interface WrongType extends Place {
  readonly kind: "wrong-type";
  readonly expected: readonly JsonType[];
  readonly actual: JsonType;
  /** The values and the format that its field accepts, if defined. */
  readonly accepted?: readonly string[];
  readonly pattern?: string;
  /** The types that items of the expected list have. */
  readonly listOf?: readonly JsonType[];
  /** The map that is written can be an item of the expected list. */
  readonly isItem?: true;
  /** The keys of the expected map, and the one of them that the written scalar was meant for. */
  readonly keys?: readonly string[];
  readonly under?: string;
  /** The value under it that the scalar is a slip of the pen for. */
  readonly nearest?: string;
}

/** A value that is none of a closed list. */
export interface ValueNotAllowed extends Place {
  readonly kind: "value-not-allowed";
  readonly accepted: readonly string[];
}

/** A string that does not match its pattern, or a string or number that is not of its format. */
export interface WrongFormat extends Place {
  readonly kind: "wrong-format";
  readonly format?: Format;
  readonly pattern?: string;
}

export interface OutOfBounds extends Place {
  readonly kind: "out-of-bounds";
  readonly bound: Bound;
  readonly limit: number;
}

/** An item of a list that has the same keys as an earlier one. */
export interface RepeatedItem extends Place {
  readonly kind: "duplicate-item";
  /** Empty where whole items are compared. */
  readonly keys: readonly string[];
}

/** More than one field of a union; `field` is the map around them. */
export interface ExclusiveFields extends Place {
  readonly kind: "exclusive-fields";
  readonly fields: readonly Field[];
}

/** A known kind at a version that no known release serves, or not the one aimed at; `field` is `apiVersion`. */
export interface UnknownApiVersion extends Place {
  readonly kind: "unknown-api-version";
  readonly product: string;
  /** Full API versions that are served, the preferred one first. */
  readonly served: readonly string[];
  /** The last release that serves it. */
  readonly until?: string;
  /** What the kind is called there, if not the same. */
  readonly renamed?: readonly string[];
  /** No release is named, and older ones than the newest do serve it. */
  readonly isAssumed: boolean;
}

/** A field, a value or an API version that is younger than the release aimed at. */
export interface NewerField extends Place {
  readonly kind: "newer-field";
  /** Whose release: `istio`, `gateway-api`, `kubernetes`. */
  readonly product: string;
  readonly what: "field" | "value" | "version";
  readonly since: string;
  /** The release aimed at. */
  readonly target: string;
}

/** A field that the release aimed at no longer has. */
export interface RemovedField extends Place {
  readonly kind: "removed-field";
  readonly product: string;
  readonly until: string;
  /** The release aimed at. */
  readonly target: string;
}

/** A kind, or a group, that does not exist; `field` is the one that is wrong. */
export interface UnknownKind extends Place, StrangeKind {
  readonly kind: "unknown-kind";
}

/** One mistake against the structure of a kind. */
export type Violation =
  | UnknownKind
  | UnknownField
  | ExperimentalField
  | LeftOpen
  | MissingField
  | WrongType
  | ValueNotAllowed
  | WrongFormat
  | OutOfBounds
  | RepeatedItem
  | ExclusiveFields
  | UnknownApiVersion
  | NewerField
  | RemovedField;
