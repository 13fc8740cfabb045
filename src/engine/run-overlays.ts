import type { Settings } from "../config/settings.ts";
import { noKustomize } from "../manifest/kustomize/facts.ts";
import type { Overlay, OverlayContent, Overlays } from "../manifest/kustomize/overlays.ts";
import type { Resource } from "../manifest/resource.ts";
import { buildMesh } from "../mesh/build-mesh.ts";
import type { MeshInputs } from "../mesh/mesh-inputs.ts";
import { groupBy } from "../collections/group-by.ts";
import { lazy } from "../collections/lazy.ts";
import type { Mesh } from "../mesh/mesh.ts";
import type { RuleFailure } from "../report/report.ts";
import type { Finding, Label } from "../rule/finding.ts";
import type { ProtoSource } from "../rpc/rpc.ts";
import type { Rule } from "../rule/rule.ts";
import type { Violation } from "../schema/violation.ts";
import type { Field } from "../yaml/field.ts";
import { writtenSpan, type SourceFile, type Span } from "../yaml/source.ts";
import type { Place } from "./locate.ts";
import {
  isByChange,
  judge,
  mayDisprove,
  missingIn,
  openTest,
  placeKey,
  settled,
  shownBy,
  type OverlayTrial,
  type Verdicts,
  type WrittenFindings,
} from "./overlay-verdicts.ts";
import { byRule, runRules, type RuleFinding } from "./run-rules.ts";
import type { Steps } from "./steps.ts";
import type { VariantFindings } from "./variant-findings.ts";

interface OverlayRun {
  readonly rules: readonly Rule[];
  readonly settings: Settings;
  readonly violationsOf: (resource: Resource) => readonly Violation[];
  /** The mesh of all files, as they are written. */
  readonly mesh: Mesh;
  readonly placeOf: (span: Span) => Place;
  readonly protos?: MeshInputs["protos"];
  readonly protoSources: readonly ProtoSource[];
  readonly variants: VariantFindings;
  /** Grows where something cannot be looked at. */
  readonly structureErrors: readonly unknown[];
}

/** What is found in an overlay by itself. */
type FindIn = ReturnType<VariantFindings["during"]>;

interface Found {
  readonly findings: readonly RuleFinding[];
  readonly failures: readonly RuleFailure[];
}

/**
 * What rules find in the meshes that overlays make, each a variant of its own, added to `written` at the places where it
 * is written. What an overlay applies decides: findings that are true of none of the applied forms are left out, and
 * those that are true have the severity they have there.
 */
export function* runOverlays(
  { overlays, facts, appliedAs }: Overlays,
  written: readonly RuleFinding[],
  run: OverlayRun,
): Steps<Found> {
  if (overlays.length === 0) return { findings: written, failures: [] };
  const hosts = hostsOf(run);
  const variant = { ...run, settings: variantSettings(run, hosts) };
  const findIn = run.variants.during({ ...run, hosts, protos: run.protoSources });
  const faulty = new Set(
    written
      .filter(({ rule }) => rule.scope === "resource")
      .map(({ finding }) => finding.primary.span.source),
  );
  const known = new Set(written.map(placeKey));
  const bySource = groupBy(written, ({ finding }) => finding.primary.span.source);
  const verdicts: Verdicts = { confirmed: new Map(), disproved: new Set() };
  const around = { isClosed: run.settings.complete !== false, placeOf: run.placeOf };
  const added: RuleFinding[] = [];
  const failures: RuleFailure[] = [];
  for (const overlay of overlays) {
    if (overlay.obstacle !== undefined) continue;
    const tried = tryOut(overlay, {
      written: bySource,
      known,
      faulty,
      findIn,
      around,
      run: variant,
    });
    judge(bySource, tried, verdicts, around);
    const shown = shownBy(tried.fresh, tried, overlay.isChanged);
    for (const it of shown) known.add(placeKey(it));
    for (const each of shown) added.push(each);
    for (const each of tried.failures) failures.push(each);
    yield;
  }
  const isOpen = openTest(facts, run.placeOf);
  const kept = written.flatMap((it) => settled(it, { appliedAs, isOpen, verdicts }));
  return { findings: [...kept, ...added], failures };
}

interface Tried extends OverlayTrial {
  /** What was not known before. */
  readonly fresh: readonly RuleFinding[];
  readonly failures: readonly RuleFailure[];
}

