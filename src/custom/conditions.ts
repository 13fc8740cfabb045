import { RE2JS } from "re2js";
import type { Condition, Operand } from "../config/custom-rules.ts";
import { parseDuration } from "../mesh/objects/duration.ts";
import { fieldsAt } from "../rule/places-of.ts";
import type { Field } from "../yaml/field.ts";

/** Whether a condition holds of an item. */
export function holds(item: Field, condition: Condition): boolean {
  return breachOf(item, condition) === undefined;
}

/** The value that does not meet a condition; the item where the field is missing; `undefined` where it holds. */
export function breachOf(item: Field, { field, operator, operands }: Condition): Field | undefined {
  const values = field === "." ? [item] : fieldsAt(item, field);
  if (operator === "exists") {
    const wanted = operands[0] !== false;
    if (wanted) return values.length > 0 ? undefined : item;
    return values[0];
  }
  // What is not there is not equal to anything.
  if (values.length === 0) return operator.startsWith("not") ? undefined : item;
  const test = tests[operator];
  return values.find((value) => !test(value, operands));
}

type Test = (value: Field, operands: readonly Operand[]) => boolean;

const isOneOf: Test = (value, operands) => operands.some((operand) => isEqual(value, operand));

function onText(test: (text: string, operand: string) => boolean): Test {
  return (value, operands) => {
    const scalar = value.scalar()?.value;
    if (scalar === undefined || scalar === null) return false;
    return operands.some((operand) => test(String(scalar), String(operand)));
  };
}

function onAmount(test: (amount: number, limit: number) => boolean): Test {
  return (value, operands) => {
    const amount = amountOf(value.scalar()?.value);
    const limit = amountOf(operands[0]);
    return amount !== undefined && limit !== undefined && test(amount, limit);
  };
}

const tests = {
  equals: isOneOf,
  in: isOneOf,
  notEquals: (value, operands) => !isOneOf(value, operands),
  notIn: (value, operands) => !isOneOf(value, operands),
  startsWith: onText((text, start) => text.startsWith(start)),
  endsWith: onText((text, end) => text.endsWith(end)),
  contains: onText((text, part) => text.includes(part)),
  matches: onText((text, pattern) => RE2JS.matches(pattern, text)),
  atLeast: onAmount((amount, limit) => amount >= limit),
  atMost: onAmount((amount, limit) => amount <= limit),
} satisfies Readonly<Record<string, Test>>;

function isEqual(value: Field, operand: Operand): boolean {
  const scalar = value.scalar()?.value;
  return scalar === operand || String(scalar) === String(operand);
}

/** A number, or a duration in milliseconds. */
function amountOf(value: unknown): number | undefined {
  if (typeof value === "number") return value;
  return typeof value === "string" ? parseDuration(value) : undefined;
}
