import type { Settings } from "../config/settings.ts";
import type { BuiltResource, Overlay, Overlays } from "../manifest/kustomize/overlays.ts";
import type { Resource } from "../manifest/resource.ts";
import { buildMesh, type MeshInputs } from "../mesh/build-mesh.ts";
import { groupBy } from "../mesh/group-by.ts";
import { lazy } from "../mesh/lazy.ts";
import type { Mesh } from "../mesh/mesh.ts";
import type { RuleFailure } from "../report/report.ts";
import type { Finding, Label } from "../rule/finding.ts";
import type { Rule } from "../rule/rule.ts";
import type { Violation } from "../schema/violation.ts";
import type { Span } from "../yaml/source.ts";
import { runRules, type RuleFinding } from "./run-rules.ts";

interface OverlayRun {
  readonly rules: readonly Rule[];
  readonly settings: Settings;
  readonly violationsOf: (resource: Resource) => readonly Violation[];
  /** The mesh of all files, as they are written. */
  readonly mesh: Mesh;
  readonly protos?: MeshInputs["protos"];
}

interface Found {
  readonly findings: readonly RuleFinding[];
  readonly failures: readonly RuleFailure[];
}

/**
 * Adds to `written` what rules find in the meshes that overlays make, each a variant of its own, at the places where it
 * is written. What was found at its place, or in an earlier overlay, is not told again.
 */
export function runOverlays(
  { overlays, originOf, changedAlways }: Overlays,
  written: readonly RuleFinding[],
  run: OverlayRun,
): Found {
  const built = overlays.filter(({ obstacle }) => obstacle === undefined);
  if (built.length === 0) return { findings: written, failures: [] };
  const variant = { ...run, settings: variantSettings(run) };
  const known = new Set(written.map(placeKey));
  const confirmed = new Set<string>();
  const added: RuleFinding[] = [];
  const failures: RuleFailure[] = [];
  for (const overlay of built) {
    const seen = runIn(overlay.built, variant);
    const placed = seen.findings.map((it) => atOrigin(it, overlay, originOf));
    for (const it of placed) confirmed.add(placeKey(it));
    const fresh = placed.filter((it) => !known.has(placeKey(it)));
    const caused = causedBy(overlay, fresh, (rules) => {
      const { findings } = runIn(overlay.built.map(asUnchanged), { ...variant, rules });
      return findings.map((it) => atOrigin(it, overlay, originOf));
    });
    for (const it of caused) known.add(placeKey(it));
    for (const each of caused) added.push(each);
    for (const each of seen.failures) failures.push(each);
  }
  const isMended = mendedTest(changedAlways, confirmed);
  return { findings: [...written.filter((it) => !isMended(it)), ...added], failures };
}

/**
 * Those of `fresh` that the overlay's changes are to blame for. What its resources show without them too was found in
 * no file only because others, outside of the overlay, set it right.
 */
function causedBy(
  { built }: Overlay,
  fresh: readonly RuleFinding[],
  findUnchanged: (rules: readonly Rule[]) => readonly RuleFinding[],
): readonly RuleFinding[] {
  if (fresh.length === 0 || !built.some(({ isChanged }) => isChanged)) return [];
  const rules = [...new Set(fresh.map(({ rule }) => rule))];
  const before = new Set(findUnchanged(rules).map(placeKey));
  return fresh.filter((it) => !before.has(placeKey(it)));
}

function asUnchanged(built: BuiltResource): BuiltResource {
  return { ...built, resource: built.unchanged() };
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

function runIn(built: readonly BuiltResource[], run: OverlayRun): Found {
  const { rules, settings, violationsOf, mesh, protos } = run;
  const inputs = {
    protos,
    documents: [],
    kustomizations: [],
    resources: built.map(({ resource }) => resource),
    problems: [],
    config: () => mesh.config(),
    signs: () => mesh.signs(),
    // What an overlay leaves as it is was checked where it is written.
    violations: lazy(() =>
      built.filter(({ isChanged }) => isChanged).flatMap(({ resource }) => violationsOf(resource)),
    ),
  };
  return runRules(rules, [buildMesh(inputs, settings)], settings);
}

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
function atOrigin(
  { rule, finding }: RuleFinding,
  { root }: Overlay,
  originOf: (span: Span) => Span,
): RuleFinding {
  const { headline, note, help, severity, primary, related = [] } = finding;
  const move = ({ span, text }: Label): Label => ({ span: originOf(span), text });
  const [first = root] = root.entries();
  const shown = { span: first.keySpan, text: "seen in what this kustomization builds" };
  const placed: Finding = {
    headline,
    primary: move(primary),
    related: [...related.map(move), shown],
    note,
    help,
    ...(severity && { severity }),
  };
  return { rule, finding: placed };
}
