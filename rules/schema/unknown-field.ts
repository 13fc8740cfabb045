import { renameKey } from "../../src/rule/edits.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { shortPath, tokenSpan } from "../../src/rule/places.ts";
import { defineRule, istioApi, kubernetes } from "../../src/rule/rule.ts";
import type { OtherLevel, RemovedField, UnknownField } from "../../src/schema/violation.ts";
import { productSetting, productTitle } from "../../src/rule/products.ts";
import { list } from "../../src/text/lists.ts";
import { isRespelling } from "../../src/text/similar-name.ts";

export const unknownField = defineRule({
  id: "unknown-field",
  topic: "schema",
  summary: "a field that its kind does not have there",
  severity: "error",
  reads: "violation",
  evidence: [
    kubernetes(
      "apiextensions-apiserver/pkg/apiserver/schema/pruning/algorithm.go",
      "fields that the structural schema does not name are pruned; strict field validation refuses them",
    ),
    istioApi("kubernetes/customresourcedefinitions.gen.yaml", "openAPIV3Schema of every kind"),
  ],
  fixable: "safe",
  *check(violation) {
    if (violation.kind === "removed-field") yield removedField(violation);
    if (violation.kind === "unknown-field" && !hasOwnRule(violation)) yield strangeField(violation);
  },
});

/** `destination-port-name` knows which number is meant. */
function hasOwnRule({ name, field }: UnknownField): boolean {
  return (
    name === "name" &&
    /^spec\.http\[\d+\]\.(?:(?:route|mirrors)\[\d+\]\.destination|mirror)\.port$/.test(
      field.parent?.path ?? "",
    )
  );
}

const consequence = "rejected under strict validation; otherwise the field is silently dropped";

function strangeField(violation: UnknownField): Finding {
  const { field, name, nearest, elsewhere } = violation;
  return {
    headline: `${levelTitle(violation)} has no field \`${name}\``,
    primary: { span: field.keySpan, text: "unknown field" },
    ...(elsewhere && elsewhere.field.parent && { related: [hasTheField(elsewhere, name)] }),
    note: consequence,
    help: helpFor(violation),
    ...(nearest !== undefined && renamed(violation, nearest)),
  };
}

function levelTitle({ field, resource }: UnknownField): string {
  const level = field.parent;
  const isRoot = level === undefined || level.isSame(resource.root);
  return isRoot ? `a ${resource.kind}` : `\`${shortPath(level)}\``;
}

function hasTheField({ field, below }: OtherLevel, name: string) {
  const text =
    below.length === 0 ? `has a field \`${name}\`` : `has \`${[...below, name].join(".")}\``;
  return { span: tokenSpan(field), text };
}

function helpFor(violation: UnknownField): string {
  const { name, nearest, elsewhere, accepted } = violation;
  if (nearest !== undefined) return `use \`${nearest}\``;
  if (elsewhere) return moveTo(violation, elsewhere);
  if (accepted.length === 0) return `remove \`${name}\`; nothing is allowed here`;
  return `remove \`${name}\`; the fields of this level are ${list(accepted)}`;
}

function moveTo(
  { name, field, resource }: UnknownField,
  { field: level, below }: OtherLevel,
): string {
  if (below.length > 0) return `move it to \`${[...below, name].join(".")}\``;
  if (level.isSame(resource.root)) return `move \`${name}\` to the top level, next to \`kind\``;
  const branch = branchBelow(level, field);
  return `move \`${name}\` into \`${shortPath(level)}\`, next to \`${branch}\``;
}

/** The key of the level that the field was written below. */
function branchBelow(level: OtherLevel["field"], field: UnknownField["field"]): string {
  let here = field;
  while (here.parent !== undefined && !here.parent.isSame(level)) here = here.parent;
  return here.key.value;
}

/** Another spelling of the same name is a slip; a similar name is a guess. */
function renamed({ field, name }: UnknownField, nearest: string): Pick<Finding, "fix"> {
  const edit = renameKey(field, nearest);
  if (edit === undefined || field.parent?.get(nearest) !== undefined) return {};
  const safe = isRespelling(name, nearest);
  const title = safe
    ? `rename it to \`${nearest}\``
    : `rename it to \`${nearest}\` (the setting then takes effect)`;
  return { fix: { title, safe, edits: [edit] } };
}

function removedField({ field, product, until, target }: RemovedField): Finding {
  const name = field.key.value;
  return {
    headline: `\`${name}\` is gone since ${productTitle(product)} ${until}`,
    primary: { span: field.keySpan, text: `unknown in ${productTitle(product)} ${target}` },
    note: consequence,
    help: `remove \`${name}\`, or set the \`${productSetting(product)}\` that is installed`,
  };
}
