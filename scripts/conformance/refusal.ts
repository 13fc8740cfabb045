import { defaultSettings } from "../../src/config/settings.ts";
import { lint } from "../../src/engine/lint.ts";
import { rules } from "../../rules/index.ts";
import { placeholderNotFilled } from "../../rules/syntax/placeholder-not-filled.ts";
import { parts } from "../../test/support/lint-text.ts";

/** The rules that judge what an API server or Istio's webhook refuses. */
const settings = {
  ...defaultSettings,
  // The releases whose verdicts they are.
  istioVersion: "1.31",
  forIstio: true,
  gatewayApiVersion: "1.6",
  only: ["syntax", "schema", "admission"],
  // The verdicts are of Istio's own checks and of CRDs: neither looks at the metadata that all objects have.
  skip: ["object-label-malformed", "object-name-malformed"],
};

/** What we say against a text: the ids and headlines of its errors; `undefined` where it is accepted. */
export function refusalOf(text: string): string | undefined {
  return verdictOf(text).refusal;
}

interface Verdict {
  readonly refusal: string | undefined;
  /** It holds placeholders, which agree with anything until another tool fills them in. */
  readonly isTemplate: boolean;
}

/** What we say against a text, and whether it is to be filled in first. */
export function verdictOf(text: string): Verdict {
  const targets = [{ path: "case.yaml", text }];
  const { diagnostics, failures } = lint({ targets, context: [] }, rules, settings, parts);
  for (const { ruleId, error } of failures) throw new Error(`${ruleId} failed`, { cause: error });
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  const refusal = errors.map(({ ruleId, headline }) => `${ruleId}: ${headline}`).join("; ");
  return {
    refusal: errors.length === 0 ? undefined : refusal,
    isTemplate: diagnostics.some(({ ruleId }) => ruleId === placeholderNotFilled.id),
  };
}
