import type { Mesh } from "../../src/mesh/mesh.ts";
import { qualifyHost } from "../../src/mesh/objects/hosts.ts";
import { oncePerMesh } from "../../src/mesh/ask/once-per-mesh.ts";
import { isEarlierRival, rivalFinder, surelyApplied } from "../../src/mesh/ask/same-scope.ts";
import type { DestinationRule } from "../../src/mesh/objects/traffic-policy.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, istio } from "../../src/rule/rule.ts";
import type { Located, Span } from "../../src/yaml/source.ts";

export const duplicateDestinationRule = defineRule({
  id: "duplicate-destination-rule",
  topic: "references",
  summary: "two DestinationRules of one host both have a policy, or the same subset",
  severity: "warning",
  severityWhere: { info: "the two may not be applied to the same cluster" },
  reads: "destinationRule",
  evidence: [
    istio(
      "pilot/pkg/model/destination_rule.go",
      "mergeDestinationRule: subsets are put together, one policy stays",
    ),
  ],
  answers: ["KIA0201"],
  *check(rule, mesh) {
    const other = rivalOf(rule, mesh);
    const clash = other && clashOf(rule, other);
    if (other === undefined || clash === undefined) return;
    const sure = surelyApplied(rule.resource, other.resource, mesh);
    const found = onlyOneCounts(rule, other, clash);
    yield sure ? found : { ...found, severity: "info" };
  },
});

interface Placed {
  readonly rule: DestinationRule;
  readonly place: number;
}

const rivals = oncePerMesh((mesh) =>
  rivalFinder<Placed>(
    mesh.all.destinationRule().map((rule, place) => ({ rule, place })),
    ({ rule }) => rule.resource,
    ({ rule }) => settingsOf(rule, mesh),
  ),
);

/** The first of the earlier rules of the same host for all clients that has a setting of this one. */
function rivalOf(rule: DestinationRule, mesh: Mesh): DestinationRule | undefined {
  const find = rivals(mesh);
  const found = settingsOf(rule, mesh).flatMap(
    (setting) =>
      find(setting, rule.resource, mesh).find((it) =>
        isEarlierRival(it.rule.resource, rule.resource, mesh),
      ) ?? [],
  );
  return found.toSorted((one, other) => one.place - other.place)[0]?.rule;
}

/** What only one rule of a host can have: its policy, and each of its subsets. */
function settingsOf(rule: DestinationRule, mesh: Mesh): readonly string[] {
  if (!isForAll(rule)) return [];
  const host = hostOf(rule, mesh);
  const policy = rule.resource.spec?.get("trafficPolicy") ? [JSON.stringify([host])] : [];
  return [...policy, ...subsetNames(rule).map(({ value }) => JSON.stringify([host, value]))];
}

function isForAll({ resource: { spec }, host }: DestinationRule): boolean {
  return (
    host !== undefined &&
    spec?.get("workloadSelector") === undefined &&
    spec?.get("exportTo") === undefined
  );
}

function hostOf({ host, resource }: DestinationRule, { settings }: Mesh): string {
  return qualifyHost(host?.value ?? "", resource.namespace ?? "", settings.clusterDomain);
}

interface Clash {
  readonly what: string;
  readonly own: Span;
  readonly theirs: Span;
}

function clashOf(rule: DestinationRule, other: DestinationRule): Clash | undefined {
  const own = rule.resource.spec?.get("trafficPolicy");
  const theirs = other.resource.spec?.get("trafficPolicy");
  if (own && theirs) return { what: "trafficPolicy", own: own.keySpan, theirs: theirs.keySpan };
  const names = new Map(subsetNames(other).map((it) => [it.value, it]));
  const twice = subsetNames(rule).find(({ value }) => names.has(value));
  const first = twice && names.get(twice.value);
  return twice && first && { what: `subset ${twice.value}`, own: twice.span, theirs: first.span };
}

function subsetNames({ subsets }: DestinationRule): readonly Located<string>[] {
  return subsets.flatMap(({ name }) => name ?? []);
}

function onlyOneCounts(
  { host, resource }: DestinationRule,
  other: DestinationRule,
  { what, own, theirs }: Clash,
): Finding {
  return {
    headline: `two DestinationRules of \`${host?.value ?? ""}\` have a \`${what}\`; only one is used`,
    primary: { span: own, text: "one of the two" },
    related: [{ span: theirs, text: `also in \`${other.resource.name}\`` }],
    note: "the older rule takes precedence: limits, TLS settings or pods of the other are not used for gRPC calls",
    help: `merge \`${resource.name}\` and \`${other.resource.name}\``,
  };
}
