import type { Label } from "../rule/finding.ts";
import type { SourceFile } from "../yaml/source.ts";
import type { Mark } from "./excerpt.ts";
import type { LineIndex } from "./line-index.ts";
import { printable } from "./printable.ts";
import type { Diagnostic, ResourceId } from "./report.ts";

/** A line of code with what is marked on it. */
export interface FrameLine {
  readonly number: number;
  readonly text: string;
  readonly marks: readonly Mark[];
}

/** The marked lines of one resource, with what stands between lines that are near; the first is the primary's. */
export interface Frame {
  readonly source: SourceFile;
  /** Offset that the frame's title names. */
  readonly start: number;
  readonly resource: ResourceId | undefined;
  /** `undefined` where lines are left out. */
  readonly lines: readonly (FrameLine | undefined)[];
}

/** At most this many lines between two marked ones are shown rather than left out. */
const mostLinesBetween = 2;

/** What frames are made of. */
type Labelled = Pick<Diagnostic, "primary" | "resource" | "related" | "relatedResources">;

export function framesOf(
  diagnostic: Labelled,
  indexOf: (source: SourceFile) => LineIndex,
): readonly Frame[] {
  return groupsOf(diagnostic).map(({ resource, labels, label }) => {
    const { source, start } = label.span;
    return { source, start, resource, lines: linesOf(labels, source, indexOf(source)) };
  });
}

interface FrameLabel extends Label {
  readonly primary: boolean;
}

/** Labels of one resource; `label` is the first of them. */
interface LabelGroup {
  readonly label: FrameLabel;
  readonly resource: ResourceId | undefined;
  readonly labels: FrameLabel[];
}

function groupsOf({ primary, resource, related, relatedResources }: Labelled): LabelGroup[] {
  const first = { ...primary, primary: true };
  const groups: LabelGroup[] = [{ label: first, resource, labels: [first] }];
  for (const [index, label] of (related ?? []).entries()) {
    const its = relatedResources[index];
    const added = { ...label, primary: false };
    const group = groups.find(
      (other) => other.label.span.source === label.span.source && isSame(other.resource, its),
    );
    if (group) group.labels.push(added);
    else groups.push({ label: added, resource: its, labels: [added] });
  }
  return groups;
}

function isSame(left: ResourceId | undefined, right: ResourceId | undefined): boolean {
  return (
    left?.kind === right?.kind && left?.namespace === right?.namespace && left?.name === right?.name
  );
}

function linesOf(
  labels: readonly FrameLabel[],
  source: SourceFile,
  index: LineIndex,
): readonly (FrameLine | undefined)[] {
  const marksByLine = new Map<number, Mark[]>();
  for (const label of labels) {
    const { number } = index.lineAt(label.span.start);
    marksByLine.set(number, [...(marksByLine.get(number) ?? []), markOf(label, index)]);
  }
  const lines: (FrameLine | undefined)[] = [];
  let next = 0;
  for (const number of [...marksByLine.keys()].toSorted((left, right) => left - right)) {
    const isNear = number - next <= mostLinesBetween;
    if (next > 0 && !isNear) lines.push(undefined);
    for (let line = next > 0 && isNear ? next : number; line <= number; line += 1) {
      const { start = 0, end = 0 } = index.line(line) ?? {};
      const text = source.text.slice(start, end);
      lines.push({ number: line, text, marks: marksByLine.get(line) ?? [] });
    }
    next = number + 1;
  }
  return lines;
}

/** Of a span over several lines only its first is underlined. */
function markOf({ span, text, primary }: FrameLabel, index: LineIndex): Mark {
  const line = index.lineAt(span.start);
  const content = span.source.text.slice(span.start, Math.min(span.end, line.end)).trimEnd();
  const start = Math.max(span.start - line.start, 0);
  return { start, end: start + content.length, text: printable(text), primary };
}
