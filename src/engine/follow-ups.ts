import { editsBySource, offsetAfter } from "../fix/apply-edits.ts";
import { takeBytes } from "../fix/take-bytes.ts";
import { lazy } from "../collections/lazy.ts";
import type { Edit } from "../rule/finding.ts";
import type { Rule, Topic } from "../rule/rule.ts";
import type { Span } from "../yaml/source.ts";
import type { Place } from "./locate.ts";
import { runRules, type RuleFinding } from "./run-rules.ts";
import { search, type Found, type Surroundings, type Texts } from "./search.ts";
import type { Steps } from "./steps.ts";

interface Run {
  readonly texts: Texts;
  /** Those that were asked. */
  readonly rules: readonly Rule[];
  readonly around: Surroundings;
  readonly placeOf: (span: Span) => Place;
}

/**
 * One slip, one finding: what follows from a value that another finding refuses says nothing of its own. As a compiler
 * does, we go on as if the value were what was meant: refused values are mended, or left open where nobody knows how, and
 * only what is found in these texts too is told. Inputs without an error pay nothing.
 */
export function* dropFollowUps(found: Found, run: Run): Steps<readonly RuleFinding[]> {
  let kept = found.findings.filter(notAtTokenOf(refusedIn(found.findings, 1)));
  const elsewhere = refusedInContext(kept, found, run);
  for (const stage of [1, 2]) {
    const doubtful = kept.filter((it) => stageOf(it) === stage);
    const edits = repairs([...refusedIn(kept, stage), ...elsewhere], run);
    if (doubtful.length === 0 || edits.length === 0) continue;
    const stays = yield* confirmed(doubtful, edits, found, run);
    kept = kept.filter((it) => stageOf(it) !== stage || stays(it));
  }
  return kept;
}

/** What later stages read has to be in order for the earlier ones. */
const stages: Partial<Readonly<Record<Topic, number>>> = { syntax: 0, schema: 0, admission: 1 };

/** Whether rules of a topic say what a text, a structure or admission refuses. */
export function isStructural(topic: Topic): boolean {
  return stages[topic] !== undefined;
}

function stageOf({ rule }: RuleFinding): number {
  return stages[rule.topic] ?? 2;
}

/** The errors of stages before `stage`. */
export function refusedIn(findings: readonly RuleFinding[], stage: number): readonly RuleFinding[] {
  return findings.filter(
    (it) => stageOf(it) < stage && (it.finding.severity ?? it.rule.severity) === "error",
  );
}

/**
 * What is wrong with the structure of resources that are not reported on, as far as findings point at them: a Service in
 * another file whose port nobody can read is not one without ports.
 */
function refusedInContext(
  findings: readonly RuleFinding[],
  { read, mesh }: Found,
  { texts, rules, around, placeOf }: Run,
): readonly RuleFinding[] {
  if (texts.context.length === 0) return [];
  const context = new Set(texts.context);
  const resources = new Set(
    findings.flatMap(({ finding: { related = [] } }) =>
      related.flatMap(({ span }) => (context.has(span.source) ? placeOf(span).resource : []) ?? []),
    ),
  );
  const violation = lazy(() => [...resources].flatMap(read.violationsOf));
  const structural = rules.filter(({ reads }) => reads === "violation");
  const seen = { ...mesh, all: { ...mesh.all, violation } };
  return resources.size === 0 ? [] : runRules(structural, [seen], around.settings).findings;
}

/**
 * What is said of a token whose structure is wrong already, or because of it: `-1` is out of bounds, and then it is not a port
 * number; and a field that its kind does not have is no evidence of anything.
 */
export function notAtTokenOf(refused: readonly RuleFinding[]): (found: RuleFinding) => boolean {
  const tokens = new Set(refused.map(({ finding }) => tokenKey(finding.primary.span)));
  return (found) => {
    const { primary, related = [] } = found.finding;
    return (
      stageOf(found) === 0 || ![primary, ...related].some(({ span }) => tokens.has(tokenKey(span)))
    );
  };
}

function tokenKey({ source, start, end }: Span): string {
  return `${source.path}:${start}-${end}`;
}

/** Edits after which nothing refused is left, as far as they can be made at once. */
function repairs(refused: readonly RuleFinding[], { placeOf }: Run): readonly Edit[] {
  const bytes = takeBytes();
  return refused.flatMap(({ rule, finding: { fix, primary } }) => {
    // What admission refuses can be read all the same.
    const isUnreadable = fix === undefined && rule.topic === "schema";
    const edits = isUnreadable ? leftOpen(primary.span, placeOf) : (fix?.edits ?? []);
    return bytes.take(edits) ? edits : [];
  });
}

/** Writes a placeholder, which agrees with anything, over a value nobody can read. */
function leftOpen(span: Span, placeOf: Run["placeOf"]): readonly Edit[] {
  const { field, shared } = placeOf(span);
  const isValue =
    field?.scalar() !== undefined && field.span.start === span.start && field.span.end === span.end;
  return isValue && !shared ? [{ span, text: '"${UNREADABLE}"' }] : [];
}

/** Whether a finding is there too in texts with `edits`; all are if these cannot be read. */
function* confirmed(
  doubtful: readonly RuleFinding[],
  edits: readonly Edit[],
  { read }: Found,
  { texts, around }: Run,
): Steps<(found: RuleFinding) => boolean> {
  const { onStage: _, ...parts } = around.parts;
  const rules = [...new Set(doubtful.map(({ rule }) => rule))];
  const { targets, context } = texts;
  const mended = {
    ...texts,
    targets: around.kept.edited(targets, edits),
    context: around.kept.edited(context, edits),
  };
  const again = yield* search(mended, rules, { ...around, parts });
  if (again.read.tally.manifests < read.tally.manifests) return () => true;
  const bySource = editsBySource(edits);
  const seen = new Set(
    again.findings.map(({ rule, finding: { primary } }) => placeKey(rule.id, primary.span)),
  );
  return ({ rule, finding: { primary } }) => {
    const { source, start } = primary.span;
    const there = offsetAfter(bySource.get(source) ?? [], start);
    return seen.has(placeKey(rule.id, { source, start: there }));
  };
}

function placeKey(ruleId: string, { source, start }: Pick<Span, "source" | "start">): string {
  return `${ruleId} ${source.path}:${start}`;
}
