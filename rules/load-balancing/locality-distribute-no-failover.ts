import { policyPlaces } from "../../src/mesh/ask/policy-places.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, istio, thread } from "../../src/rule/rule.ts";
import type { Field } from "../../src/yaml/field.ts";

export const localityDistributeNoFailover = defineRule({
  id: "locality-distribute-no-failover",
  topic: "load-balancing",
  summary: "all calls are distributed to one locality, which leaves outlier detection no other",
  severity: "info",
  reads: "trafficPolicy",
  fields: policyPlaces("loadBalancer.localityLbSetting"),
  evidence: [
    istio(
      "pilot/pkg/networking/core/loadbalancer/loadbalancer.go",
      "applyLocalityWeights: endpoints of localities that `to` does not list are left out",
    ),
    thread("istio/istio#33470", "100 to one region: no failover, as all calls are to go there"),
    thread("istio/istio#48197", "100 to one zone: the endpoints of the other are not there"),
  ],
  *check({ loadBalancer, outlierDetection }) {
    const setting = loadBalancer?.get("localityLbSetting");
    const isOff = setting?.get("enabled")?.boolean()?.value === false;
    if (outlierDetection === undefined || isOff) return;
    for (const entry of setting?.get("distribute")?.items() ?? []) {
      const [only, ...others] = entry.get("to")?.fields() ?? [];
      if (only && others.length === 0 && isElsewhere(only, entry))
        yield bound(only, outlierDetection);
    }
  },
});

/** A locality elsewhere; where calls stay in the region of the client, that is what is asked for. */
function isElsewhere(to: Field, entry: Field): boolean {
  const [region] = String(to.step).split("/");
  return region !== "*" && region !== entry.get("from")?.text?.split("/")[0];
}

function bound(to: Field, outlierDetection: Field): Finding {
  return {
    headline: `calls go only to \`${String(to.step)}\`, even if its pods fail`,
    primary: { span: to.keySpan, text: "the only locality" },
    related: [{ span: outlierDetection.keySpan, text: "ejects failing pods" }],
    note: "`distribute` leaves out the endpoints of all other localities: when these pods fail, gRPC calls end with UNAVAILABLE (14), no healthy upstream",
    help: "use `failover` or `failoverPriority` to prefer a locality, or give others a share",
  };
}
