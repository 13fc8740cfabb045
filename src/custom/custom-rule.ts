import type { CustomRule } from "../config/custom-rules.ts";
import type { Finding } from "../rule/finding.ts";
import { tokenSpan } from "../rule/places.ts";
import { fieldsAt } from "../rule/places-of.ts";
import { defineRule, type Rule } from "../rule/rule.ts";
import type { Resource } from "../manifest/resource.ts";
import type { Field } from "../yaml/field.ts";
import { breachOf, holds } from "./conditions.ts";

/** Rules of a configuration as the engine runs rules. */
export function customRules(written: readonly CustomRule[]): readonly Rule[] {
  return written.map(customRule);
}

function customRule(rule: CustomRule): Rule {
  const named = {
    id: rule.id,
    topic: "custom",
    summary: rule.message,
    severity: rule.severity,
    evidence: [{ project: "configuration", path: ".istio-grpc-lint.yaml", detail: rule.id }],
  } as const;
  if (rule.view === "grpc-route") {
    return defineRule({
      ...named,
      reads: "route",
      *check({ field, resource, evidence }) {
        if (evidence.length > 0) yield* findingsIn(field, resource, rule);
      },
    });
  }
  return defineRule({
    ...named,
    reads: "resource",
    *check(resource) {
      if (resource.role === "resource" && rule.kinds.includes(resource.kind)) {
        yield* findingsIn(resource.root, resource, rule);
      }
    },
  });
}

function* findingsIn(from: Field, resource: Resource, rule: CustomRule): Iterable<Finding> {
  const items = rule.each === "" ? [from] : fieldsAt(from, rule.each);
  for (const item of items) {
    if (!rule.where.every((condition) => holds(item, condition))) continue;
    const breach = rule.require
      .map((condition) => breachOf(item, condition))
      .find((found) => found !== undefined);
    if (breach !== undefined) yield says(item, breach, { resource, rule });
  }
}

interface Around {
  readonly resource: Resource;
  readonly rule: CustomRule;
}

function says(item: Field, at: Field, { resource, rule }: Around): Finding {
  const name = resource.metadata?.get("name");
  const isWhole = at === item && item.parent === undefined;
  const span = isWhole
    ? (name?.span ?? resource.apiVersion.span)
    : at.scalar()
      ? at.span
      : tokenSpan(at);
  return {
    headline: filled(rule.message, resource, at),
    primary: { span, text: at === item ? "does not meet the rule" : "not as the rule requires" },
    note: rule.note || "a rule of this repository's configuration",
    help: rule.help || `see \`customRules.${rule.id}\` in the configuration`,
  };
}

/** `{kind}`, `{name}`, `{namespace}` and `{value}` in a message. */
function filled(message: string, { kind, name, namespace = "" }: Resource, at: Field): string {
  const value = at.scalar()?.value;
  const parts: Readonly<Record<string, string>> = {
    kind,
    name,
    namespace,
    value: value === undefined ? "" : String(value),
  };
  return message.replaceAll(/\{(\w+)\}/g, (whole, part: string) => parts[part] ?? whole);
}
