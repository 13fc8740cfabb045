import type { Field } from "../yaml/field.ts";
import { aspect, type Aspect } from "./aspect.ts";
import type { Subject } from "./subject.ts";

/** What the zone of a pod has to do with it. */
export function localityOf({ upstream, state, host }: Subject): Aspect {
  const lb = upstream?.policy.loadBalancer;
  const distribution = host.service?.resource.spec?.get("trafficDistribution")?.text;
  const native =
    distribution === undefined
      ? "none, as the Service has no `trafficDistribution`"
      : `\`trafficDistribution: ${distribution}\``;
  const said = (value: string, field: Field | undefined): Aspect =>
    aspect({ key: "locality", value, field, native });
  const zoneAware = lb?.get("zoneAwareLbSetting");
  if (zoneAware) return said("zone aware routing", zoneAware);
  const mesh = state.cluster.config.written;
  const setting = lb?.get("localityLbSetting") ?? mesh?.get("localityLbSetting");
  const enabled = setting?.get("enabled");
  if (enabled?.boolean()?.value === false) return said("disabled", enabled);
  const distribute = setting?.get("distribute");
  if (distribute) return said("weights by locality (`distribute`)", distribute);
  const failover = setting?.get("failoverPriority") ?? setting?.get("failover");
  const outlier = upstream?.policy.outlierDetection;
  if (outlier === undefined) {
    return failover === undefined
      ? said("none: localities get equal shares (failover needs outlier detection)", undefined)
      : neverFailing(failover, native);
  }
  const order = failover ? ` by \`${String(failover.step)}\`` : "";
  return said(
    `nearest locality first, failover${order} as outlier detection ejects pods`,
    failover ?? outlier,
  );
}

function neverFailing(field: Field, native: string): Aspect {
  return aspect({
    key: "locality",
    value: "none: failover needs outlier detection",
    field,
    native,
    grade: "fault",
    gaps: [
      {
        weight: "medium",
        text: "locality failover is set, but never happens",
        help: "add `outlierDetection` to the DestinationRule",
      },
    ],
  });
}
