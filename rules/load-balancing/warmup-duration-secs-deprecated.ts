import { policyPlaces } from "../../src/mesh/ask/policy-places.ts";
import { replaceEntry } from "../../src/rule/edits.ts";
import { defineRule, istio, istioApi } from "../../src/rule/rule.ts";
import type { Finding } from "../../src/rule/finding.ts";
import type { Field } from "../../src/yaml/field.ts";
import { removeField } from "../../src/rule/removals.ts";

export const warmupDurationSecsDeprecated = defineRule({
  id: "warmup-duration-secs-deprecated",
  topic: "load-balancing",
  summary: "`warmupDurationSecs` is the deprecated form of `warmup.duration`",
  severity: "warning",
  reads: "trafficPolicy",
  fields: policyPlaces("loadBalancer.warmupDurationSecs"),
  evidence: [
    istioApi(
      "networking/v1alpha3/destination_rule.proto",
      "LoadBalancerSettings.warmup_duration_secs [deprecated]",
    ),
    istio(
      "pilot/pkg/networking/core/cluster_traffic_policy.go",
      "applyLeastRequestLoadBalancer: warmup before warmupDurationSecs",
    ),
  ],
  fixable: "safe",
  *check(policy) {
    const old = policy.loadBalancer?.get("warmupDurationSecs");
    const warmup = policy.loadBalancer?.get("warmup");
    if (old && !knowsNoWarmup(policy.loadBalancer))
      yield warmup ? overruled(old, warmup) : deprecated(old);
  },
});

/** `warmup-ignored-by-balancer` speaks of these. */
function knowsNoWarmup(balancer: Field | undefined): boolean {
  const simple = balancer?.get("simple")?.text ?? "";
  return (
    balancer?.get("consistentHash") !== undefined || ["RANDOM", "PASSTHROUGH"].includes(simple)
  );
}

function overruled(old: Field, warmup: Field): Finding {
  const edit = removeField(old);
  return {
    headline: "`warmupDurationSecs` is ignored when `warmup` is set",
    primary: { span: old.keySpan, text: "ignored" },
    related: [{ span: warmup.keySpan, text: "used instead" }],
    note: "only `warmup.duration` ramps up calls to new pods",
    help: "remove `warmupDurationSecs`",
    ...(edit && { fix: { title: "remove `warmupDurationSecs`", safe: true, edits: [edit] } }),
  };
}

function deprecated(old: Field): Finding {
  const duration = old.text;
  const entry = `warmup: { duration: ${duration ?? ""} }`;
  const edit = duration === undefined ? undefined : replaceEntry(old, entry);
  return {
    headline: "`warmupDurationSecs` is deprecated in favour of `warmup.duration`",
    primary: { span: old.keySpan, text: "deprecated since Istio 1.24" },
    note: "both ramp up calls to new pods over this time; only `warmup` lets you configure how",
    help: "use `warmup.duration`",
    ...(edit && { fix: { title: `use \`${entry}\``, safe: true, edits: [edit] } }),
  };
}
