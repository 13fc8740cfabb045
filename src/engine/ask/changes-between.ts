import type { FormDiff, MeshDiff } from "../../report/mesh-diff.ts";
import type { Report } from "../../report/report.ts";
import { compareMeshes, type MeshState } from "../../simulate/compare.ts";
import type { ClusterForm } from "../clusters.ts";

/** Manifests at one point in time. */
export interface MeshAt {
  readonly forms: readonly ClusterForm[];
  readonly report: Report;
}

/** What changes for calls, and which findings are new or gone. */
export function changesBetween(
  before: MeshAt,
  after: MeshAt,
): Pick<MeshDiff, "forms" | "found" | "gone"> {
  return {
    forms: formDiffs(before.forms, after.forms),
    gone: findingsOnlyIn(before.report, after.report),
    found: findingsOnlyIn(after.report, before.report),
  };
}

function formDiffs(
  before: readonly ClusterForm[],
  after: readonly ClusterForm[],
): readonly FormDiff[] {
  return after.flatMap((head) => {
    const base = before.find(({ name }) => name === head.name);
    return base === undefined
      ? []
      : [{ name: head.name, changes: compareMeshes(stateIn(base), stateIn(head)) }];
  });
}

function stateIn(form: ClusterForm): MeshState {
  const mesh = form.mesh();
  return { ...form, rpcs: mesh.rpcs(), rpcServices: mesh.settings.rpcServices };
}

function findingsOnlyIn(one: Report, other: Report): Report["diagnostics"] {
  const known = new Set(other.diagnostics.map(({ fingerprint }) => fingerprint));
  return one.diagnostics.filter(({ fingerprint }) => !known.has(fingerprint));
}
