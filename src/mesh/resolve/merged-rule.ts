import type { Labels } from "./pod.ts";
import type { DestinationRule, Subset, TrafficPolicy } from "../objects/traffic-policy.ts";

/** DestinationRules of one host and namespace, seen as the one rule that Istio makes of them. */
export interface MergedRule {
  /** The oldest rule, with the subsets of the others, and their policy if it has none. */
  readonly rule: DestinationRule;
  readonly namespace: string | undefined;
  readonly exportTo: ReadonlySet<string>;
  readonly selector: Labels | undefined;
}

/**
 * Adds a rule to those of its host. Rules merge if their `exportTo` and selectors are alike; otherwise they stand side
 * by side. Source: istio `pilot/pkg/model/destination_rule.go` mergeDestinationRule (1.31).
 */
export function mergeInto(merged: MergedRule[], incoming: MergedRule): void {
  let apart = true;
  for (const [index, known] of merged.entries()) {
    if (!sameSet(incoming.exportTo, known.exportTo)) {
      const wider = known.exportTo.size > 0 && isSuperset(incoming.exportTo, known.exportTo);
      apart = true;
      if (!wider) continue;
    } else apart = false;
    const both = incoming.selector !== undefined && known.selector !== undefined;
    const alike = both && sameLabels(incoming.selector, known.selector);
    if (both && !alike) {
      apart = true;
      continue;
    }
    if (alike || (incoming.selector === undefined && known.selector === undefined)) apart = false;
    merged[index] = { ...known, rule: merge(known.rule, incoming.rule) };
  }
  if (apart) merged.push(incoming);
}

function merge(first: DestinationRule, second: DestinationRule): DestinationRule {
  const known = new Set(first.subsets.map(({ name }) => name?.value));
  const added = second.subsets.filter(({ name }) => !known.has(name?.value));
  const kept = new Set<Subset | undefined>(added);
  const takesTop = !first.policies.some(isTop);
  return {
    ...first,
    merged: [...first.merged, second],
    subsets: [...first.subsets, ...added],
    policies: [
      ...first.policies,
      ...second.policies.filter((policy) => (isTop(policy) ? takesTop : kept.has(policy.subset))),
    ],
  };
}

function isTop({ subset }: TrafficPolicy): boolean {
  return subset === undefined;
}

/**
 * Of a host's rules in one namespace, the one for a client: with a selector that finds it, else the last without. Where
 * nobody knows the labels of the client, those with selectors may be for it: they come last.
 */
export function rulesForClient(
  rules: readonly MergedRule[],
  labels: Labels | undefined,
): readonly MergedRule[] {
  const plain = rules.findLast(({ selector }) => selector === undefined);
  const selecting = rules.filter(
    ({ selector }) => selector && (labels === undefined || hasLabels(labels, selector)),
  );
  if (labels === undefined) return plain ? [plain, ...selecting] : selecting;
  const found = selecting[0] ?? plain;
  return found ? [found] : [];
}

function hasLabels(labels: Labels, wanted: Labels): boolean {
  return [...wanted].every(([key, value]) => labels.get(key) === value);
}

/** An unmerged rule. One with a selector applies only to its own namespace. */
export function unmerged(rule: DestinationRule): MergedRule {
  const { spec } = rule.resource;
  const selector = spec?.get("workloadSelector") && spec.at("workloadSelector", "matchLabels");
  const hasSelector = spec?.get("workloadSelector") !== undefined;
  const exportTo = (spec?.get("exportTo")?.strings() ?? []).map(({ value }) => value);
  return {
    rule,
    namespace: rule.resource.namespace,
    exportTo: new Set(hasSelector ? ["."] : exportTo),
    selector: hasSelector
      ? new Map([...(selector?.stringMap() ?? [])].map(([key, { value }]) => [key, value]))
      : undefined,
  };
}

function sameSet(left: ReadonlySet<string>, right: ReadonlySet<string>): boolean {
  return left.size === right.size && isSuperset(left, right);
}

function isSuperset(left: ReadonlySet<string>, right: ReadonlySet<string>): boolean {
  return [...right].every((value) => left.has(value));
}

function sameLabels(left: Labels, right: Labels): boolean {
  return left.size === right.size && hasLabels(right, left);
}
