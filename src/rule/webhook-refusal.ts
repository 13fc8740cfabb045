import type { Resource } from "../manifest/resource.ts";
import type { Finding } from "./finding.ts";

/** A finding about a resource that Istio's validating webhook (istiod) does not take. */
export function webhookRefusal({ kind }: Resource, finding: Omit<Finding, "note">): Finding {
  return {
    ...finding,
    note: `Istio's webhook refuses the ${kind}: the change is rejected; the previous version stays in effect`,
  };
}
