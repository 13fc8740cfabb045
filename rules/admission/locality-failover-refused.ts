import { policyPlaces } from "../../src/mesh/ask/policy-places.ts";
import { replaceText } from "../../src/rule/edits.ts";
import { offerFix } from "../../src/rule/offer-fix.ts";
import { defineRule, istio } from "../../src/rule/rule.ts";
import type { Finding } from "../../src/rule/finding.ts";
import type { Field } from "../../src/yaml/field.ts";

/** Failover by region already means these. */
const topologyLabels: ReadonlySet<string> = new Set([
  "topology.kubernetes.io/region",
  "topology.kubernetes.io/zone",
  "topology.istio.io/subzone",
]);

export const localityFailoverRefused = defineRule({
  id: "locality-failover-refused",
  topic: "admission",
  summary: "a `failover` between localities that Istio refuses",
  severity: "error",
  answers: ["IST0106"],
  reads: "trafficPolicy",
  fields: policyPlaces("loadBalancer.localityLbSetting", "loadBalancer.zoneAwareLbSetting"),
  evidence: [
    istio("pkg/config/validation/agent/validation.go", "ValidateLocalityLbSetting: failover"),
  ],
  fixable: "unsafe",
  *check({ loadBalancer }) {
    const setting = loadBalancer?.get("localityLbSetting");
    const zones = loadBalancer?.get("zoneAwareLbSetting");
    if (setting && zones) yield exclusive(zones, setting);
    for (const entry of zones?.get("failover")?.items() ?? []) yield* checkEntry(entry);
    const zoneLabel = topologyLabel(zones?.get("failoverPriority"));
    if (zones && zoneLabel) yield doubled(zoneLabel, zones);
    const failover = setting?.get("failover");
    if (failover === undefined || failover.items().length === 0) return;
    const distribute = setting?.get("distribute");
    // Istio looks no further, and the entries go with either of the two.
    if (distribute && distribute.items().length > 0) yield exclusive(failover, distribute);
    else yield* checkFailover(failover, setting?.get("failoverPriority"));
  },
});

function topologyLabel(priority: Field | undefined): Field | undefined {
  return priority?.items().find((it) => topologyLabels.has(it.text ?? ""));
}

function* checkFailover(failover: Field, priority: Field | undefined): Generator<Finding> {
  const label = topologyLabel(priority);
  if (label) yield doubled(label, failover);
  for (const entry of failover.items()) yield* checkEntry(entry);
}

function* checkEntry(entry: Field): Generator<Finding> {
  const from = entry.get("from");
  const to = entry.get("to");
  for (const region of [from, to]) {
    const value = region?.text;
    if (region && value !== undefined && /[/*]/.test(value)) yield noRegion(region, value);
  }
  const region = from?.text ?? "";
  if (region !== (to?.text ?? "")) return;
  yield to === undefined || region === "" ? noRegions(entry) : toItself(to);
}

const note = "Istio's webhook refuses the DestinationRule: its failover never takes effect";

function exclusive(one: Field, other: Field): Finding {
  return {
    headline: `\`${String(one.step)}\` and \`${String(other.step)}\` are mutually exclusive`,
    primary: { span: one.keySpan, text: "one of the two" },
    related: [{ span: other.keySpan, text: "the other" }],
    note,
    help: String(one.step).startsWith("zone")
      ? "keep `zoneAwareLbSetting` to balance by zone, or `localityLbSetting` to set weights or regions"
      : "keep `distribute` to spread calls always, `failover` to move them only when pods fail",
  };
}

function doubled(label: Field, failover: Field): Finding {
  return {
    headline: `\`${String(failover.step)}\` and \`${label.text ?? ""}\` are mutually exclusive`,
    primary: { span: label.span, text: "a locality label" },
    related: [{ span: failover.keySpan, text: "already uses localities" }],
    note,
    help: "keep only other labels in `failoverPriority`, or remove the conflicting setting",
  };
}
const wholeRegion = { title: "use only the region (all of it then fails over)", safe: false };

function noRegion(region: Field, value: string): Finding {
  const name = /^([^/*]+)\//.exec(value)?.[1];
  return {
    headline: `\`failover\` must name a whole region; \`${value}\` is not one`,
    primary: { span: region.span, text: "not a region's name" },
    note,
    help:
      name === undefined
        ? "use one entry per region, with the full name of the region"
        : `use only the region: \`${name}\``,
    ...offerFix(name === undefined ? undefined : replaceText(region, name), wholeRegion),
  };
}

function noRegions(entry: Field): Finding {
  return {
    headline: "an entry of `failover` names no regions",
    primary: { span: entry.span, text: "no `from` and `to`" },
    note,
    help: "set the regions in `from` and `to`, or remove the entry",
  };
}

function toItself(to: Field): Finding {
  return {
    headline: `region \`${to.text ?? ""}\` fails over to itself`,
    primary: { span: to.span, text: "the same region" },
    note,
    help: "name another region in `to`; failover between zones of a region needs no entry",
  };
}
