import type { Settings } from "../config/settings.ts";
import type { Report } from "../report/report.ts";
import { onceFor } from "../collections/lazy.ts";
import type { Rule } from "../rule/rule.ts";
import type { SourceFile } from "../yaml/source.ts";
import type { Inputs } from "./inspect.ts";
import { openKept, type Kept } from "./kept.ts";
import type { Parts } from "./parts.ts";
import type { Surroundings } from "./search.ts";
import { drain } from "./steps.ts";
import { openWorkspace, type Part, type Workspace } from "./workspace.ts";

export type { Inputs } from "./inspect.ts";

/** Inputs, some of which were looked at before. */
interface KnownInputs extends Inputs {
  readonly kept?: Kept;
}

/**
 * The whole program. Pure and synchronous: the same inputs in any order give the same report, on
 * targets alone. What is offered as a safe fix was tried, and is one.
 */
export function lint(
  inputs: KnownInputs,
  rules: readonly Rule[],
  settings: Settings,
  parts: Parts,
): Report {
  const report = openWith(inputs, rules, settings, parts).report();
  parts.onStage?.("report");
  return report;
}

/** The same for one call after the other: as long as the settings stay, so does what is known of texts that do. */
export function lintOver(): typeof lint {
  let last: Pick<Surroundings, "settings" | "parts" | "kept"> | undefined;
  return (inputs, rules, settings, parts) => {
    if (last?.settings !== settings || last.parts.ownKinds !== parts.ownKinds) {
      last = { settings, parts, kept: openKept(settings, parts) };
    }
    return lint({ ...inputs, kept: last.kept }, rules, settings, parts);
  };
}

/** The same with fixes that nobody has tried yet: for whoever makes them, and judges what comes of it. */
export function lintUnchecked(
  inputs: Inputs,
  rules: readonly Rule[],
  settings: Settings,
  parts: Parts,
): Report {
  const { report } = drain(openWith(inputs, rules, settings, parts).inspect());
  parts.onStage?.("report");
  return report;
}

/**
 * The same for texts that change from one call to the next, as fixes are made, and keep their paths: what a change does not
 * touch is not looked at again.
 */
export function relint(
  inputs: Inputs,
  rules: readonly Rule[],
  parts: Parts,
): (targets: readonly SourceFile[], settings: Settings) => Report {
  const workspaceFor = onceFor((settings: Settings) => openWith(inputs, rules, settings, parts));
  return (targets, settings) => {
    const workspace = workspaceFor(settings);
    for (const source of targets) workspace.set(source, partOf(source, inputs));
    const { report } = drain(workspace.inspect());
    parts.onStage?.("report");
    return report;
  };
}

function openWith(
  inputs: KnownInputs,
  rules: readonly Rule[],
  settings: Settings,
  parts: Parts,
): Workspace {
  const { targets, context, protos = [], baseline, gone, kept } = inputs;
  const accepted = { ...(baseline && { baseline }), ...(gone && { gone }), ...(kept && { kept }) };
  const workspace = openWorkspace(rules, settings, parts, accepted);
  for (const source of targets) workspace.set(source, partOf(source, inputs));
  for (const source of context) workspace.set(source, "context");
  for (const source of protos) workspace.set(source);
  return workspace;
}

function partOf({ path }: SourceFile, { named }: Inputs): Part {
  return named?.has(path) === false ? "found" : "named";
}
