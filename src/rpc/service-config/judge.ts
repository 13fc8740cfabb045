import type { JsonFault, JsonText } from "../json-text.ts";
import { coreRefusals } from "./core.ts";
import { goRefusals } from "./go.ts";
import { javaRefusals } from "./java.ts";
import { nodeRefusals } from "./node.ts";
import type { ConfigRefusal } from "./refusal.ts";

/** The implementations of gRPC that read service configs; `python` is the C core, which others share. */
export const languages = ["go", "python", "js", "java"] as const;

export type ClientLanguage = (typeof languages)[number];

/** What breaks JSON for each of them. */
const faultsThatCount: Readonly<Record<ClientLanguage, ReadonlySet<JsonFault["kind"]>>> = {
  go: new Set(["syntax", "byte-order-mark", "trailing-text", "control-character"]),
  python: new Set([
    "syntax",
    "byte-order-mark",
    "trailing-text",
    "control-character",
    "repeated-key",
  ]),
  js: new Set(["syntax", "byte-order-mark", "trailing-text", "control-character"]),
  java: new Set(["syntax", "repeated-key"]),
};

const reasons: Readonly<Record<JsonFault["kind"], string>> = {
  syntax: "is where the service config stops being valid JSON",
  "byte-order-mark": "is a byte order mark, which JSON does not allow",
  "trailing-text": "is text after the end of the JSON",
  "repeated-key": "is a repeated key",
  "control-character": "is a control character in a string",
};

const refusalsOf = {
  go: goRefusals,
  python: coreRefusals,
  js: nodeRefusals,
  java: javaRefusals,
} as const;

/** Why a client in this language refuses a service config as its default one; `undefined` where it accepts it. */
export function refusalBy(
  language: ClientLanguage,
  { root, faults }: JsonText,
  isEmpty = false,
): ConfigRefusal | undefined {
  // No text is no configuration in JavaScript.
  if (isEmpty && language === "js") return undefined;
  const fault = faults.find(({ kind }) => faultsThatCount[language].has(kind));
  if (fault !== undefined) {
    return { start: fault.start, end: fault.end, reason: reasons[fault.kind] };
  }
  if (root === undefined) return undefined;
  const [first] = refusalsOf[language](root);
  return first;
}

/** The same for a program with unknown linked policies. */
export function certainRefusalBy(
  language: ClientLanguage,
  json: JsonText,
): ConfigRefusal | undefined {
  const first = refusalBy(language, json);
  if (first?.mayBeLinked !== true || json.root === undefined) return first;
  for (const refusal of refusalsOf[language](json.root)) {
    if (refusal.mayBeLinked !== true) return refusal;
  }
  return undefined;
}
