import type { Settings } from "../config/settings.ts";
import type { Parts } from "../engine/parts.ts";
import type { Accepted, Part } from "../engine/workspace.ts";
import type { ProtoSource } from "../rpc/rpc.ts";
import type { Rule } from "../rule/rule.ts";
import type { SourceFile } from "../yaml/source.ts";

/** A folder as a run of the command line there would read it. */
export interface Project {
  /** Those that come with the tool, and those of the configuration. */
  readonly rules: readonly Rule[];
  readonly settings: Settings;
  readonly parts: Parts;
  readonly accepted: Accepted;
  readonly texts: readonly ProjectText[];
  readonly protos: readonly ProtoSource[];
  /** The texts of configuration and baseline: as long as they stay the same, what is known of manifests does too. */
  readonly steering: string;
  /** Called when all of it was looked at: what costs much the first time does not from then on. */
  onInspected(): void;
  /** Why some files could not be read. */
  readonly complaints: readonly string[];
  /** Reads a file again; `undefined` where there is none, or where it is none of the project's. */
  read(path: string): SourceFile | undefined;
  /** Whether a file that is not there yet would be checked. */
  covers(path: string): boolean;
}

export interface ProjectText {
  readonly source: SourceFile;
  readonly part: Part;
}

/** Something that keeps a project from being checked, in a file that steers it if that can be told. */
export interface ProjectFault {
  /** Absolute; `undefined` where no file is to blame. */
  readonly file: string | undefined;
  readonly message: string;
  readonly span?: { readonly source: SourceFile; readonly start: number; readonly end: number };
}

export type Opened = Project | { readonly faults: readonly [ProjectFault, ...ProjectFault[]] };

/** Opens the project of a folder, or of a single file in it. Never throws. */
export type OpenProject = (folder: string, operands: readonly string[]) => Promise<Opened>;
