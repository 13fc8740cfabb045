import { clustersOf, type ClusterForm } from "../engine/clusters.ts";
import { builtParts } from "../parts.ts";
import type { Report } from "../report/report.ts";
import type { Rule } from "../rule/rule.ts";
import { oneOf } from "../text/lists.ts";
import { readInputOptions } from "./check-options.ts";
import { UsageError } from "./errors.ts";
import type { Host } from "./host.ts";
import { loadConfig } from "./load-config.ts";
import type { Arguments } from "./parse-arguments.ts";
import { findInputs, readInputs } from "./read-inputs.ts";
import { unreadableDocuments } from "./unreadable-documents.ts";

/** The clusters that the operands describe, for commands that ask what becomes of calls. */
export interface ReadClusters {
  readonly forms: readonly ClusterForm[];
  readonly report: Report;
  /** Of operands and of documents that are not YAML; they have been printed. */
  readonly complaints: readonly string[];
}

interface Wanted {
  readonly rules: readonly Rule[];
  /** The form to ask; all of them if left out. */
  readonly environment: string | undefined;
  /** Instead of those of the command line. */
  readonly operands?: readonly string[];
}

export async function readClusters(
  args: Arguments,
  host: Host,
  { rules, environment, operands = args.operands }: Wanted,
): Promise<ReadClusters> {
  const loaded = loadConfig(args, host);
  const options = readInputOptions(args, rules, loaded);
  const found = await findInputs(operands, options, { host, loaded });
  const read = await readInputs(found, options, host);
  const { forms, report } = clustersOf(read, rules, options.settings, builtParts);
  const complaints = [...found.complaints, ...read.complaints, ...unreadableDocuments(report)];
  for (const complaint of complaints) host.complain(complaint);
  return { forms: chosenForms(forms, environment), report, complaints };
}

function chosenForms(
  forms: readonly ClusterForm[],
  wanted: string | undefined,
): readonly ClusterForm[] {
  if (wanted === undefined) return forms;
  const chosen = forms.filter(({ name }) => name === wanted);
  if (chosen.length > 0) return chosen;
  const names = forms.flatMap(({ name }) => name ?? []);
  throw new UsageError(`the input has no environment or overlay \`${wanted}\``, [
    names.length > 0 ? `choose ${oneOf(names)}` : "the input has only one variant: leave it out",
  ]);
}
