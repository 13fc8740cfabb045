import type { Settings } from "../config/settings.ts";
import { checkFixes } from "../fix/check-fixes.ts";
import type { Diagnostic, Report } from "../report/report.ts";
import type { ProtoSource } from "../rpc/rpc.ts";
import type { Rule } from "../rule/rule.ts";
import type { ParsedYaml } from "../yaml/parse.ts";
import type { SourceFile } from "../yaml/source.ts";
import { isStructural } from "./follow-ups.ts";
import { glance, isSeenAtAGlance } from "./glance.ts";
import { inspect, type Inputs, type Inspected } from "./inspect.ts";
import { forTrials, openKept, type Kept } from "./kept.ts";
import type { Parts } from "./parts.ts";
import type { Surroundings, Texts } from "./search.ts";
import { drain, type Steps } from "./steps.ts";

/** Whether findings in a text are reported, and whether the text was named itself: then it is to hold manifests. */
export type Part = "named" | "found" | "context";

/** Texts that change, and what is found in them. What an edit does not touch is kept. */
export interface Workspace {
  /** Adds a text, or puts it in the place of the one with its path. */
  set(source: SourceFile | ProtoSource, part?: Part): void;
  remove(path: string): void;
  /** What is wrong with the texts of this moment; the same as of a workspace that was opened with them. */
  report(): Report;
  /** The same in steps, with the model and without trying the fixes. */
  inspect(): Steps<Inspected>;
  /** What the text at a path says by itself, before all is looked at again; `undefined` where there is none. */
  glance(path: string, latest: Inspected): readonly Diagnostic[] | undefined;
  /** Whether what a rule says of a text depends on that alone, so that a glance finds it. */
  isOwn(ruleId: string): boolean;
  /** Without the safe fixes that do not hold what they promise. */
  checked(diagnostics: readonly Diagnostic[]): readonly Diagnostic[];
  partOf(path: string): Part;
  /** What one text holds, by itself. */
  readonly parse: (source: SourceFile) => ParsedYaml;
  /** Another one with the same texts, to try changes in; both know what is known of these. */
  fork(): Workspace;
}

/** What was accepted earlier. */
export type Accepted = Pick<Inputs, "baseline" | "gone">;

interface Beginning extends Accepted {
  /** What is known of its texts, with these settings and parts. */
  readonly kept?: Kept;
}

export function openWorkspace(
  rules: readonly Rule[],
  settings: Settings,
  parts: Parts,
  { kept = openKept(settings, parts), ...accepted }: Beginning = {},
): Workspace {
  return workspaceOf({ rules, settings, parts, accepted, kept, texts: [], protos: [] });
}

interface Contents {
  readonly rules: readonly Rule[];
  readonly settings: Settings;
  readonly parts: Parts;
  readonly accepted: Accepted;
  readonly kept: Kept;
  readonly texts: Iterable<readonly [string, Known]>;
  readonly protos: Iterable<readonly [string, ProtoSource]>;
}

function workspaceOf(contents: Contents): Workspace {
  const { rules, settings, parts, accepted, kept } = contents;
  const around: Surroundings = { settings, parts, kept };
  const own = new Set(rules.filter(isSeenAtAGlance).map(({ id }) => id));
  const texts = new Map(contents.texts);
  const protos = new Map(contents.protos);
  const inputs = (): Inputs => ({ ...textsOf(texts), protos: [...protos.values()], ...accepted });
  const checked: Workspace["checked"] = (diagnostics) =>
    checkFixes(diagnostics, (fixers) => {
      const asked = rules.filter(({ id, topic }) => isStructural(topic) || fixers.has(id));
      const all = inputs();
      const { onStage: _, ...quiet } = parts;
      const wide = { ...settings, only: [], skip: [] };
      const trials = { settings: wide, parts: quiet, kept: forTrials(kept) };
      return (targets) => drain(inspect({ ...all, targets, context: [] }, asked, trials)).report;
    });
  return {
    set(source, part = "named") {
      if ("content" in source) protos.set(source.path, source);
      else texts.set(source.path, { source, part });
    },
    remove(path) {
      texts.delete(path);
      protos.delete(path);
    },
    report() {
      const { report } = drain(inspect(inputs(), rules, around));
      return { ...report, diagnostics: checked(report.diagnostics) };
    },
    inspect: () => inspect(inputs(), rules, around),
    glance(path, latest) {
      const source = texts.get(path)?.source;
      return source && glance({ source, latest, accepted }, rules, around);
    },
    isOwn: (ruleId) => own.has(ruleId),
    checked,
    parse: kept.parse,
    partOf: (path) => texts.get(path)?.part ?? "named",
    fork: () => workspaceOf({ ...contents, texts, protos }),
  };
}

interface Known {
  readonly source: SourceFile;
  readonly part: Part;
}

function textsOf(texts: ReadonlyMap<string, Known>): Texts {
  const targets: SourceFile[] = [];
  const context: SourceFile[] = [];
  const named = new Set<string>();
  for (const { source, part } of texts.values()) {
    if (part === "named") named.add(source.path);
    (part === "context" ? context : targets).push(source);
  }
  return { targets, context, named };
}
