import type { Resource } from "../manifest/resource.ts";
import type { Places } from "../mesh/objects/written-at.ts";
import type { Finding, Severity } from "../rule/finding.ts";
import { placesOf } from "../rule/places-of.ts";
import { defineRule, type Citation, type Rule } from "../rule/rule.ts";
import type { Field } from "../yaml/field.ts";

/** Something that a release of Istio does in another way than the one before it. */
export interface Change {
  /** The release that brought it. */
  readonly release: string;
  readonly rule: Rule;
}

export interface ChangeDefinition {
  readonly release: string;
  /** Names what changes, kebab-case. */
  readonly id: string;
  readonly summary: string;
  readonly severity: Severity;
  readonly fields: Places;
  /** Whether a field in one of the places is concerned; all are if left out. */
  readonly concerns?: (field: Field, resource: Resource) => boolean;
  readonly evidence: Citation;
  /** Headline and help may name the field. */
  readonly says: (
    field: Field,
  ) => Pick<Finding, "headline" | "note" | "help"> & { readonly label: string };
}

/** A change as a rule over resources, so that it is found, placed and shown as all findings are. */
export function defineChange(definition: ChangeDefinition): Change {
  const { release, says, concerns = () => true, fields, evidence, ...named } = definition;
  const rule = defineRule({
    ...named,
    topic: "upgrades",
    reads: "resource",
    fields,
    evidence: [evidence],
    *check(resource) {
      for (const field of placesOf(resource, fields)) {
        if (!concerns(field, resource)) continue;
        const { label, ...said } = says(field);
        yield { ...said, primary: { span: tokenOf(field), text: label } };
      }
    },
  });
  return { release, rule };
}

function tokenOf(field: Field): Finding["primary"]["span"] {
  return field.scalar() === undefined ? field.keySpan : field.span;
}
