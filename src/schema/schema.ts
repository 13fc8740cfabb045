/** A type of JSON Schema. Int-or-string is `["integer", "string"]`, nullable adds `"null"`. */
export type JsonType = "object" | "array" | "string" | "integer" | "number" | "boolean" | "null";

/** Formats that the API server enforces; `ip` is IPv4 or IPv6, what CRDs write as alternatives. */
export const formats = ["int32", "int64", "date-time", "byte", "ipv4", "ipv6", "ip"] as const;
export type Format = (typeof formats)[number];

export const bounds = [
  "minimum",
  "maximum",
  "minLength",
  "maxLength",
  "minItems",
  "maxItems",
  "minProperties",
  "maxProperties",
] as const;
export type Bound = (typeof bounds)[number];

/** Releases in which an API version is served or stored; a side that is left out is the end of what was imported. */
export interface ReleaseRange {
  readonly since?: string;
  readonly until?: string;
}

/** A version that is named but not served is one that its makers have switched off. */
export interface ApiVersion {
  readonly served?: ReleaseRange;
  readonly stored?: ReleaseRange;
  /** The releases whose experimental channel serves it, and not the standard one. */
  readonly experimental?: ReleaseRange;
  /** Constraints of the structure that this version does not have: `spec required hostnames`, `spec.rules maxItems`. */
  readonly looser?: readonly string[];
}

/**
 * The structure of a kind, or of a part of it: JSON Schema, reduced to what API servers enforce. An object with
 * `properties` is closed by `additionalProperties: false`; one without either is free.
 */
export interface Schema {
  /** `#/$defs/Name`, or `../kubernetes/meta.v1.json#/$defs/Name`. */
  readonly $ref?: string;
  /** First release of a field, if it is newer than its parent. */
  readonly "x-since"?: string;
  /** Last release of a field, where it was removed since. */
  readonly "x-until"?: string;
  /** First release of the values of `enum` that are younger than the field. */
  readonly "x-enum-since"?: Readonly<Record<string, string>>;
  /** The releases that have a field in their experimental channel only. */
  readonly "x-experimental"?: ReleaseRange;
  /** The same of values of `enum`. */
  readonly "x-enum-experimental"?: Readonly<Record<string, ReleaseRange>>;
  readonly type?: JsonType | readonly JsonType[];
  readonly format?: Format;
  readonly enum?: readonly (string | number | boolean)[];
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minProperties?: number;
  readonly maxProperties?: number;
  readonly required?: readonly string[];
  /** Groups of fields of which at most one may be set. */
  readonly "x-at-most-one"?: readonly (readonly string[])[];
  /** Fields that together identify an item of a list; empty where the whole item does. */
  readonly "x-list-keys"?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | false;
  readonly items?: Schema;
  /** A constraint that holds only where another field has, or defaults to, one of some values. */
  readonly if?: Schema;
  readonly then?: Schema;
  readonly $defs?: Readonly<Record<string, Schema>>;
}

/** One file of `schemas/<group>/`. */
export interface KindSchema extends Schema {
  readonly "x-versions": Readonly<Record<string, ApiVersion>>;
}
