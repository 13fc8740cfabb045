import { isPlaceholder } from "../mesh/objects/placeholder.ts";
import type { Finding } from "./finding.ts";
import { refusal } from "./refusal.ts";
import { shorten } from "../text/shorten.ts";
import type { Field } from "../yaml/field.ts";
import type { Located } from "../yaml/source.ts";

/** The selector of a ReplicationController is a map of labels. */
export function isSimple(selector: Field): boolean {
  return selector.parent?.parent?.get("kind")?.text === "ReplicationController";
}

const lists = ["matchLabels", "matchExpressions"];

export function isEmpty(selector: Field): boolean {
  const written = selector.pick(lists);
  const isBare = written.every((field) => field.fields().length + field.items().length === 0);
  // Another key is an unknown field, and may be a label that was meant.
  return isBare && !isSimple(selector) && selector.fields().length === written.length;
}

type Labels = ReadonlyMap<string, Located<string>>;

export function ofSelector(selector: Field, labels: Labels): readonly Field[] {
  const expressions = selector.get("matchExpressions")?.items() ?? [];
  return [
    ...of(selector.get("matchLabels")?.fields() ?? [], labels),
    ...expressions.filter((it) => !holds(it, labels)),
  ];
}

/** Those of a selector's labels that the pods do not have. */
export function of(wanted: readonly Field[], labels: Labels): readonly Field[] {
  return wanted.filter((field) => {
    const has = labels.get(field.key.value)?.value;
    const isOpen = [field.key.value, field.text ?? "", has ?? ""].some(isPlaceholder);
    return field.text !== undefined && field.text !== has && !isOpen;
  });
}

/** Whether labels are what an expression asks for; one that is itself faulty is not judged. */
function holds(expression: Field, labels: Labels): boolean {
  const key = expression.get("key")?.text;
  const values =
    expression
      .get("values")
      ?.strings()
      .map(({ value }) => value) ?? [];
  if (key === undefined || [key, ...values].some(isPlaceholder)) return true;
  const has = labels.get(key)?.value;
  if (has !== undefined && isPlaceholder(has)) return true;
  switch (expression.get("operator")?.text) {
    case "In":
      return has !== undefined && values.includes(has);
    case "NotIn":
      return has === undefined || !values.includes(has);
    case "Exists":
      return has !== undefined;
    case "DoesNotExist":
      return has === undefined;
    default:
      return true;
  }
}

/** Whether the labels of pods are completed elsewhere: `labels: {{ x }}`. */
export function isOpenMap(labels: Field | undefined): boolean {
  if (labels === undefined) return false;
  return !labels.isMap || labels.keys.some(isPlaceholder);
}

export function mismatch(field: Field, template: Field, labels: Labels): Finding {
  const isLabel = typeof field.step === "string";
  const key = isLabel ? field.key.value : (field.get("key")?.text ?? "");
  const has = labels.get(key);
  const place = template.at("metadata", "labels") ?? template.get("metadata") ?? template;
  return refusal({
    headline: `the selector does not match the labels of its own pods: \`${shorten(key)}\``,
    primary: { span: field.span, text: "not a pod label" },
    related: [{ span: has?.span ?? place.keySpan, text: has ? "the pod label" : "the pod labels" }],
    help: `use the same \`${shorten(key)}\` in \`selector\` and in the pod template labels`,
  });
}

export function empty(selector: Field): Finding {
  return refusal({
    headline: "the `selector` of a workload cannot be empty",
    primary: { span: selector.keySpan, text: "no labels" },
    help: "add `matchLabels` with labels of the pod template",
  });
}
