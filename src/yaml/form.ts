import type { Field } from "./field.ts";
import type { ScalarStyle } from "./node.ts";
import { flowBit, hasBit, kindAt, kinds, styleAt } from "./tree.ts";

/** How a value is written, read off its record: `field.node` would make objects of all that it holds. */

/** A map or list between brackets or braces. */
export function isFlow({ tree, record }: Field): boolean {
  return hasBit(tree, record, flowBit);
}

export function isScalar({ tree, record }: Field): boolean {
  return kindAt(tree, record) === kinds.scalar;
}

export function styleOf({ tree, record }: Field): ScalarStyle {
  return styleAt(tree, record);
}
