import { spawnSync } from "node:child_process";

/** A chart and the values to render it with; paths are absolute. */
export interface ChartRun {
  readonly binary: string;
  readonly chart: string;
  /** Files of values on top of those of the chart, the last one wins. */
  readonly values: readonly string[];
  /** A text of values on top of these. */
  readonly inline?: string | undefined;
  /** On top of all others. */
  readonly sets: readonly {
    readonly path: string;
    readonly value: string;
    readonly isText: boolean;
  }[];
  readonly release: string;
  readonly namespace: string;
  /** What `.Capabilities.APIVersions` has besides Helm's own. */
  readonly apiVersions: readonly string[];
  readonly workingFolder: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

export type ChartText =
  | { readonly text: string }
  /** What Helm says, as one line. */
  | { readonly failure: string }
  /** Helm itself cannot be run. */
  | { readonly missing: string };

const longest = 120_000;
const mostBytes = 2 ** 28;

/** Renders a chart with the user's own Helm: no cluster, no repository, no dependency is asked for. */
export function renderChart(run: ChartRun): ChartText {
  const { binary, chart, inline, apiVersions, workingFolder, environment } = run;
  const { status, stdout, stderr, error } = spawnSync(
    binary,
    [
      "template",
      // The name comes from a file: nothing that Helm would take for an option.
      isReleaseName.test(run.release) ? run.release : "release",
      chart,
      `--namespace=${run.namespace.replaceAll("\0", "")}`,
      ...run.values.map((file) => `--values=${inList(file)}`),
      ...(inline === undefined ? [] : ["--values=-"]),
      ...setOptions(run.sets),
      ...(apiVersions.length === 0 ? [] : [`--api-versions=${apiVersions.join(",")}`]),
    ],
    {
      cwd: workingFolder,
      // A file that leads nowhere: a chart that asks for a cluster gets none.
      env: { ...environment, KUBECONFIG: "/dev/null/none" },
      encoding: "utf8",
      input: inline ?? "",
      timeout: longest,
      maxBuffer: mostBytes,
    },
  );
  if (error !== undefined && "code" in error && error.code === "ENOENT") {
    return { missing: "there is no such program" };
  }
  if (status === 0) return { text: stdout };
  return { failure: saidBy(stderr) ?? error?.message ?? `Helm ended with status ${status}` };
}

const isReleaseName = /^[a-z0-9](?:[-a-z0-9.]{0,51}[a-z0-9])?$/;

/** Helm splits such an option at commas. */
function inList(text: string): string {
  return /[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** A comma ends a value, except in a list `{a,b}`. */
function setOptions(sets: ChartRun["sets"]): readonly string[] {
  return [false, true].flatMap((isText) =>
    sets
      .filter((it) => it.isText === isText)
      .map(({ path, value }) => {
        const escaped = /^\{.*\}$/s.test(value) ? value : value.replaceAll(/(?<!\\),/g, "\\,");
        // No program can be given a NUL.
        return `--set${isText ? "-string" : ""}=${path}=${escaped}`.replaceAll("\0", "");
      }),
  );
}

function saidBy(stderr: string): string | undefined {
  const lines = stderr.split(/\r?\n/).filter((line) => line.trim() !== "");
  const said = lines.find((line) => line.startsWith("Error:")) ?? lines.at(-1);
  return said?.replace(/^Error:\s*/, "").trim();
}
