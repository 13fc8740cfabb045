import type { Settings } from "../config/settings.ts";
import type { Report } from "../report/report.ts";
import { onceFor } from "../collections/lazy.ts";
import type { Rule } from "../rule/rule.ts";
import type { SourceFile } from "../yaml/source.ts";
import type { Inputs } from "./inspect.ts";
import type { Parts } from "./parts.ts";
import { drain } from "./steps.ts";
import { openWorkspace, type Part, type Workspace } from "./workspace.ts";

export type { Inputs } from "./inspect.ts";

/**
 * The whole program. Pure and synchronous: the same inputs in any order give the same report, on
 * targets alone. What is offered as a safe fix was tried, and is one.
 */
export function lint(
  inputs: Inputs,
  rules: readonly Rule[],
  settings: Settings,
  parts: Parts,
): Report {
  const report = openWith(inputs, rules, settings, parts).report();
  parts.onStage?.("report");
  return report;
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
  inputs: Inputs,
  rules: readonly Rule[],
  settings: Settings,
  parts: Parts,
): Workspace {
  const { targets, context, protos = [], baseline, gone } = inputs;
  const accepted = { ...(baseline && { baseline }), ...(gone && { gone }) };
  const workspace = openWorkspace(rules, settings, parts, accepted);
  for (const source of targets) workspace.set(source, partOf(source, inputs));
  for (const source of context) workspace.set(source, "context");
  for (const source of protos) workspace.set(source);
  return workspace;
}

function partOf({ path }: SourceFile, { named }: Inputs): Part {
  return named?.has(path) === false ? "found" : "named";
}
