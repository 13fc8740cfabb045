import type { Mesh } from "../../src/mesh/mesh.ts";
import { qualifyHost } from "../../src/mesh/objects/hosts.ts";
import { isWrittenBefore, isInNamespaceOf, surelyApplied } from "../../src/mesh/ask/same-scope.ts";
import type { DestinationRule } from "../../src/mesh/objects/traffic-policy.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, istio } from "../../src/rule/rule.ts";
import type { Located, Span } from "../../src/yaml/source.ts";

export const duplicateDestinationRule = defineRule({
  id: "duplicate-destination-rule",
  topic: "references",
  summary: "two DestinationRules of one host both have a policy, or the same subset",
  severity: "warning",
  reads: "destinationRule",
  evidence: [
    istio(
      "pilot/pkg/model/destination_rule.go",
      "mergeDestinationRule: subsets are put together, one policy stays",
    ),
  ],
  answers: ["KIA0201"],
  *check(rule, mesh) {
    for (const other of rivalsOf(rule, mesh)) {
      const clash = clashOf(rule, other);
      if (clash) {
        const sure = surelyApplied(rule.resource, other.resource, mesh);
        const found = onlyOneCounts(rule, other, clash);
        yield sure ? found : { ...found, severity: "info" };
        return;
      }
    }
  },
});

/** Earlier rules of the same host for all clients, one at a time: the first that clashes is enough. */
function* rivalsOf(rule: DestinationRule, mesh: Mesh): Iterable<DestinationRule> {
  if (!isForAll(rule)) return;
  const name = firstLabel(rule);
  const host = hostOf(rule, mesh);
  for (const other of mesh.all.destinationRule()) {
    if (firstLabel(other) !== name || !isForAll(other) || hostOf(other, mesh) !== host) continue;
    const { resource } = other;
    if (isWrittenBefore(resource, rule.resource) && isInNamespaceOf(rule.resource, resource, mesh))
      yield other;
  }
}

/** A quick look: most hosts differ in it. */
function firstLabel({ host }: DestinationRule): string {
  const text = host?.value ?? "";
  const dot = text.indexOf(".");
  return dot === -1 ? text : text.slice(0, dot);
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
    headline: `two DestinationRules of \`${host?.value ?? ""}\` have a \`${what}\`, and only one counts`,
    primary: { span: own, text: "one of the two" },
    related: [{ span: theirs, text: `also in \`${other.resource.name}\`` }],
    note: "the older rule wins: the limits, TLS settings or pods for gRPC calls that the other names are not used",
    help: `merge \`${resource.name}\` and \`${other.resource.name}\``,
  };
}
