import type { Outcome } from "../../simulate/outcome.ts";
import type { Diagnostic } from "../report.ts";

/** What `route` was asked, and what becomes of the call. */
export interface RouteAnswer {
  readonly from: string;
  readonly to: string;
  readonly call: string;
  /** The environment or overlay; `undefined` where the input has one form only. */
  readonly form: string | undefined;
  readonly outcome: Outcome;
  /** Findings in resources that the way touches. */
  readonly findings: readonly Diagnostic[];
  /** `Kind namespace/name` of objects that are not applied. */
  readonly leftOut: readonly string[];
  /** Those of them that admission refuses, with the errors that say why. */
  readonly refused: readonly RefusedAnswer[];
  /** How to ask for what was probably meant. */
  readonly hints: readonly string[];
}

export interface RefusedAnswer {
  readonly title: string;
  readonly findings: readonly Diagnostic[];
}
