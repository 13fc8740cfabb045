import { Chalk } from "chalk";
import type { Severity } from "../rule/finding.ts";

type Painter = (text: string) => string;

/** What the pretty renderer colours, by role. */
export interface Paint {
  readonly severity: Readonly<Record<Severity, Painter>>;
  readonly headline: Painter;
  /** Line numbers, bars and arrows. */
  readonly gutter: Painter;
  readonly secondary: Painter;
  readonly strong: Painter;
  readonly dim: Painter;
  readonly added: Painter;
  readonly removed: Painter;
}

/** Chalk would find a level by itself, but reads neither `NO_COLOR` nor our flags: the level comes from outside. */
export function paintOf(level: 0 | 1 | 2 | 3): Paint {
  const chalk = new Chalk({ level });
  return {
    severity: { error: chalk.bold.red, warning: chalk.bold.yellow, info: chalk.bold.blue },
    headline: chalk.bold,
    gutter: chalk.cyan,
    secondary: chalk.cyan,
    strong: chalk.bold,
    dim: chalk.dim,
    added: chalk.green,
    removed: chalk.red,
  };
}
