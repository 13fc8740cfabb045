import { similarName } from "../../text/similar-name.ts";
import type { Selector } from "../objects/select.ts";
import type { Workload } from "../objects/workload.ts";

/** The key of a label that a selector and pods spell differently. */
export interface LabelSlip {
  readonly written: string;
  readonly carried: string;
  /** The one of them that everybody uses; `undefined` where neither is known. */
  readonly right: string | undefined;
}

/** Keys that Istio and Kubernetes recommend, and many tools read. */
const usual: ReadonlySet<string> = new Set([
  "app",
  "component",
  "env",
  "environment",
  "istio",
  "name",
  "release",
  "role",
  "tier",
  "track",
  "version",
  "app.kubernetes.io/component",
  "app.kubernetes.io/instance",
  "app.kubernetes.io/name",
  "app.kubernetes.io/part-of",
  "app.kubernetes.io/version",
]);

/** A key of `selector` that no pod has, though each of them has one that is spelt nearly the same. */
export function labelSlip(selector: Selector, pods: readonly Workload[]): LabelSlip | undefined {
  const [first, ...others] = pods;
  if (first === undefined) return undefined;
  const shared = [...first.labels.keys()].filter((key) => others.every((it) => it.labels.has(key)));
  for (const written of selector.keys()) {
    const carried = shared.includes(written) ? undefined : similarName(written, shared);
    if (carried === undefined || selector.has(carried)) continue;
    return { written, carried, right: [written, carried].find((key) => usual.has(key)) };
  }
  return undefined;
}
