import { policyPlaces } from "../../src/mesh/ask/policy-places.ts";
import { renameKey } from "../../src/rule/edits.ts";
import { defineRule, istio, istioApi, thread } from "../../src/rule/rule.ts";
import type { Finding, Fix } from "../../src/rule/finding.ts";
import type { Field } from "../../src/yaml/field.ts";
import { removeField } from "../../src/rule/removals.ts";

export const outlierConsecutiveErrorsIgnored = defineRule({
  id: "outlier-consecutive-errors-ignored",
  topic: "outlier-detection",
  summary: "`consecutiveErrors` is accepted, but Istio no longer reads it",
  severity: "warning",
  answers: ["IST0133"],
  reads: "trafficPolicy",
  fields: policyPlaces("outlierDetection.consecutiveErrors"),
  evidence: [
    istioApi(
      "networking/v1alpha3/destination_rule.proto",
      "OutlierDetection.consecutive_errors [deprecated]",
    ),
    istio(
      "pilot/pkg/networking/core/cluster_traffic_policy.go",
      "applyOutlierDetection does not read it",
    ),
    thread("istio/istio#12349", "what consecutiveErrors counts"),
  ],
  fixable: "unsafe",
  *check({ outlierDetection }) {
    const old = outlierDetection?.get("consecutiveErrors");
    const read = outlierDetection?.get("consecutive5xxErrors");
    if (old && old.number()?.value !== 0) yield ignored(old, read);
  },
});

function ignored(old: Field, read: Field | undefined): Finding {
  const fix = read ? dropped(old) : renamed(old);
  return {
    headline: "`consecutiveErrors` is ignored: Istio has not read it since 1.7",
    primary: { span: old.keySpan, text: "ignored" },
    ...(read && { related: [{ span: read.keySpan, text: "read instead" }] }),
    note: read
      ? "a pod is ejected after the number of failed calls in `consecutive5xxErrors`"
      : `Envoy's default applies instead: a pod is ejected after 5 failed calls in a row`,
    help: read
      ? "remove `consecutiveErrors`"
      : "use `consecutive5xxErrors`, or `consecutiveGatewayErrors` to count only UNAVAILABLE",
    ...(fix && { fix }),
  };
}

function dropped(old: Field): Fix | undefined {
  const edit = removeField(old);
  return edit && { title: "remove `consecutiveErrors`", safe: true, edits: [edit] };
}

function renamed(old: Field): Fix | undefined {
  const edit = renameKey(old, "consecutive5xxErrors");
  const title = "use `consecutive5xxErrors` (the number then takes effect)";
  return edit && { title, safe: false, edits: [edit] };
}
