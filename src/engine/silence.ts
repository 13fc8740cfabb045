import type { Settings } from "../config/settings.ts";
import type { Mesh } from "../mesh/mesh.ts";
import type { Diagnostic, RuleFailure, SuppressedDiagnostic } from "../report/report.ts";
import type { Rule } from "../rule/rule.ts";
import type { Span } from "../yaml/source.ts";
import { diagnose, inOrder } from "./diagnose.ts";
import { findMalformed } from "./find-malformed.ts";
import { findSuppressions } from "./find-suppressions.ts";
import type { Place } from "./locate.ts";
import type { ReadSources } from "./read-sources.ts";
import { runRules } from "./run-rules.ts";
import { staleSuppressions, suppress } from "./suppress.ts";

interface Surroundings {
  readonly read: ReadSources;
  readonly mesh: Mesh;
  readonly rules: readonly Rule[];
  readonly selected: readonly Rule[];
  readonly settings: Settings;
  readonly placeOf: (span: Span) => Place;
}

export interface Audible {
  readonly kept: readonly Diagnostic[];
  readonly suppressed: readonly SuppressedDiagnostic[];
  readonly failures: readonly RuleFailure[];
}

/** Takes out what manifests silence; then lets the rules about suppressions say which of them silence nothing. */
export function silence(
  diagnostics: readonly Diagnostic[],
  { read, mesh, rules, selected, settings, placeOf }: Surroundings,
): Audible {
  if (!settings.inlineSuppressions) return { kept: diagnostics, suppressed: [], failures: [] };
  const suppressions = findSuppressions(read.targets, read.documents, read.checked);
  const malformed = findMalformed(read.targets, read.documents, read.checked);
  if (suppressions.length === 0 && malformed.length === 0) {
    return { kept: diagnostics, suppressed: [], failures: [] };
  }
  const codes = new Map(rules.map(({ id, answers }) => [id, answers]));
  const result = suppress(diagnostics, suppressions, (id) => codes.get(id) ?? []);
  const stale = staleSuppressions(suppressions, result.used, {
    known: new Set(codes.keys()),
    ran: new Set(selected.map(({ id }) => id)),
  });
  const found = { staleSuppression: () => stale, malformedSuppression: () => malformed };
  const { findings, failures } = runRules(
    selected.filter(({ reads }) => reads.endsWith("Suppression")),
    [{ ...mesh, all: { ...mesh.all, ...found } }],
    settings,
  );
  const kept = diagnose(findings, placeOf);
  return {
    kept: kept.length === 0 ? result.kept : inOrder([...result.kept, ...kept]),
    suppressed: result.suppressed,
    failures,
  };
}
