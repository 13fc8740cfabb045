import type { Settings } from "../config/settings.ts";
import type { Mesh } from "../mesh/mesh.ts";
import type { RuleFailure } from "../report/report.ts";
import type { ProtoSource } from "../rpc/rpc.ts";
import type { Rule } from "../rule/rule.ts";
import type { SourceFile } from "../yaml/source.ts";
import { byDeployment } from "./by-deployment.ts";
import { meshesOf } from "./environments.ts";
import type { Kept } from "./kept.ts";
import { placeFinder } from "./locate.ts";
import type { Parts } from "./parts.ts";
import { countTargets, protosIn, splitProtos } from "./proto-sources.ts";
import { readSources, type ReadSources } from "./read-sources.ts";
import { runOverlays } from "./run-overlays.ts";
import { ruleSteps, type RuleFinding, type RuleRun } from "./run-rules.ts";
import { sayOnce } from "./say-once.ts";
import type { Steps } from "./steps.ts";
import { tokenFindings } from "./token-findings.ts";
import { withoutOpen } from "./without-open.ts";

/** The texts of a run. */
export interface Texts {
  /** Sources that findings are reported on. */
  readonly targets: readonly SourceFile[];
  /** Sources that are read so that the targets make sense. */
  readonly context: readonly SourceFile[];
  /** Files that define RPCs, which are read only where a rule asks for them. */
  readonly protos?: readonly ProtoSource[];
  /**
   * Paths of the targets that were named one by one, and not only found in a folder: these are to hold manifests,
   * whatever they look like. All targets where it is left out.
   */
  readonly named?: ReadonlySet<string>;
}

/** What stays the same when some of the texts change. */
export interface Surroundings {
  readonly settings: Settings;
  readonly parts: Parts;
  readonly kept: Kept;
}

export interface Found {
  readonly read: ReadSources;
  /** The mesh of all files, or that of the first environment. */
  readonly mesh: Mesh;
  readonly findings: readonly RuleFinding[];
  readonly failures: readonly RuleFailure[];
}

/** All that `rules` find in texts, as they are written and as overlays build them. */
export function* search(
  texts: Texts,
  rules: readonly Rule[],
  { settings, parts, kept }: Surroundings,
): Steps<Found> {
  const split = splitProtos(texts);
  const read = readSources({ ...texts, ...split }, settings, parts, kept);
  parts.onStage?.("parse");
  yield;
  const protos = protosIn(split.protos, parts);
  const meshes = meshesOf({ ...read, protos }, [...split.targets, ...split.context], settings);
  const [mesh] = meshes;
  parts.onStage?.("model");
  const written = yield* findWritten(rules, meshes, { read, settings, kept });
  const { violationsOf, structureErrors } = read;
  const placeOf = placeFinder(read.documents, read.resources);
  const related = byDeployment(written.findings, {
    placeOf,
    settings,
    kustomize: read.kustomize,
  });
  const built = yield* runOverlays(read.overlays, related, {
    rules,
    settings,
    violationsOf,
    structureErrors,
    variants: kept.variants,
    mesh,
    protos,
    protoSources: split.protos,
    placeOf,
  });
  yield;
  const failures = [...written.failures, ...built.failures, ...withoutStructure(read, rules)];
  const tally = { ...read.tally, files: read.tally.files + countTargets(split.protos) };
  const { structureOf } = parts;
  const filled = withoutOpen(sayOnce(built.findings), { placeOf, structureOf });
  const findings = [...filled.findings, ...tokenFindings(filled, { rules, mesh, settings })];
  return { read: { ...read, tally }, mesh, findings, failures };
}

/** What rules say of the texts as they are written: of single resources, then of the mesh. */
function* findWritten(
  rules: readonly Rule[],
  meshes: readonly [Mesh, ...Mesh[]],
  {
    read,
    settings,
    kept,
  }: Pick<Surroundings, "settings" | "kept"> & { readonly read: ReadSources },
): Steps<RuleRun> {
  const [whole, ...others] = meshes;
  const mesh = others.length === 0 ? whole : undefined;
  const ownRules = rules.filter(({ scope }) => scope === "resource");
  const own = yield* kept.own.find({ rules: ownRules, read, mesh, whole, settings });
  const meshRules = rules.filter(({ scope }) => scope === "mesh");
  const shared = yield* ruleSteps(meshRules, meshes, settings);
  return {
    findings: [...own.findings, ...shared.findings],
    failures: [...own.failures, ...shared.failures],
  };
}

/** Rules that have not seen the mistakes of every resource. */
function withoutStructure(
  { structureErrors: [error] }: ReadSources,
  rules: readonly Rule[],
): readonly RuleFailure[] {
  if (error === undefined) return [];
  return rules
    .filter(({ reads }) => reads === "violation")
    .map(({ id: ruleId }) => ({ ruleId, error }));
}
