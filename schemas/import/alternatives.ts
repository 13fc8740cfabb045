import type { Schema } from "../../src/schema/schema.ts";
import { ImportError, isRecord, listOf, recordOf, stringsOf, type JsonRecord } from "./json.ts";

/**
 * CRDs know two sorts of alternatives: "at most one of these fields" and "where this field has this value". Both
 * become one keyword, so that a mistake is one finding. Any other sort has to be taught here.
 */
export function alternatives(source: JsonRecord): Schema {
  const [first, ...rest] = alternativeLists(source);
  if (first === undefined) return {};
  const condition = rest.length === 0 ? conditional(first) : undefined;
  if (condition) return condition;
  return { "x-at-most-one": [first, ...rest].map(exclusiveNames) };
}

function alternativeLists(source: JsonRecord): readonly (readonly JsonRecord[])[] {
  if (source["anyOf"] !== undefined || source["not"] !== undefined) throw unknownSort(source);
  const parts = [source, ...listOf(source["allOf"]).filter(isRecord)];
  return parts.flatMap((part) =>
    part["oneOf"] === undefined ? [] : [listOf(part["oneOf"]).filter(isRecord)],
  );
}

/** `oneOf: [{not: {anyOf: [{required: [a]}, {required: [b]}]}}, {required: [a]}, {required: [b]}]` */
function exclusiveNames(choices: readonly JsonRecord[]): readonly string[] {
  const names = choices.flatMap((choice) => stringsOf(choice["required"]));
  const none = choices.find((choice) => choice["not"] !== undefined);
  const listed = listOf(recordOf(none?.["not"])["anyOf"]).flatMap((choice) =>
    stringsOf(recordOf(choice)["required"]),
  );
  const sameNames = names.length === listed.length && names.every((name) => listed.includes(name));
  if (!sameNames || choices.length !== names.length + 1) throw unknownSort(choices);
  return names;
}

/** `oneOf: [{properties: {type: {enum}, value: …}}, {properties: {type: {not: {enum}}}}]` */
function conditional(choices: readonly JsonRecord[]): Schema | undefined {
  const [holds, otherwise] = choices.map((choice) => recordOf(choice["properties"]));
  if (choices.length !== 2 || holds === undefined || otherwise === undefined) return undefined;
  const [decider, ...none] = Object.keys(otherwise);
  if (decider === undefined || none.length > 0) return undefined;
  const accepted = stringsOf(recordOf(holds[decider])["enum"]);
  const others = stringsOf(recordOf(recordOf(otherwise[decider])["not"])["enum"]);
  if (accepted.length === 0 || accepted.join() !== others.join()) return undefined;
  const constrained = Object.keys(holds).filter((name) => name !== decider);
  const constraints = constrained.map((name) => [name, addressFormat(holds[name])] as const);
  return {
    if: { properties: { [decider]: { enum: accepted } } },
    // oxlint-disable-next-line unicorn/no-thenable -- a keyword of JSON Schema
    then: { properties: Object.fromEntries(constraints) },
  };
}

function addressFormat(source: unknown): Schema {
  const choices = listOf(recordOf(source)["anyOf"]).map((choice) => recordOf(choice)["format"]);
  if (choices.join() !== "ipv4,ipv6") throw unknownSort(source);
  return { format: "ip" };
}

function unknownSort(source: unknown): ImportError {
  return new ImportError(
    `alternatives of a sort that is not known yet: ${JSON.stringify(source).slice(0, 200)}`,
  );
}
