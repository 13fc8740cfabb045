import { findGrpcStatus } from "../../src/mesh/objects/grpc-status.ts";
import { isPlaceholder } from "../../src/mesh/objects/placeholder.ts";
import { isRetryCondition, retryConditionNames } from "../../src/mesh/objects/retry-conditions.ts";
import type { Retries } from "../../src/mesh/objects/route.ts";
import { replacePiece, replaceText } from "../../src/rule/edits.ts";
import { defineRule, istio } from "../../src/rule/rule.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { oneOf } from "../../src/text/lists.ts";
import { similarName } from "../../src/text/similar-name.ts";
import type { Field } from "../../src/yaml/field.ts";
import type { Located } from "../../src/yaml/source.ts";

export const retryOnUnknown = defineRule({
  id: "retry-on-unknown",
  topic: "admission",
  summary: "`retryOn` has an unknown condition",
  severity: "error",
  answers: ["IST0106"],
  reads: "route",
  fields: { "networking.istio.io/VirtualService": ["spec.http[].retries.retryOn"] },
  evidence: [
    istio(
      "pkg/config/validation/agent/validation.go",
      "ValidateHTTPRetry, supportedRetryOnPolicies",
    ),
  ],
  fixable: "safe",
  *check({ retries }) {
    if (retries?.retryOn === undefined) return;
    if (hasEmptyPiece(retries)) yield emptyCondition(retries.retryOn);
    for (const condition of retries.named) {
      const { value } = condition;
      if (isRetryCondition(value) || findGrpcStatus(value) || isPlaceholder(value)) continue;
      yield unknownCondition(retries.retryOn, condition);
    }
  },
});

/** `5xx,` and `5xx,,reset`; the empty string as a whole means Istio's default list. */
function hasEmptyPiece({ conditions }: Retries): boolean {
  return conditions.length > 1 && conditions.some(({ value }) => value.trim() === "");
}

function emptyCondition(retryOn: Field): Finding {
  const rest = retryOn.pieces(",").filter(({ value }) => value.trim() !== "");
  const edit = replaceText(retryOn, rest.map(({ value }) => value.trim()).join(","));
  return {
    headline: "`retryOn` has an empty condition",
    primary: { span: retryOn.span, text: "extra comma" },
    note: "Istio refuses the whole VirtualService, so its new routes never take effect",
    help: "remove the comma",
    ...(edit && { fix: { title: "remove the comma", safe: true, edits: [edit] } }),
  };
}

function unknownCondition(retryOn: Field, condition: Located<string>): Finding {
  const similar = similarName(condition.value, retryConditionNames);
  const edit = similar === undefined ? undefined : replacePiece(retryOn, condition, similar);
  return {
    headline: `\`${condition.value}\` is not a valid retry condition`,
    primary: { span: condition.span, text: whatItIs(condition.value) },
    note: "Istio refuses the whole VirtualService, so its new routes never take effect",
    help:
      similar === undefined
        ? `use ${oneOf(retryConditionNames, retryConditionNames.length)}, or a status such as \`503\``
        : `a similar condition exists: \`${similar}\``,
    ...(edit && { fix: { title: `use \`${similar}\``, safe: true, edits: [edit] } }),
  };
}

function whatItIs(condition: string): string {
  return /^\d+$/.test(condition) ? "not a registered HTTP status" : "not known to Istio";
}
