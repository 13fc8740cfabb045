import { CodeActionKind, type CodeAction, type Diagnostic as Shown } from "vscode-languageserver";
import type { Workspace } from "../engine/workspace.ts";
import { drain } from "../engine/steps.ts";
import { findSuppressions } from "../engine/find-suppressions.ts";
import { applyEdits, offsetAfter } from "../fix/apply-edits.ts";
import { planFixes } from "../fix/plan-fixes.ts";
import type { Diagnostic } from "../report/report.ts";
import type { Edit } from "../rule/finding.ts";
import type { SourceFile } from "../yaml/source.ts";
import { editBetween, toWorkspaceEdit } from "./edits.ts";
import { suppressions } from "./suppressions.ts";
import { toDiagnostic, toolName, type Surroundings } from "./to-diagnostic.ts";

export const fixAllKind = `${CodeActionKind.SourceFixAll}.${toolName}`;

/** What can be done about findings: their fixes, each tried before it is offered, and comments that silence them. */
export function actionsFor(
  findings: readonly Diagnostic[],
  workspace: Workspace,
  around: Surroundings,
): CodeAction[] {
  return [
    ...workspace.checked(findings).flatMap((found) => fixOf(found, around)),
    ...findings.flatMap((found) => suppressingActions(found, workspace, around)),
  ];
}

function fixOf(found: Diagnostic, around: Surroundings): readonly CodeAction[] {
  const { fix } = found;
  if (fix === undefined) return [];
  return [
    {
      title: fix.safe ? fix.title : `${fix.title} (may change behaviour)`,
      kind: CodeActionKind.QuickFix,
      diagnostics: [toDiagnostic(found, around)],
      isPreferred: fix.safe,
      edit: toWorkspaceEdit(fix.edits, around),
    },
  ];
}

function suppressingActions(
  found: Diagnostic,
  { parse }: Workspace,
  around: Surroundings,
): readonly CodeAction[] {
  const diagnostics: Shown[] = [toDiagnostic(found, around)];
  return suppressions(found)
    .filter(({ edit }) => isSilenced(found, [edit], parse))
    .map(({ title, edit }) => ({
      title,
      kind: CodeActionKind.QuickFix,
      diagnostics,
      edit: toWorkspaceEdit([edit], around),
    }));
}

/** Whether a comment would be one, and about the finding: in a text of several lines it is part of that. */
function isSilenced(
  { ruleId, primary: { span } }: Diagnostic,
  edits: readonly Edit[],
  parse: Workspace["parse"],
): boolean {
  const after = { ...span.source, text: applyEdits(span.source.text, edits) };
  const offset = offsetAfter(edits, span.start);
  return findSuppressions([after], parse(after).documents, []).some(
    ({ names, scope }) =>
      names.some(({ value }) => value === ruleId) && scope.start <= offset && offset < scope.end,
  );
}

/** All safe fixes of one file, until none is left; nothing where there is none. */
export function fixAll(
  source: SourceFile,
  workspace: Workspace,
  around: Surroundings,
): CodeAction[] {
  const trial = workspace.fork();
  const plan = planFixes([source], {
    find(sources) {
      for (const each of sources) trial.set(each, trial.partOf(each.path));
      return drain(trial.inspect()).report;
    },
    unsafe: false,
    whyLocked: () => undefined,
  });
  const edits = plan.changes.map(({ before, after }) => editBetween(before, after.text));
  if (edits.length === 0) return [];
  const edit = toWorkspaceEdit(edits, around);
  return [{ title: "Apply all safe fixes", kind: fixAllKind, edit }];
}
