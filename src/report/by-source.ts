import type { Diagnostic } from "./report.ts";

export interface SourceDiagnostics {
  readonly path: string;
  readonly diagnostics: readonly Diagnostic[];
}

/** Diagnostics by the file they are found in, in their order. */
export function bySource(diagnostics: readonly Diagnostic[]): readonly SourceDiagnostics[] {
  const groups = new Map<string, Diagnostic[]>();
  for (const diagnostic of diagnostics) {
    const { path } = diagnostic.primary.span.source;
    const group = groups.get(path);
    if (group === undefined) groups.set(path, [diagnostic]);
    else group.push(diagnostic);
  }
  return Array.from(groups, ([path, group]) => ({ path, diagnostics: group }));
}
