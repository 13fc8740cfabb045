import type { Violation } from "./violation.ts";

interface ComingField {
  readonly kind: string;
  /** Path with `[]` for the items of lists. */
  readonly path: string;
  /** The release that is expected to have it. */
  readonly since: string;
  readonly values: readonly string[];
}

/**
 * Fields that Istio's main branch has, but no release that is known here. Source: the tests of its CRDs,
 * `pkg/config/validation/testdata/crds` (August 2026).
 */
const comingFields: readonly ComingField[] = [
  {
    kind: "RequestAuthentication",
    path: "spec.jwtRules[].presence",
    since: "1.32",
    values: ["REQUIRED"],
  },
];

/** An unknown field that the release after the newest known one brings is only too new for `target`. */
export function knowComing(violation: Violation, target: string): Violation {
  if (violation.kind !== "unknown-field") return violation;
  const { resource, field } = violation;
  const path = field.path.replaceAll(/\[\d+\]/g, "[]");
  const value = field.text ?? "";
  const found = comingFields.find(
    ({ kind, path: at, values }) =>
      kind === resource.kind && path.endsWith(at) && values.includes(value),
  );
  if (found === undefined) return violation;
  return {
    kind: "newer-field",
    product: "istio",
    what: "field",
    since: found.since,
    target,
    resource,
    field,
  };
}
