import type { Finding } from "../../src/rule/finding.ts";
import { shortPath, tokenSpan } from "../../src/rule/places.ts";
import { defineRule, istioApi, kubernetes } from "../../src/rule/rule.ts";
import type { MissingField } from "../../src/schema/violation.ts";
import type { Field } from "../../src/yaml/field.ts";

export const missingField = defineRule({
  id: "missing-field",
  topic: "schema",
  summary: "a field that its kind requires is missing",
  severity: "error",
  answers: ["IST0106"],
  reads: "violation",
  evidence: [
    istioApi("kubernetes/customresourcedefinitions.gen.yaml", "`required` of every object"),
    kubernetes(
      "apiextensions-apiserver/pkg/apiserver/schema/defaulting/prune.go",
      "nulls are dropped first",
    ),
    kubernetes("api/openapi-spec/v3", "`required` of every object"),
  ],
  *check(violation, mesh) {
    if (violation.kind !== "missing-field") return;
    const { resource, field, name } = violation;
    const level = field.path.replaceAll(/\[\d+\]/g, "[]");
    // A kustomization that adds it, such as `commonLabels` a selector, may have to be built by kustomize itself.
    if (mesh.isPatched(resource, level === "" ? name : `${level}.${name}`)) return;
    yield lacksField(violation);
  },
});

function lacksField(violation: MissingField): Finding {
  const { resource, field, name } = violation;
  const empty = field.entries().find(({ key }) => key.value === name);
  if (empty) return isEmpty(empty);
  const isRoot = field.isSame(resource.root);
  const level = isRoot ? `this ${resource.kind}` : `\`${shortPath(field)}\``;
  const span = isRoot ? (resource.root.get("kind") ?? field).span : tokenSpan(field);
  return {
    headline: `${level} has no \`${name}\``,
    primary: { span, text: `lacks \`${name}\`` },
    note: "the API server refuses the object, so nothing in it takes effect",
    help: `add \`${name}\``,
  };
}

/** The API server drops a null before it asks for what is required. */
function isEmpty(field: Field): Finding {
  const name = `\`${field.key.value}\``;
  return {
    headline: `${name} is required, but has no value`,
    primary: { span: field.keySpan, text: "empty counts as missing" },
    note: "the API server refuses the object, so nothing in it takes effect",
    help: `give ${name} a value`,
  };
}
