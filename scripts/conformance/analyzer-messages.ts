import { rules } from "../../rules/index.ts";
import type { Diagnostic } from "../../src/report/report.ts";
import type { SourceFile } from "../../src/yaml/source.ts";
import { lintSources } from "../../test/support/lint-text.ts";

/** One message of `istioctl analyze`. */
export interface Message {
  readonly code: string;
  /** `VirtualService default/reviews`, or without a namespace. */
  readonly resource: string;
}

/** What we say of sources that are a whole mesh. */
export function lintWhole(sources: readonly SourceFile[]): readonly Diagnostic[] {
  const { diagnostics, failures } = lintSources(sources, { complete: true });
  for (const { ruleId, error } of failures) throw new Error(`${ruleId} failed`, { cause: error });
  return diagnostics;
}

/** The rule that says a message: it answers the code, and one of its labels is in the resource. */
export function isSaid(
  { code, resource }: Message,
  found: readonly Diagnostic[],
): string | undefined {
  const answering = new Set(
    rules.filter(({ answers }) => answers.includes(code)).map(({ id }) => id),
  );
  return found.find((it) => answering.has(it.ruleId) && touches(it, resource))?.ruleId;
}

function touches({ resource, relatedResources }: Diagnostic, wanted: string): boolean {
  const [kind = "", path = ""] = wanted.split(" ");
  const slash = path.indexOf("/");
  const namespace = slash < 0 ? undefined : path.slice(0, slash);
  return [resource, ...relatedResources].some(
    (it) =>
      it?.kind === kind &&
      it.name === path.slice(slash + 1) &&
      (namespace ?? it.namespace) === (it.namespace ?? namespace),
  );
}
