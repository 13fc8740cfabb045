import type { Label } from "../rule/finding.ts";
import type { Span } from "../yaml/source.ts";
import type { Place } from "./locate.ts";
import type { RuleFinding } from "./run-rules.ts";

/** Where an object says which one it is: what is said of it holds, whatever it is called. */
const identity = /(?:^|\.)metadata\.(?:name|namespace|generateName)$/;

/** Structure is compared with what is open in mind, and syntax is that of the text as it is. */
const ownAnswer = new Set(["schema", "syntax"]);

/**
 * Leaves out what is said of values that are filled in later, at either end: a placeholder agrees with anything.
 */
export function withoutOpen(
  findings: readonly RuleFinding[],
  placeOf: (span: Span) => Place,
): readonly RuleFinding[] {
  const isAboutOpen = ({ span }: Label): boolean => {
    const { isOpen, yamlPath = "" } = placeOf(span);
    return isOpen && !identity.test(yamlPath);
  };
  return findings.filter(
    ({ rule, finding: { primary, related = [] } }) =>
      ownAnswer.has(rule.topic) || ![primary, ...related].some(isAboutOpen),
  );
}
