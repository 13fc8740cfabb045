import type { Settings } from "../config/settings.ts";
import type { Resource } from "../manifest/resource.ts";
import { noKustomize } from "../manifest/kustomize/facts.ts";
import { buildMesh } from "../mesh/build-mesh.ts";
import type { MeshInputs } from "../mesh/mesh-inputs.ts";
import { gather } from "../collections/gather.ts";
import { groupBy } from "../collections/group-by.ts";
import { lazy, onceFor } from "../collections/lazy.ts";
import type { Mesh } from "../mesh/mesh.ts";
import type { Rule } from "../rule/rule.ts";
import type { SourceFile } from "../yaml/source.ts";
import type { ReadSources } from "./read-sources.ts";
import { byRule, ruleSteps, type RuleFinding, type RuleRun } from "./run-rules.ts";
import type { Steps } from "./steps.ts";
import { violationsIn } from "./violations-in.ts";

/** A run over the texts of a mesh, by rules that read one resource alone. */
export interface OwnRun {
  readonly rules: readonly Rule[];
  readonly read: Pick<ReadSources, "resources" | "checked" | "strangers" | "violationsOf">;
  /** Of all texts; where there is more than one mesh, none of them is. */
  readonly mesh: Mesh | undefined;
  /** What the texts say of the mesh as a whole. */
  readonly whole: Pick<Mesh, "config" | "signs">;
  readonly settings: Settings;
}

/** Finds what rules of scope `resource` say: only texts that are new, or used in another way, are looked at. */
export interface OwnFindings {
  /** By rule, in the order of the texts. */
  find(run: OwnRun): Steps<RuleRun>;
}

/** One text as it is used, and what was found in it by which rules. */
interface Text {
  readonly source: SourceFile;
  readonly resources: readonly Resource[];
  readonly isTarget: boolean;
  readonly isForIstio: boolean;
}

interface Known extends Text {
  readonly rules: ReadonlySet<Rule>;
  readonly findings: readonly RuleFinding[];
}

export function ownFindings(): OwnFindings {
  const known = new WeakMap<SourceFile, Known>();
  return {
    *find(run) {
      const texts = textsOf(run);
      const asked = new Set(run.rules);
      const covers = onceFor((had: ReadonlySet<Rule>) => isSubset(asked, had));
      const isKnown = (text: Text): boolean => {
        const before = known.get(text.source);
        return before !== undefined && isSame(before, text) && covers(before.rules);
      };
      const fresh = texts.filter((text) => !isKnown(text));
      const found = yield* findIn(fresh, fresh.length === texts.length, run);
      const bySource = groupBy(found.findings, ({ finding }) => finding.primary.span.source);
      const findingsIn = ({ source }: Text): readonly RuleFinding[] => bySource.get(source) ?? [];
      // What a rule that stopped would have found is not known.
      if (found.failures.length === 0) {
        for (const text of fresh) {
          known.set(text.source, { ...text, rules: asked, findings: findingsIn(text) });
        }
      }
      const seen = new Set(fresh);
      const all = gather(texts, (text) =>
        seen.has(text) ? findingsIn(text) : (known.get(text.source)?.findings ?? []),
      );
      return { findings: byRule(run.rules, all), failures: found.failures };
    },
  };
}

function isSubset(some: ReadonlySet<Rule>, all: ReadonlySet<Rule>): boolean {
  return [...some].every((rule) => all.has(rule));
}

function isSame(left: Text, right: Text): boolean {
  return (
    left.isTarget === right.isTarget &&
    left.isForIstio === right.isForIstio &&
    left.resources.length === right.resources.length &&
    left.resources.every((resource, index) => resource === right.resources[index])
  );
}

function textsOf({ read: { resources, strangers, checked }, whole }: OwnRun): readonly Text[] {
  const targets = new Set(checked.map(({ root }) => root.source));
  const isForIstio = whole.signs().istio;
  const all = strangers.length === 0 ? resources : [...resources, ...strangers];
  return Array.from(
    groupBy(all, ({ root }) => root.source),
    ([source, found]) => ({
      source,
      resources: found,
      isTarget: targets.has(source),
      isForIstio,
    }),
  );
}

const nothing: RuleRun = { findings: [], failures: [] };

/** The findings in some of the texts, in a mesh of these alone; in that of all where it is there already. */
function* findIn(texts: readonly Text[], isAll: boolean, run: OwnRun): Steps<RuleRun> {
  if (texts.length === 0) return nothing;
  const { rules, settings } = run;
  const mesh = (isAll ? run.mesh : undefined) ?? meshOf(texts, run);
  return yield* ruleSteps(rules, [mesh], settings);
}

function meshOf(texts: readonly Text[], { read, whole, settings }: OwnRun): Mesh {
  const sources = new Set(texts.map(({ source }) => source));
  const isIn = ({ root }: Resource): boolean => sources.has(root.source);
  const strangers = read.strangers.filter(isIn);
  const checked = read.checked.filter(isIn);
  const inputs: MeshInputs = {
    documents: [],
    kustomize: noKustomize,
    resources: read.resources.filter(isIn),
    problems: () => [],
    violations: lazy(() => violationsIn({ ...read, checked, strangers })),
    config: whole.config,
    signs: whole.signs,
  };
  return buildMesh(inputs, settings);
}
