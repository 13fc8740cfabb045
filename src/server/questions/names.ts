import { gather } from "../../collections/gather.ts";
import type { Resource } from "../../manifest/resource.ts";
import type { SourceFile } from "../../yaml/source.ts";
import { holds, isSameTarget, type Occurrence, type Target } from "./occurrence.ts";
import type { OccurrencesIn } from "./occurrences.ts";

/** A place that somebody asks about, and what is known around it. */
export interface Place {
  readonly source: SourceFile;
  readonly offset: number;
  /** Those of the source. */
  readonly here: readonly Resource[];
  readonly all: readonly Resource[];
  readonly occurrencesIn: OccurrencesIn;
}

/** The names at a place; one that selects several pods is one for each of them. */
export function namesAt({ source, offset, here, occurrencesIn }: Place): readonly Occurrence[] {
  const found = gather(here, occurrencesIn).filter(
    ({ span }) => span.source === source && holds(span, offset),
  );
  const shortest = found.reduce(
    (least, { span }) => Math.min(least, span.end - span.start),
    Infinity,
  );
  return found.filter(({ span }) => span.end - span.start === shortest);
}

/** Where the thing that is named at a place is defined. */
export function definitionsAt(place: Place): readonly Target[] {
  const targets: Target[] = [];
  for (const { target } of namesAt(place)) {
    if (!targets.some((known) => isSameTarget(known, target))) targets.push(target);
  }
  return targets;
}

/** All places that name a thing, its definition among them if it is asked for. */
export function referencesTo(
  targets: readonly Target[],
  { all, occurrencesIn }: Place,
  withDefinition: boolean,
): readonly Occurrence[] {
  const keys = new Set(targets.map(keyOf));
  const found = gather(all, occurrencesIn).filter(
    ({ target, isDefinition }) => keys.has(keyOf(target)) && (withDefinition || !isDefinition),
  );
  return [...new Map(found.map((it) => [`${it.span.source.path}:${it.span.start}`, it])).values()];
}

export function keyOf({ kind, span }: Target): string {
  return `${kind} ${span.source.path}:${span.start}`;
}
