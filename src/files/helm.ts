import { spawnSync } from "node:child_process";

/** A chart and the values to render it with; paths are absolute. */
export interface ChartRun {
  readonly binary: string;
  readonly chart: string;
  /** A file of values on top of those of the chart. */
  readonly values: string | undefined;
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
  const { binary, chart, values, apiVersions, workingFolder, environment } = run;
  const { status, stdout, stderr, error } = spawnSync(
    binary,
    [
      "template",
      "release",
      chart,
      "--namespace=default",
      ...(values === undefined ? [] : [`--values=${values}`]),
      ...(apiVersions.length === 0 ? [] : [`--api-versions=${apiVersions.join(",")}`]),
    ],
    {
      cwd: workingFolder,
      // A file that leads nowhere: a chart that asks for a cluster gets none.
      env: { ...environment, KUBECONFIG: "/dev/null/none" },
      encoding: "utf8",
      input: "",
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

function saidBy(stderr: string): string | undefined {
  const lines = stderr.split(/\r?\n/).filter((line) => line.trim() !== "");
  const said = lines.find((line) => line.startsWith("Error:")) ?? lines.at(-1);
  return said?.replace(/^Error:\s*/, "").trim();
}
