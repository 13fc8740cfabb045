import { isSameList } from "../collections/same-list.ts";
import type { Overlay } from "../manifest/kustomize/overlays.ts";
import type { MeshConfig } from "../mesh/objects/mesh-config.ts";
import type { Mesh } from "../mesh/mesh.ts";
import type { ProtoSource } from "../rpc/rpc.ts";
import type { Rule } from "../rule/rule.ts";
import type { Field } from "../yaml/field.ts";
import type { SourceFile } from "../yaml/source.ts";
import type { RuleRun } from "./run-rules.ts";

/** What rules say of overlays, next to what they consist of. */
export interface VariantRun {
  readonly rules: readonly Rule[];
  /** Of all texts. */
  readonly mesh: Pick<Mesh, "config" | "signs">;
  /** Those that exist outside of overlays. */
  readonly hosts: readonly string[];
  readonly protos: readonly ProtoSource[];
}

/** What was found in overlays: kept as long as these stay the same, and all that rules are told besides. */
export interface VariantFindings {
  /** Of one run. */
  during(
    run: VariantRun,
  ): (overlay: Overlay, suspects: readonly SourceFile[], find: () => Judged) => RuleRun;
}

interface Judged {
  readonly found: RuleRun;
  /** Whether everything was looked at. */
  readonly isWhole: boolean;
}

interface Known {
  readonly told: Told;
  readonly findings: WeakMap<Overlay, Kept>;
}

interface Kept {
  /** The files that were looked at by rules that read one resource alone, changed or not. */
  readonly suspects: readonly SourceFile[];
  readonly found: RuleRun;
}

interface Told extends Pick<VariantRun, "rules" | "hosts" | "protos"> {
  readonly config: MeshConfig;
  readonly signs: ReturnType<Mesh["signs"]>;
}

/** A run, and those by which follow-ups are told: of the texts with mistakes fixed. */
const mostRuns = 4;

export function variantFindings(): VariantFindings {
  let latest: readonly Known[] = [];
  return {
    during({ mesh, ...run }) {
      const told = { ...run, config: mesh.config(), signs: mesh.signs() };
      const before = latest.find((it) => areTheSame(it.told, told));
      const { findings } = before ?? { findings: new WeakMap<Overlay, Kept>() };
      const known = { told, findings };
      latest = [known, ...latest.filter((it) => it !== before)].slice(0, mostRuns);
      return (overlay, suspects, find) => {
        const kept = findings.get(overlay);
        if (kept !== undefined && isSameList(kept.suspects, suspects)) return kept.found;
        const { found, isWhole } = find();
        if (isWhole) findings.set(overlay, { suspects, found });
        return found;
      };
    },
  };
}

function areTheSame(left: Told, right: Told): boolean {
  return (
    isSameList(left.rules, right.rules) &&
    isSameList(left.hosts, right.hosts) &&
    isSameList(left.protos, right.protos) &&
    left.signs.istio === right.signs.istio &&
    left.signs.openShift === right.signs.openShift &&
    isSameConfig(left.config, right.config)
  );
}

/** What is not written has the defaults. */
function isSameConfig(one: MeshConfig, other: MeshConfig): boolean {
  const [left, right] = [one.written, other.written];
  if (JSON.stringify([...one.istiodEnv]) !== JSON.stringify([...other.istiodEnv])) return false;
  if (left === undefined || right === undefined) return left === right;
  return left.isSame(right) || (left.source === right.source && textOf(left) === textOf(right));
}

/** The settings, and their places. */
function textOf({ node, path }: Field): string {
  return JSON.stringify([path, node]);
}
