import type { Settings } from "../config/settings.ts";
import type { Overlays } from "../manifest/kustomize/overlays.ts";
import { groupBy } from "../collections/group-by.ts";
import type { RuleFailure } from "../report/report.ts";
import type { Found } from "./overlay-variants.ts";
import { judge, openTest, placeKey, settled, shownBy, type Verdicts } from "./overlay-verdicts.ts";
import type { RuleFinding } from "./run-rules.ts";
import type { Steps } from "./steps.ts";
import { tryOut, type OverlayRun } from "./try-overlay.ts";

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
  const closed = run.settings.complete === false ? undefined : run;
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
      closed,
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
