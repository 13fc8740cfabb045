import { rules as builtInRules } from "../../rules/index.ts";
import { customRules } from "../custom/custom-rule.ts";
import { lint, lintOver } from "../engine/lint.ts";
import type { Rule } from "../rule/rule.ts";
import type { SourceFile } from "../yaml/source.ts";
import { asText } from "./as-text.ts";
import { readCheckOptions, type CheckOptions } from "./check-options.ts";
import type { Host } from "./host.ts";
import type { LoadedConfig } from "./load-config.ts";
import type { Arguments } from "./parse-arguments.ts";

/** What flags and configuration make of a run. */
export interface Steering {
  readonly rules: readonly Rule[];
  readonly options: CheckOptions;
}

/** What runs of one command line leave to the next one, so that it looks only at what has changed. */
export interface EarlierRuns {
  readonly steeringOf: (args: Arguments, loaded: LoadedConfig, host: Host) => Steering;
  /** The files as they were read before where they are the same. */
  readonly known: (sources: readonly SourceFile[]) => readonly SourceFile[];
  readonly lint: typeof lint;
}

/** Of a command that runs once. */
export const noEarlierRuns: EarlierRuns = { steeringOf: readSteering, known: (it) => it, lint };

/** Of one that runs again and again. */
export function earlierRuns(): EarlierRuns {
  let last: (Steering & { readonly config: string }) | undefined;
  const texts = new Map<string, SourceFile>();
  return {
    steeringOf(args, loaded, host) {
      const config = asText(loaded);
      if (last?.config !== config) last = { ...readSteering(args, loaded, host), config };
      return last;
    },
    known(sources) {
      return sources.map((source) => {
        const before = texts.get(source.path);
        if (before?.text === source.text) return before;
        texts.set(source.path, source);
        return source;
      });
    },
    lint: lintOver(),
  };
}

function readSteering(args: Arguments, loaded: LoadedConfig, { environment }: Host): Steering {
  const rules = [...builtInRules, ...customRules(loaded.config.customRules)];
  return { rules, options: readCheckOptions(args, rules, { environment, loaded }) };
}
