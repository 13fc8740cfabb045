import { newestBelow, releaseHelp, releaseIn } from "../../config/release.ts";
import { lint, type Inputs } from "../../engine/lint.ts";
import { builtParts } from "../../parts.ts";
import { lineIndexes } from "../../report/line-index.ts";
import { printable } from "../../report/printable.ts";
import type { Diagnostic, Report } from "../../report/report.ts";
import type { Rule } from "../../rule/rule.ts";
import { releasesOf } from "../../schema/kinds.ts";
import { compareReleases } from "../../schema/releases.ts";
import { plural } from "../../text/lists.ts";
import { changes } from "../../upgrades/changes.ts";
import { inOrder } from "../../engine/diagnose.ts";
import { readCheckOptions } from "../check-options.ts";
import { explainRelease } from "../explain-releases.ts";
import { UsageError } from "../errors.ts";
import { exitStatus, type ExitStatus } from "../exit-status.ts";
import type { Host } from "../host.ts";
import { loadConfig } from "../load-config.ts";
import type { Arguments } from "../parse-arguments.ts";
import { findInputs, readInputs } from "../read-inputs.ts";
import { tellFault } from "../tell-fault.ts";
import { unreadableDocuments } from "../unreadable-documents.ts";
import { writeReport } from "../write-report.ts";

/** Prints what another Istio release changes for the manifests: new findings, and changed behaviour. */
export async function upgradeCheck(
  args: Arguments,
  host: Host,
  rules: readonly Rule[],
): Promise<ExitStatus> {
  const loaded = loadConfig(args, host);
  const options = readCheckOptions(args, rules, { environment: host.environment, loaded });
  const from = installedRelease(args, loaded.config.istioVersion);
  const to = releaseOf(args, "to", releasesOf("istio").last);
  const newest = newestBelow("istio", from);
  if (newest !== undefined) {
    throw new UsageError(`\`--from ${from}\`: this version knows Istio up to ${newest}`, [
      releaseHelp("istio"),
    ]);
  }
  explainRelease("istio", to, host);
  if (compareReleases(from, to) >= 0) {
    throw new UsageError(`\`--from ${from}\` is not older than \`--to ${to}\``, [
      "name the release that is installed, and the one to upgrade to",
    ]);
  }
  const found = await findInputs(args.operands, options, { host, loaded });
  const { targets, context, protos, complaints: unread } = await readInputs(found, options, host);
  const inputs: Inputs = { targets, context, protos };
  const { report, gone, changed, unreadable } = compare(inputs, { rules, from, to, options });
  const complaints = [...found.complaints, ...unread, ...unreadable];
  for (const complaint of complaints) tellFault(complaint, args, host);
  await writeReport(report, { args, options, host });
  const brought = report.diagnostics.length - changed;
  host.complain(
    `From Istio ${from} to ${to}: ${plural(brought, "finding")} more, ${gone.length} fewer, ${plural(changed, "change")} in what Istio does.\n${goneText(gone)}`,
  );
  return complaints.length > 0 ? 2 : exitStatus(report, options.policy);
}

/** What is installed: `--from`, or what a check calls `--istio-version` and the configuration `istioVersion`. */
function installedRelease(args: Arguments, configured: string | undefined): string {
  const named = args.last("istio-version");
  const release = named === undefined ? undefined : releaseIn("istio", named);
  const from = releaseOf(args, "from", release ?? configured);
  if (release === undefined || release === from) return from;
  throw new UsageError(
    `\`--from ${from}\` and \`--istio-version ${named}\` name different releases`,
    ["both are the release that is installed: leave one of them out"],
  );
}

const mostGone = 20;

/** The findings that the upgrade makes go away. */
function goneText(gone: readonly Diagnostic[]): string {
  if (gone.length === 0) return "";
  const indexOf = lineIndexes();
  const rows = gone.slice(0, mostGone).map(({ severity, ruleId, headline, primary: { span } }) => {
    const { line, column } = indexOf(span.source).positionAt(span.start);
    return `  ${span.source.path}:${line}:${column}: ${severity}[${ruleId}] ${headline}`;
  });
  const rest = gone.length - rows.length;
  return [
    `No longer found with the newer release:`,
    ...rows,
    ...(rest > 0 ? [`  and ${rest} more`] : []),
  ]
    .map((row) => `${printable(row)}\n`)
    .join("");
}

function releaseOf(args: Arguments, name: "from" | "to", otherwise: string | undefined): string {
  const text = args.last(name);
  const release = text === undefined ? otherwise : releaseIn("istio", text);
  if (release !== undefined) return release;
  const fault =
    text === undefined
      ? `\`upgrade-check\` needs \`--${name}\``
      : `\`--${name} ${text}\` is not a release of Istio that this version knows`;
  throw new UsageError(fault, [
    releaseHelp("istio"),
    "for example: `istio-grpc-lint upgrade-check --from 1.27 --to 1.32`",
  ]);
}

interface Upgrade {
  readonly rules: readonly Rule[];
  readonly from: string;
  readonly to: string;
  readonly options: ReturnType<typeof readCheckOptions>;
}

interface Outcome {
  readonly report: Report;
  /** Findings of the older release that the newer one does not have. */
  readonly gone: readonly Diagnostic[];
  /** Findings about what Istio does in another way. */
  readonly changed: number;
  /** Faults of documents that are not valid YAML in any release. */
  readonly unreadable: readonly string[];
}

function compare(inputs: Inputs, { rules, from, to, options }: Upgrade): Outcome {
  const at = (release: string): Report => {
    const settings = { ...options.settings, istioVersion: release, forIstio: true };
    return lint(inputs, rules, settings, builtParts);
  };
  const before = at(from);
  const after = at(to);
  const between = changes.filter(
    ({ release }) => compareReleases(from, release) < 0 && compareReleases(release, to) <= 0,
  );
  const releases = new Map(between.map(({ release, rule }) => [rule.id, release]));
  const behaviour = lint(
    inputs,
    between.map(({ rule }) => rule),
    { ...options.settings, only: [], skip: [], inlineSuppressions: false },
    builtParts,
  );
  const moved = behaviour.diagnostics.map((it) => withRelease(it, releases.get(it.ruleId) ?? to));
  const more = notIn(after, before);
  return {
    report: { ...after, diagnostics: inOrder([...more, ...moved]), isComparison: true },
    gone: inOrder(notIn(before, after)),
    changed: moved.length,
    unreadable: unreadableDocuments(after),
  };
}

function notIn(report: Report, other: Report): readonly Diagnostic[] {
  const known = new Set(other.diagnostics.map(({ fingerprint }) => fingerprint));
  return report.diagnostics.filter(({ fingerprint }) => !known.has(fingerprint));
}

const page = "https://github.com/istio-grpc-lint/istio-grpc-lint/blob/main/docs/upgrades.md";

function withRelease(diagnostic: Diagnostic, release: string): Diagnostic {
  const headline = `since Istio ${release}, ${diagnostic.headline}`;
  return { ...diagnostic, headline, docsUrl: `${page}#${diagnostic.ruleId}` };
}
