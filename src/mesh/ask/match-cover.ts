import type { Field } from "../../yaml/field.ts";
import { parseGrpcPath } from "../objects/grpc-path.ts";
import type { PathMatch, RouteMatch } from "../objects/route.ts";

/**
 * Whether every request that `narrow` matches is matched by `wide` as well. Only what is certain counts: a
 * condition of `wide` must stand in `narrow` with the same value, and regular expressions are not compared.
 */
export function covers(wide: RouteMatch, narrow: RouteMatch): boolean {
  return (
    coversPath(wide.path, narrow.path) &&
    (wide.path === undefined || ignoresCase(wide) || !ignoresCase(narrow)) &&
    wide.conditions.every((condition) => stands(condition, narrow.field))
  );
}

/**
 * Whether `wide` covers `narrow` only because a prefix names a gRPC service without closing `/`: `/pkg.Service` also
 * starts `/pkg.ServiceAdmin/Delete`.
 */
export function spillsOver(wide: RouteMatch, narrow: RouteMatch): boolean {
  const prefix = wide.path?.kind === "prefix" ? wide.path.value : "/";
  const rest = narrow.path?.value.slice(prefix.length) ?? "";
  return !prefix.endsWith("/") && parseGrpcPath(`${prefix}/`) !== undefined && /^\w/.test(rest);
}

/** Whether a match takes every request: no condition, or just the path `/` or `.*`. */
export function matchesEverything({ path, conditions }: RouteMatch): boolean {
  return conditions.length === 0 && (path === undefined || isAnyPath(path));
}

export function isAnyPath({ kind, value }: PathMatch): boolean {
  return kind === "regex" ? /^\/?\.\*$/.test(value) : kind !== "exact" && value === "/";
}

function coversPath(wide: PathMatch | undefined, narrow: PathMatch | undefined): boolean {
  if (wide === undefined || isAnyPath(wide)) return true;
  if (narrow === undefined) return false;
  if (wide.kind === narrow.kind && wide.value === narrow.value) return true;
  if (narrow.kind === "regex") return false;
  if (wide.kind === "prefix") return narrow.value.startsWith(wide.value);
  return wide.kind === "path-prefix" && isBelow(narrow.value, wide.value);
}

function isBelow(path: string, prefix: string): boolean {
  const folder = prefix.replace(/\/$/, "");
  return path === folder || path.startsWith(`${folder}/`);
}

function ignoresCase({ field }: RouteMatch): boolean {
  return field.get("ignoreUriCase")?.boolean()?.value === true;
}

/** Maps of conditions, each of which must hold. */
const maps: ReadonlySet<string> = new Set([
  "headers",
  "queryParams",
  "sourceLabels",
  "withoutHeaders",
]);

/** Names things or says how to compare, and is no condition. */
const noConditions: ReadonlySet<string> = new Set(["ignoreUriCase", "statPrefix"]);

function stands(condition: Field, match: Field): boolean {
  const key = String(condition.step);
  if (noConditions.has(key)) return true;
  const other = match.get(key);
  if (other === undefined) return false;
  if (!maps.has(key) || !condition.isMap) return sameValue(condition, other);
  return condition.fields().every((entry) => {
    const there = other.get(String(entry.step));
    return there !== undefined && sameValue(entry, there);
  });
}

function sameValue(left: Field, right: Field): boolean {
  return valueText(left) === valueText(right);
}

function valueText(field: Field): string {
  return JSON.stringify(field.toValue("drop nulls"));
}

/** What must stand in a match for a condition to hold there: its value, or each entry of a map of conditions. */
export function conditionPairs(condition: Field): readonly string[] {
  const key = String(condition.step);
  if (noConditions.has(key)) return [];
  if (!maps.has(key) || !condition.isMap) return [pairOf(key, "", condition)];
  return condition.fields().map((entry) => pairOf(key, String(entry.step), entry));
}

/** The same for all that is written in a match, however it is meant. */
export function writtenPairs({ field }: RouteMatch): readonly string[] {
  return field.fields().flatMap(conditionPairs);
}

function pairOf(key: string, name: string, value: Field): string {
  return JSON.stringify([key, name, valueText(value)]);
}
