import type { Label } from "../rule/finding.ts";

/** Why a configuration file cannot be used. Faults are data, so that all of them are reported at once. */
export interface FileFault {
  /** One lowercase sentence without full stop. */
  readonly headline: string;
  readonly primary: Label;
  readonly related?: readonly Label[];
  /** What to do, each one line. */
  readonly help: readonly string[];
}
