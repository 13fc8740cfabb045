import type { Severity } from "../rule/finding.ts";
import { severities } from "../rule/finding.ts";
import type { Field } from "../yaml/field.ts";
import { parseDuration } from "../mesh/objects/duration.ts";
import { regexFault } from "../validate/regex-syntax.ts";
import type { FileFault } from "./file-fault.ts";

/** What a condition asks of the values of a field. */
export const operators = [
  "exists",
  "equals",
  "notEquals",
  "in",
  "notIn",
  "startsWith",
  "endsWith",
  "contains",
  "matches",
  "atLeast",
  "atMost",
] as const;
export type Operator = (typeof operators)[number];

export type Operand = string | number | boolean;

/** A path below the item, and what its values have to be; every one of several. */
export interface Condition {
  readonly field: string;
  readonly operator: Operator;
  readonly operands: readonly Operand[];
}

/** A rule of a team, as data. */
export interface CustomRule {
  readonly id: string;
  /** The kinds it applies to; empty if it applies to gRPC routes. */
  readonly kinds: readonly string[];
  readonly view: "grpc-route" | undefined;
  /** What is judged within a resource; the resource itself if empty. */
  readonly each: string;
  /** What holds of the items that are judged. */
  readonly where: readonly Condition[];
  /** What has to hold of them. */
  readonly require: readonly Condition[];
  readonly message: string;
  readonly note: string;
  readonly help: string;
  readonly severity: Severity;
}

export function customRulesIn(field: Field | undefined): readonly CustomRule[] {
  return field?.entries().map(customRuleOf) ?? [];
}

function customRuleOf(field: Field): CustomRule {
  const text = (key: string): string => field.get(key)?.text ?? "";
  const kind = field.get("kind");
  return {
    id: field.key.value,
    kinds: kind?.isList ? kind.strings().map(({ value }) => value) : kind?.text ? [kind.text] : [],
    view: text("view") === "grpc-route" ? "grpc-route" : undefined,
    each: text("each"),
    where: conditionsIn(field.get("where")),
    require: conditionsIn(field.get("require")),
    message: text("message"),
    note: text("note"),
    help: text("help"),
    severity: severities.find((severity) => severity === text("severity")) ?? "warning",
  };
}

function conditionsIn(field: Field | undefined): readonly Condition[] {
  if (field === undefined) return [];
  return (field.isList ? field.items() : [field]).flatMap(conditionOf);
}

function conditionOf(field: Field): readonly Condition[] {
  const path = field.get("field")?.text ?? "";
  return operators.flatMap((operator) => {
    const operand = field.get(operator);
    if (operand === undefined) return [];
    const values = operand.isList ? operand.items() : [operand];
    return { field: path, operator, operands: values.flatMap((value) => operandOf(value)) };
  });
}

function operandOf(field: Field): readonly Operand[] {
  const value = field.scalar()?.value;
  return value === undefined || value === null ? [] : [value];
}

/** What no schema can say of custom rules. */
export function customRuleFaults(
  field: Field | undefined,
  ruleNames: readonly string[],
): readonly FileFault[] {
  const known = new Set(ruleNames);
  return (field?.entries() ?? []).flatMap((rule) => {
    const isNeither = (rule.get("kind") === undefined) === (rule.get("view") === undefined);
    return [
      known.has(rule.key.value) ? [taken(rule)] : [],
      isNeither ? [kindOrView(rule)] : [],
      conditionFaults(rule.get("where")),
      conditionFaults(rule.get("require")),
      pathFaults(rule.get("each")),
      wordFaults(rule.get("message")),
    ].flat();
  });
}

/** What `message` may be filled in with. */
const fillable: ReadonlySet<string> = new Set(["kind", "name", "namespace", "value"]);

function wordFaults(message: Field | undefined): readonly FileFault[] {
  const words = message?.text?.match(/\{\w+\}/g) ?? [];
  const unknown = words.find((word) => !fillable.has(word.slice(1, -1)));
  if (message === undefined || unknown === undefined) return [];
  return [
    {
      headline: `unknown placeholder \`${unknown}\``,
      primary: { span: message.span, text: "not replaced" },
      help: [`use ${[...fillable].map((it) => `\`{${it}}\``).join(", ")}`],
    },
  ];
}

function taken(rule: Field): FileFault {
  return {
    headline: `rule \`${rule.key.value}\` already exists`,
    primary: { span: rule.keySpan, text: "name of a built-in rule" },
    help: ["choose another name; the built-in rule is configured under `rules`"],
  };
}

function kindOrView(rule: Field): FileFault {
  return {
    headline: `\`${rule.key.value}\` needs either \`kind\` or \`view\``,
    primary: { span: rule.keySpan, text: "no resources selected" },
    help: ["set `kind: VirtualService`, or `view: grpc-route` for gRPC routes"],
  };
}

function conditionFaults(field: Field | undefined): readonly FileFault[] {
  if (field === undefined) return [];
  return (field.isList ? field.items() : [field]).flatMap((condition) =>
    [
      pathFaults(condition.get("field")),
      operatorFaults(condition),
      patternFaults(condition.get("matches")),
      boundFaults(condition.get("atLeast") ?? condition.get("atMost")),
    ].flat(),
  );
}

function operatorFaults(condition: Field): readonly FileFault[] {
  const keys = condition.entries().filter(({ step }) => step !== "field");
  if (keys.length === 1) return [];
  const names = operators.map((name) => `\`${name}\``).join(", ");
  return [
    {
      headline:
        keys.length === 0
          ? "a condition without an operator"
          : "a condition with several operators",
      primary: { span: condition.span, text: "needs one operator" },
      help: [`the operators are ${names}; use one condition for each`],
    },
  ];
}

function pathFaults(field: Field | undefined): readonly FileFault[] {
  const path = field?.text;
  if (field === undefined || path === undefined || isPath(path)) return [];
  return [
    {
      headline: `\`${path}\` is not a valid field path`,
      primary: { span: field.span, text: "cannot be read" },
      help: [
        'use names, `[]` for items and `{}` for values: `spec.http[].route[]`, `metadata.labels["example.com/team"]`',
      ],
    },
  ];
}

function isPath(path: string): boolean {
  if (path === ".") return true;
  const step = /[^.[\]{}"\s]+|\["[^"]+"\]/.source;
  return new RegExp(`^(?:${step})(?:\\[\\]|\\{\\}|\\["[^"]+"\\]|\\.[^.[\\]{}"\\s]+)*$`).test(path);
}

function boundFaults(field: Field | undefined): readonly FileFault[] {
  const bound = field?.scalar()?.value;
  if (field === undefined || typeof bound === "number") return [];
  if (typeof bound === "string" && parseDuration(bound) !== undefined) return [];
  return [
    {
      headline: `\`${field.text ?? ""}\` is not a number or a duration`,
      primary: { span: field.span, text: "cannot be compared" },
      help: ["use a number, or a duration such as `10s`"],
    },
  ];
}

function patternFaults(field: Field | undefined): readonly FileFault[] {
  const pattern = field?.text;
  if (field === undefined || pattern === undefined) return [];
  if (regexFault(pattern) === undefined) return [];
  return [
    {
      headline: `\`${pattern}\` is not a valid RE2 regular expression`,
      primary: { span: field.span, text: "cannot be read" },
      help: ["use RE2 syntax: no lookaround, no backreferences"],
    },
  ];
}
