import type { Stage } from "../engine/parts.ts";
import { plural } from "../text/lists.ts";
import type { Host } from "./host.ts";
import type { ReadInputs } from "./read-inputs.ts";

export interface Progress {
  /** Called when a stage of the engine has ended. */
  readonly end: (stage: Stage) => void;
  /** Removes the line. */
  readonly clear: () => void;
}

/** Shorter runs show nothing. */
const patience = 1000;

const next: Readonly<Record<Stage, string>> = {
  parse: "building the mesh",
  model: "running rules",
  rules: "sorting findings",
  report: "writing the report",
};

/** A progress line for long runs, only on a terminal. */
export function startProgress(
  { targets, context }: Omit<ReadInputs, "protos">,
  host: Host,
): Progress {
  if (!host.errors.isTerminal) return { end: () => {}, clear: () => {} };
  const files = plural(targets.length + context.length, "file");
  let isShown = false;
  const clear = (): void => {
    if (isShown) host.complain("\r\u001B[K");
    isShown = false;
  };
  const tell = (doing: string): void => {
    if (host.now() < patience) return;
    clear();
    host.complain(`Checking ${files}: ${doing}`);
    isShown = true;
  };
  tell("reading");
  return { end: (stage) => tell(next[stage]), clear };
}
