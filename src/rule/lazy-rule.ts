import type { Rule } from "./rule.ts";

/** What is known of a rule without its code: `at` may say less than it does. Its evidence is for its page alone. */
export type RuleHead = Omit<Rule, "run" | "evidence">;

/** A rule whose code is loaded once a mesh has something that it reads. */
export function lazyRule(head: RuleHead, load: () => Rule): Rule {
  return {
    ...head,
    evidence: [],
    run: (mesh, values, onError) =>
      mesh.all[head.reads](head.at).length === 0 ? [] : load().run(mesh, values, onError),
  };
}
