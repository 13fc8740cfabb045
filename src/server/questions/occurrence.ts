import type { Resource } from "../../manifest/resource.ts";
import type { Span } from "../../yaml/source.ts";

/** What a name in a manifest stands for. */
export type TargetKind = "host" | "port" | "subset" | "object" | "pod" | "rpc";

/** A thing that is defined in one place and named in others. */
export interface Target {
  readonly kind: TargetKind;
  /** As people call it: ``Service `orders` ``. */
  readonly title: string;
  readonly name: string;
  /** The name where it is defined. */
  readonly span: Span;
  /** The resource that defines it; `undefined` for what is defined outside manifests. */
  readonly resource: Resource | undefined;
}

/** A place where a thing is named. */
export interface Occurrence {
  readonly span: Span;
  readonly target: Target;
  readonly isDefinition: boolean;
}

/** Two targets are one where they are defined in one place. */
export function isSameTarget(left: Target, right: Target): boolean {
  return (
    left.kind === right.kind &&
    left.span.source.path === right.span.source.path &&
    left.span.start === right.span.start
  );
}

export function definitionOf(target: Target): Occurrence {
  return { span: target.span, target, isDefinition: true };
}

export function holds({ start, end }: Span, offset: number): boolean {
  return start <= offset && offset <= end;
}
