import type { Retries } from "../../src/mesh/objects/route.ts";
import { addAfter } from "../../src/rule/edits.ts";
import { defineRule, istio } from "../../src/rule/rule.ts";
import type { Finding } from "../../src/rule/finding.ts";
import type { Field } from "../../src/yaml/field.ts";

/** Fields that admission refuses where `attempts` is 0 or absent. */
const refusedFields: ReadonlySet<string> = new Set([
  "perTryTimeout",
  "retryOn",
  "retryRemoteLocalities",
]);

export const retriesWithoutAttempts = defineRule({
  id: "retries-without-attempts",
  topic: "admission",
  summary: "a retry policy whose `attempts` is missing, 0 or negative, so nothing is retried",
  severity: "error",
  severityWhere: { warning: "only `attempts` is missing, which Istio accepts" },
  answers: ["IST0106"],
  reads: "route",
  fields: { "networking.istio.io/VirtualService": ["spec.http[].retries"] },
  evidence: [
    istio(
      "pkg/config/validation/agent/validation.go",
      "ValidateHTTPRetry: policy configured, attempts 0",
    ),
    istio(
      "pilot/pkg/networking/core/route/retry/retry.go",
      "ConvertPolicy: no policy at attempts <= 0",
    ),
  ],
  fixable: "unsafe",
  *check({ retries }) {
    if (!retries?.field.isMap) return;
    const attempts = retries.field.get("attempts");
    if (attempts && retries.attempts === undefined) return;
    const count = retries.attempts?.value ?? 0;
    const refused = retries.field.fields().find((field) => isRefused(field));
    if (count < 0) yield negative(retries, count);
    else if (count === 0 && refused) yield refusedWithout(retries, refused);
    else if (attempts === undefined) yield switchedOff(retries);
  },
});

function isRefused(field: Field): boolean {
  return refusedFields.has(String(field.step)) && field.text !== "";
}

function negative(retries: Retries, count: number): Finding {
  return {
    headline: `\`attempts\` is ${count}, but cannot be below 0`,
    primary: { span: (retries.attempts ?? retries.field).span, text: "below 0" },
    note: "Istio refuses the whole VirtualService, so its new routes never take effect",
    help: "set `attempts: 0` to disable retries, or to the number of retries after the first attempt",
  };
}

function refusedWithout(retries: Retries, refused: Field): Finding {
  const { attempts } = retries;
  const name = String(refused.step);
  const edit = attempts ? undefined : addAfter(refused, "attempts: 2");
  return {
    headline: attempts
      ? `\`${name}\` is set, but \`attempts: 0\` disables retries`
      : `\`${name}\` is set, but without \`attempts\` nothing is retried`,
    primary: attempts
      ? { span: attempts.span, text: "no retries" }
      : { span: retries.field.keySpan, text: "no `attempts` here" },
    related: [{ span: refused.keySpan, text: "needs `attempts` above 0" }],
    note: "Istio refuses the whole VirtualService, so its new routes never take effect",
    help: attempts
      ? `remove \`${name}\`, or set \`attempts\` to the number of retries after the first attempt`
      : "add `attempts`: the number of retries after the first attempt (Istio's own default is 2)",
    ...(edit && {
      fix: {
        title: "add `attempts: 2`: failed calls are then retried",
        safe: false,
        edits: [edit],
      },
    }),
  };
}

function switchedOff(retries: Retries): Finding {
  return {
    headline: "`retries` without `attempts` disables retries",
    primary: { span: retries.field.keySpan, text: "no `attempts` here" },
    note: "Istio's two default retries are lost: UNAVAILABLE (14) during rollouts reaches the callers",
    help: "add `attempts`, or set `attempts: 0` to disable retries",
    severity: "warning",
  };
}
