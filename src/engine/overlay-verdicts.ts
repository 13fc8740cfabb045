import { gather } from "../collections/gather.ts";
import type { Overlays } from "../manifest/kustomize/overlays.ts";
import { stepsOf } from "../mesh/objects/path-tree.ts";
import { severities, type Severity } from "../rule/finding.ts";
import type { SourceFile, Span } from "../yaml/source.ts";
import type { Place } from "./locate.ts";
import type { RuleFinding } from "./run-rules.ts";

/** What was learned from overlays so far, by rule and place. */
export interface Verdicts {
  /** Those that an overlay shows, with the highest of their severities. */
  readonly confirmed: Map<string, Severity>;
  /** Those that are true of no resource as an overlay applies it. */
  readonly disproved: Set<string>;
}

/** What the mesh of an overlay shows, each finding at the place where it is written. */
export interface OverlayTrial {
  /** The files of what it applies. */
  readonly own: ReadonlySet<SourceFile>;
  readonly seen: readonly RuleFinding[];
  /** Those that are found without its changes, too. */
  readonly before: ReadonlySet<string>;
  /** Those that are found when all that is outside it is there as well. */
  readonly among: ReadonlySet<string>;
  /** The same two where the inputs hold all of a namespace, so that what is not among them is absent. */
  readonly closed:
    | { readonly before: ReadonlySet<string>; readonly after: ReadonlySet<string> }
    | undefined;
}

/** Findings in texts as they are written, by file: there may be as many overlays as there are findings. */
export type WrittenFindings = ReadonlyMap<SourceFile, readonly RuleFinding[]>;

/** Notes which findings in the files of an overlay it confirms, and which it disproves. */
export function judge(
  written: WrittenFindings,
  trial: OverlayTrial,
  { confirmed, disproved }: Verdicts,
  around: Around,
): void {
  const { seen, among, closed } = trial;
  for (const found of seen) {
    const key = placeKey(found);
    confirmed.set(key, highest(severityOf(found), confirmed.get(key)));
  }
  for (const found of missingIn(written, trial)) {
    const key = placeKey(found);
    if (closed?.after.has(key) === true)
      confirmed.set(key, highest(severityOf(found), confirmed.get(key)));
    else if (mayDisprove(found, trial, around) && !among.has(key)) disproved.add(key);
  }
}

/** Where findings are. */
export interface Around {
  readonly isClosed: boolean;
  readonly placeOf: (span: Span) => Place;
}

/** Whether an overlay that does not show a finding in its files has all that it is about. */
export function mayDisprove(
  found: RuleFinding,
  { own, before, closed }: Pick<OverlayTrial, "own" | "before" | "closed">,
  { isClosed, placeOf }: Around,
): boolean {
  const isWhole =
    !isClosed &&
    isJudged(found) &&
    // Kinds that are not read as resources are not built.
    spansOf(found).every((span) => own.has(span.source) && placeOf(span).resource !== undefined);
  const key = placeKey(found);
  return isWhole || before.has(key) || closed?.before.has(key) === true;
}

/** Findings in the files of an overlay that its mesh does not show. */
export function missingIn(
  written: WrittenFindings,
  { own, seen }: Pick<OverlayTrial, "own" | "seen">,
): readonly RuleFinding[] {
  const shown = new Set(seen.map(placeKey));
  return gather([...own], (source) => written.get(source) ?? []).filter(
    (it) => !shown.has(placeKey(it)),
  );
}

/**
 * Those of `fresh` that an overlay is to blame for, by what it changes or brings together. The rest was found in no file
 * only because others, outside the overlay, set it right.
 */
export function shownBy(
  fresh: readonly RuleFinding[],
  { before, among }: OverlayTrial,
  isChanged: boolean,
): readonly RuleFinding[] {
  return fresh.filter((it) => isByChange(it, { before }, isChanged) || among.has(placeKey(it)));
}

/** Whether it is what an overlay changes that makes a finding. */
export function isByChange(
  found: RuleFinding,
  { before }: Pick<OverlayTrial, "before">,
  isChanged: boolean,
): boolean {
  return isChanged && !before.has(placeKey(found));
}

/** Structure is checked only where an overlay changes something, and texts only as they are written. */
function isJudged({ rule }: RuleFinding): boolean {
  return rule.reads !== "violation" && rule.reads !== "yamlProblem";
}

function spansOf({ finding: { primary, related = [] } }: RuleFinding): readonly Span[] {
  return [primary, ...related].map(({ span }) => span);
}

/** A finding with what overlays say of it. */
export function settled(
  found: RuleFinding,
  {
    appliedAs,
    isOpen,
    verdicts: { confirmed, disproved },
  }: {
    readonly appliedAs: Overlays["appliedAs"];
    readonly isOpen: (span: Span) => boolean;
    readonly verdicts: Verdicts;
  },
): readonly RuleFinding[] {
  const { span } = found.finding.primary;
  const form = appliedAs(span.source.path);
  if (form === "written") return [found];
  const key = placeKey(found);
  const shown = confirmed.get(key);
  if (shown !== undefined) {
    const severity = highest(severityOf(found), shown);
    return [{ ...found, finding: { ...found.finding, severity } }];
  }
  if (form === "built") return disproved.has(key) ? [] : [found];
  return isOpen(span) ? [] : [found];
}

/** Whether a place gets another value by kustomize. */
export function openTest(
  { covers }: Overlays["facts"],
  placeOf: (span: Span) => Place,
): (span: Span) => boolean {
  return (span) => {
    const { resource, yamlPath } = placeOf(span);
    if (resource?.role !== "resource" || yamlPath === undefined) return false;
    const path = yamlPath.slice(resource.root.path.length).replaceAll(/\[\d+\]/g, "[]");
    return covers(resource, stepsOf(path));
  };
}

function severityOf({ rule, finding }: RuleFinding): Severity {
  return finding.severity ?? rule.severity;
}

function highest(one: Severity, other: Severity | undefined): Severity {
  if (other === undefined) return one;
  return severities.indexOf(one) <= severities.indexOf(other) ? one : other;
}

export function placeKey({ rule, finding }: RuleFinding): string {
  const { source, start, end } = finding.primary.span;
  return `${rule.id} ${source.path}:${start}-${end}`;
}
