import type { Diagnostic, ResourceId } from "./report.ts";

export interface ServiceDiagnostics {
  /** `namespace/name`, or the file of findings outside resources. */
  readonly title: string;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Diagnostics by the service they are about, in their order: the first Service among the resources of a finding,
 * or else the resource that holds it, which mostly has the service's name.
 */
export function byService(diagnostics: readonly Diagnostic[]): readonly ServiceDiagnostics[] {
  const groups = new Map<string, Diagnostic[]>();
  for (const diagnostic of diagnostics) {
    const title = titleOf(diagnostic);
    const group = groups.get(title);
    if (group === undefined) groups.set(title, [diagnostic]);
    else group.push(diagnostic);
  }
  return Array.from(groups, ([title, group]) => ({ title, diagnostics: group }));
}

function titleOf({ resource, relatedResources, primary }: Diagnostic): string {
  const ends = [resource, ...relatedResources];
  const service = ends.find((end) => end?.kind === "Service") ?? resource;
  return service === undefined ? primary.span.source.path : qualifiedName(service);
}

/** `Kind namespace/name`, and where it was rendered from. */
export function resourceTitle(resource: ResourceId): string {
  const { kind, origin } = resource;
  const from = origin === undefined ? "" : `  (from ${origin})`;
  return `${kind} ${qualifiedName(resource)}${from}`;
}

/** `namespace/name`. */
export function qualifiedName({ namespace, name }: ResourceId): string {
  return namespace === undefined ? name : `${namespace}/${name}`;
}