/** Rules that find what was not known, or do not find what was, are tried again without changes, and with all else. */
function tryOut(
  overlay: Overlay,
  {
    written,
    known,
    faulty,
    findIn,
    around,
    run,
  }: {
    readonly written: WrittenFindings;
    readonly known: ReadonlySet<string>;
    /** Files in which rules found something that read one resource alone. */
    readonly faulty: ReadonlySet<SourceFile>;
    readonly findIn: FindIn;
    readonly around: Parameters<typeof judge>[3];
    readonly run: OverlayRun;
  },
): Tried {
  const content = lazy(overlay.content);
  const find = finderIn(overlay, run);
  const { sources: own } = overlay;
  const suspects = [...own].filter((source) => faulty.has(source));
  const { findings: seen, failures } = findIn(overlay, suspects, () => {
    const errors = run.structureErrors.length;
    const found = findByItself(content().built, suspects, { find, rules: run.rules });
    const isWhole = found.failures.length === 0 && run.structureErrors.length === errors;
    return { found, isWhole };
  });
  const fresh = seen.filter((it) => !known.has(placeKey(it)));
  const missing = missingIn(written, { own, seen });
  const keysIn = (
    resources: readonly Applied[],
    doubtful: readonly RuleFinding[],
  ): ReadonlySet<string> => {
    const rules = [...new Set(doubtful.map(({ rule }) => rule))];
    return new Set(find(resources, rules).findings.map(placeKey));
  };
  const all = [...fresh, ...missing];
  const before: ReadonlySet<string> =
    all.length > 0 && overlay.isChanged ? keysIn(unchanged(content()), all) : new Set();
  // To look at all else as well costs as much as a run over it, and there may be hundreds of overlays.
  const open = [
    ...fresh.filter((it) => !isByChange(it, { before }, overlay.isChanged)),
    ...missing.filter((it) => mayDisprove(it, { own, before }, around)),
  ];
  const others = open.length === 0 ? [] : outside(own, run.mesh);
  const among =
    others.length > 0 ? keysIn([...content().built, ...others], open) : new Set(seen.map(placeKey));
  return { own, seen, fresh, failures, before, among };
}

type Find = (resources: readonly Applied[], rules: readonly Rule[]) => Found;

/** What is found in a variant. Rules that read one resource alone say of those that are as they are written what they said. */
function findByItself(
  built: OverlayContent["built"],
  suspects: readonly SourceFile[],
  { find, rules }: { readonly find: Find; readonly rules: readonly Rule[] },
): Found {
  const changed = built.filter(
    ({ isAsWritten, original }) => !isAsWritten || suspects.includes(original.document.source),
  );
  if (changed.length === built.length) return find(built, rules);
  const shared = find(
    built,
    rules.filter(({ scope }) => scope === "mesh"),
  );
  if (changed.length === 0) return shared;
  const own = find(
    changed,
    rules.filter(({ scope }) => scope === "resource"),
  );
  return {
    findings: byRule(rules, [...shared.findings, ...own.findings]),
    failures: [...shared.failures, ...own.failures],
  };
}

/** A resource of a variant, and whether the variant alone says what it is. */
interface Applied {
  readonly resource: Resource;
  readonly isChanged: boolean;
}

function outside(own: Overlay["sources"], mesh: Mesh): readonly Applied[] {
  return mesh.all
    .resource()
    .filter(({ role, document }) => role === "resource" && !own.has(document.source))
    .map((resource) => ({ resource, isChanged: false }));
}

/** What an overlay would apply if it changed nothing but namespaces. */
function unchanged({ built, deleted }: OverlayContent): readonly Applied[] {
  return [
    ...built.map((it) => ({ resource: it.unchanged(), isChanged: it.isChanged })),
    ...deleted.map((resource) => ({ resource, isChanged: true })),
  ];
}

function finderIn({ root }: Overlay, { settings, violationsOf, mesh, protos }: OverlayRun): Find {
  return (resources, rules) => {
    const inputs = {
      protos,
      documents: [],
      kustomize: noKustomize,
      resources: resources.map(({ resource }) => resource),
      problems: () => [],
      config: () => mesh.config(),
      signs: () => mesh.signs(),
      // What an overlay leaves as it is was checked where it is written.
      violations: lazy(() =>
        resources
          .filter(({ isChanged }) => isChanged)
          .flatMap(({ resource }) => violationsOf(resource)),
      ),
    };
    const { findings, failures } = runRules(rules, [buildMesh(inputs, settings)], settings);
    return { findings: findings.map((it) => atOrigin(it, root)), failures };
  };
}

/** The rest of the files is outside a variant: nothing in them is missing there, and their hosts exist. */
function variantSettings(
  { settings }: Pick<OverlayRun, "settings">,
  hosts: readonly string[],
): Settings {
  return { ...settings, complete: false, external: { ...settings.external, hosts } };
}

function hostsOf({ settings: { external, clusterDomain }, mesh }: OverlayRun): readonly string[] {
  const services = mesh.all
    .service()
    .map(({ resource: { name, namespace } }) =>
      namespace === undefined ? name : `${name}.${namespace}.svc.${clusterDomain}`,
    );
  const entries = mesh.all.serviceEntry().flatMap(({ hosts }) => hosts.map(({ value }) => value));
  return [...external.hosts, ...new Set([...services, ...entries])];
}

/**
 * The finding where it is written, with the overlay that shows it. No fix: what it would change stands in a base of
 * which other overlays are made.
 */
function atOrigin({ rule, finding }: RuleFinding, root: Field): RuleFinding {
  const { headline, note, help, severity, primary, related = [] } = finding;
  const [first = root] = root.entries();
  const shown = { span: first.keySpan, text: "found in the output of this kustomization" };
  const placed: Finding = {
    headline,
    primary: labelAtOrigin(primary),
    related: [...related.map(labelAtOrigin), shown],
    note,
    help,
    ...(severity && { severity }),
  };
  return { rule, finding: placed };
}

function labelAtOrigin({ span, text }: Label): Label {
  return { span: writtenSpan(span), text };
}
