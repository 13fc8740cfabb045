import type { Finding } from "./finding.ts";

/** A finding about an object that the API server does not take. */
export function refusal(finding: Omit<Finding, "note">): Finding {
  return {
    ...finding,
    note: "the API server refuses the object, so nothing in it takes effect",
  };
}
