import type { Overlay, OverlayContent } from "../manifest/kustomize/overlays.ts";
import { lazy } from "../collections/lazy.ts";
import type { RuleFailure } from "../report/report.ts";
import type { Rule } from "../rule/rule.ts";
import type { ProtoSource } from "../rpc/rpc.ts";
import type { SourceFile, Span } from "../yaml/source.ts";
import type { Place } from "./locate.ts";
import {
  isByChange,
  mayDisprove,
  missingIn,
  placeKey,
  type Around,
  type OverlayTrial,
  type WrittenFindings,
} from "./overlay-verdicts.ts";
import {
  finderIn,
  joinsNamespaces,
  originals,
  outside,
  unchanged,
  type Applied,
  type Find,
  type Found,
  type VariantRun,
} from "./overlay-variants.ts";
import { byRule, type RuleFinding } from "./run-rules.ts";
import type { VariantFindings } from "./variant-findings.ts";

export interface OverlayRun extends VariantRun {
  readonly rules: readonly Rule[];
  readonly placeOf: (span: Span) => Place;
  readonly protoSources: readonly ProtoSource[];
  readonly variants: VariantFindings;
  /** Grows where something cannot be looked at. */
  readonly structureErrors: readonly unknown[];
}

/** What is found in an overlay by itself. */
type FindIn = ReturnType<VariantFindings["during"]>;

interface Tried extends OverlayTrial {
  /** What was not known before. */
  readonly fresh: readonly RuleFinding[];
  readonly failures: readonly RuleFailure[];
}

/** Rules that find what was not known, or do not find what was, are tried again without changes, and with all else. */
export function tryOut(
  overlay: Overlay,
  {
    written,
    known,
    faulty,
    findIn,
    around,
    run,
    closed,
  }: {
    readonly written: WrittenFindings;
    readonly known: ReadonlySet<string>;
    /** Files in which rules found something that read one resource alone. */
    readonly faulty: ReadonlySet<SourceFile>;
    readonly findIn: FindIn;
    readonly around: Around;
    readonly run: OverlayRun;
    /** As the inputs are read where they hold all of a namespace. */
    readonly closed: OverlayRun | undefined;
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
  const compared = compare(overlay, { run, closed, content, find, around, fresh, missing });
  const { among = new Set(seen.map(placeKey)) } = compared;
  return { own, seen, fresh, failures, ...compared, among };
}

interface Doubts {
  readonly run: OverlayRun;
  readonly closed: OverlayRun | undefined;
  readonly content: () => OverlayContent;
  readonly find: Find;
  readonly around: Around;
  readonly fresh: readonly RuleFinding[];
  readonly missing: readonly RuleFinding[];
}

/** What is found of the doubtful ones without the changes of an overlay, and with all that is outside it. */
function compare(
  overlay: Overlay,
  { run, closed, content, find, around, fresh, missing }: Doubts,
): Pick<OverlayTrial, "before" | "closed"> & Partial<Pick<OverlayTrial, "among">> {
  const { sources: own } = overlay;
  const keysIn = (
    resources: readonly Applied[],
    doubtful: readonly RuleFinding[],
  ): ReadonlySet<string> => new Set(find(resources, rulesOf(doubtful)).findings.map(placeKey));
  const others = lazy(() => outside(own, run.mesh));
  const all = [...fresh, ...missing];
  const before: ReadonlySet<string> = new Set([
    ...(all.length > 0 && overlay.isChanged ? keysIn(unchanged(content()), all) : []),
    ...(missing.length > 0 && joinsNamespaces(content())
      ? keysIn([...originals(content()), ...others()], missing)
      : []),
  ]);
  const inClosed =
    closed && overlay.isChanged && missing.length > 0
      ? tryClosed(content(), { missing, others: others(), find: finderIn(overlay, closed) })
      : undefined;
  // To look at all else as well costs as much as a run over it, and there may be hundreds of overlays.
  const open = [
    ...fresh.filter((it) => !isByChange(it, { before }, overlay.isChanged)),
    ...missing.filter((it) => mayDisprove(it, { own, before, closed: inClosed }, around)),
  ];
  const isAmong = open.length > 0 && others().length > 0;
  return {
    before,
    closed: inClosed,
    ...(isAmong && { among: keysIn([...content().built, ...others()], open) }),
  };
}

function rulesOf(findings: readonly RuleFinding[]): readonly Rule[] {
  return [...new Set(findings.map(({ rule }) => rule))];
}

/** What is absent in a namespace that the inputs hold all of, as an overlay builds it among all that is outside it. */
function tryClosed(
  content: OverlayContent,
  {
    missing,
    others,
    find,
  }: {
    readonly missing: readonly RuleFinding[];
    readonly others: readonly Applied[];
    readonly find: Find;
  },
): NonNullable<OverlayTrial["closed"]> {
  const keysIn = (resources: readonly Applied[]): ReadonlySet<string> =>
    new Set(find([...resources, ...others], rulesOf(missing)).findings.map(placeKey));
  return { before: keysIn(unchanged(content)), after: keysIn(content.built) };
}

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
