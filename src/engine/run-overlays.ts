import type { Settings } from "../config/settings.ts";
import type { BuiltResource, Overlay, Overlays } from "../manifest/kustomize/overlays.ts";
import { buildMesh } from "../mesh/build-mesh.ts";
import { groupBy } from "../mesh/group-by.ts";
import { lazy } from "../mesh/lazy.ts";
import type { Mesh } from "../mesh/mesh.ts";
import type { RuleFailure } from "../report/report.ts";
import type { Finding, Label } from "../rule/finding.ts";
import type { Rule } from "../rule/rule.ts";
import type { Violation } from "../schema/violation.ts";
import type { Resource } from "../manifest/resource.ts";
import type { Span } from "../yaml/source.ts";
import { runRules, type RuleFinding } from "./run-rules.ts";

interface OverlayRun {
  readonly rules: readonly Rule[];
  readonly settings: Settings;
  readonly violationsOf: (resource: Resource) => readonly Violation[];
  /** The mesh of all files, as they are written. */
  readonly mesh: Mesh;
}

/**
 * Adds to `found` what rules find in the meshes that overlays make, each a variant of its own, at the places where it is
 * written. What was found at its place, or in an earlier overlay, is not told again.
 */
export function runOverlays(
  { overlays, originOf, changedAlways }: Overlays,
  found: readonly RuleFinding[],
  run: OverlayRun,
): { readonly findings: readonly RuleFinding[]; readonly failures: readonly RuleFailure[] } {
  const built = overlays.filter(({ obstacle }) => obstacle === undefined);
  if (built.length === 0) return { findings: found, failures: [] };
  const known = new Set(found.map(placeKey));
  const confirmed = new Set<string>();
  const settings = lazy(() => variantSettings(run));
  const findings: RuleFinding[] = [];
  const failures: RuleFailure[] = [];
  for (const overlay of built) {
    const result = runRules(run.rules, [overlayMesh(overlay, run, settings())], run.settings);
    const placed = result.findings.map(({ rule, finding }) => ({
      rule,
      finding: atOrigin(finding, overlay, originOf),
    }));
    for (const it of placed) confirmed.add(placeKey(it));
    const fresh = placed.filter((it) => !known.has(placeKey(it)));
    for (const it of fresh) known.add(placeKey(it));
    findings.push(...fresh);
    failures.push(...result.failures);
  }
  const isMended = mendedTest(changedAlways, confirmed);
  return { findings: [...found.filter((it) => !isMended(it)), ...findings], failures };
}

/** Whether what admission says of a resource as it is written is true of none of its applied forms. */
function mendedTest(
  resources: ReadonlySet<Resource>,
  confirmed: ReadonlySet<string>,
): (found: RuleFinding) => boolean {
  const bySource = groupBy([...resources], ({ document }) => document.source);
  return (found) => {
    const { rule, finding } = found;
    if (rule.topic !== "schema" && rule.topic !== "admission") return false;
    const { source, start } = finding.primary.span;
    const isIn = ({ root: { node } }: Resource): boolean => node.start <= start && start < node.end;
    return bySource.get(source)?.some(isIn) === true && !confirmed.has(placeKey(found));
  };
}

function placeKey({ rule, finding }: RuleFinding): string {
  const { source, start, end } = finding.primary.span;
  return `${rule.id} ${source.path}:${start}-${end}`;
}

function overlayMesh(
  { built }: Overlay,
  { violationsOf, mesh }: OverlayRun,
  settings: Settings,
): Mesh {
  const inputs = {
    documents: [],
    resources: built.map(({ resource }) => resource),
    problems: [],
    config: () => mesh.config(),
    // What an overlay leaves as it is was checked where it is written.
    violations: lazy(() => built.filter(isChanged).flatMap((it) => violationsOf(it.resource))),
  };
  return buildMesh(inputs, settings);
}

const isChanged = (built: BuiltResource): boolean => built.isChanged;

/** The rest of the files is outside of a variant: nothing in them is missing there, and their hosts exist. */
function variantSettings({ settings, mesh }: OverlayRun): Settings {
  const { external, clusterDomain } = settings;
  const services = mesh.all
    .service()
    .map(({ resource: { name, namespace } }) =>
      namespace === undefined ? name : `${name}.${namespace}.svc.${clusterDomain}`,
    );
  const entries = mesh.all.serviceEntry().flatMap(({ hosts }) => hosts.map(({ value }) => value));
  const hosts = [...external.hosts, ...new Set([...services, ...entries])];
  return { ...settings, complete: false, external: { ...external, hosts } };
}

/**
 * The finding where it is written, with the overlay that shows it. No fix: what it would change stands in a base of
 * which other overlays are made.
 */
function atOrigin(finding: Finding, { root }: Overlay, originOf: (span: Span) => Span): Finding {
  const move = ({ span, text }: Label): Label => ({ span: originOf(span), text });
  const [first = root] = root.fields();
  const { headline, note, help, severity } = finding;
  return {
    headline,
    note,
    help,
    ...(severity && { severity }),
    primary: move(finding.primary),
    related: [
      ...(finding.related ?? []).map(move),
      { span: first.keySpan, text: "seen in what this kustomization builds" },
    ],
  };
}
