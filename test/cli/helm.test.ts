import { chmodSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { findProgram } from "../support/find-program.ts";
import { runCli, type CliRun } from "../support/run-cli.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const chart = {
  "chart/Chart.yaml": "apiVersion: v2\nname: shop\nversion: 0.1.0\n",
  "chart/values.yaml": "balancer: LEAST_CONN\nport:\n  name: grpc\n",
  "chart/templates/rule.yaml": `{{- if .Values.balancer }}
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata:
  name: {{ .Release.Name }}-cart
spec:
  host: cart
  trafficPolicy:
    loadBalancer:
      simple: {{ .Values.balancer }}
    outlierDetection:
      consecutiveErrors: 5
{{- end }}
`,
};

const rendered = `---
# Source: shop/templates/rule.yaml
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata:
  name: release-cart
spec:
  host: cart
  trafficPolicy:
    loadBalancer:
      simple: LEAST_CONN
    outlierDetection:
      consecutiveErrors: 5
`;

/** A folder with the chart, and a stand-in for Helm that prints what is given and ends with a status. */
function withHelm(
  files: Readonly<Record<string, string>>,
  { prints = rendered, complains = "", status = 0 } = {},
): { readonly cwd: string; readonly helm: string } {
  const program = `#!${process.execPath}\nprocess.stdout.write(${JSON.stringify(prints)});\nprocess.stderr.write(${JSON.stringify(complains)});\nprocess.exitCode = ${status};\n`;
  const cwd = temporaryFolder({ ...files, "bin/helm": program });
  const helm = join(cwd, "bin/helm");
  chmodSync(helm, 0o755);
  return { cwd, helm };
}

function check(cwd: string, ...args: readonly string[]): CliRun {
  return runCli(["-f", "concise", "chart", ...args], { cwd });
}

const expected = [
  "chart/templates/rule.yaml:12:7: warning[outlier-consecutive-errors-ignored]",
  "chart/values.yaml:1:11: warning[lb-least-conn-deprecated]",
];

describe("--helm", () => {
  it("puts findings at the line of the template, or at the value that the line is", () => {
    const { cwd, helm } = withHelm(chart);
    const { stdout, status } = check(cwd, `--helm=${helm}`);
    for (const place of expected) expect(stdout).toContain(place);
    expect(stdout).not.toContain("helm-template");
    expect(status).toBe(0);
  });

  it("renders each `ci/*-values.yaml` too, and says once what all have", () => {
    const { cwd, helm } = withHelm({
      ...chart,
      "chart/ci/x-values.yaml": "balancer: LEAST_CONN\n",
    });
    const { stdout } = check(cwd, `--helm=${helm}`);
    expect(stdout.match(/consecutiveErrors/g)).toHaveLength(1);
    expect(stdout).toContain("chart/ci/x-values.yaml:1:11: warning[lb-least-conn-deprecated]");
    expect(stdout).toContain("chart/values.yaml:1:11: warning[lb-least-conn-deprecated]");
  });

  it("honours suppressions that a template writes", () => {
    const silenced = rendered.replace(
      "consecutiveErrors: 5",
      "consecutiveErrors: 5 # istio-grpc-lint: ignore[outlier-consecutive-errors-ignored] old",
    );
    const { cwd, helm } = withHelm(chart, { prints: silenced });
    expect(check(cwd, `--helm=${helm}`).stdout).toContain("1 suppressed");
  });

  it("says in one info what Helm says of a chart that does not render", () => {
    const complains = "Error: missing in charts/ directory: redis\n";
    const { cwd, helm } = withHelm(chart, { prints: "", complains, status: 1 });
    const { stdout, status } = runCli(["chart", `--helm=${helm}`], { cwd });
    expect(stdout).toContain("chart `shop` does not render, and was not checked");
    expect(stdout).toContain("Helm says: missing in charts/ directory: redis");
    expect(stdout).toContain("1 info");
    expect(status).toBe(0);
  });

  it("leaves subcharts and libraries to what uses them", () => {
    const parts = {
      "chart/charts/redis/Chart.yaml": "apiVersion: v2\nname: redis\nversion: 1.0.0\n",
      "library/Chart.yaml": "apiVersion: v2\nname: library\nversion: 1.0.0\ntype: library\n",
    };
    const { cwd, helm } = withHelm({ ...chart, ...parts }, { status: 1 });
    const { stdout } = runCli(["-f", "concise", "chart", "library", `--helm=${helm}`], { cwd });
    expect(stdout.match(/does not render/g)).toHaveLength(1);
  });

  it("is refused without Helm, with --fix, and as a key of the configuration", () => {
    const { cwd } = withHelm({ ...chart, ".istio-grpc-lint.yaml": "" });
    const missing = check(cwd, "--helm=no-such-helm");
    expect(missing.status).toBe(2);
    expect(missing.stderr).toContain("`no-such-helm` cannot be run: there is no such program");
    expect(check(cwd, "--helm", "--fix").stderr).toContain("cannot be given together");
    const other = withHelm({ ...chart, ".istio-grpc-lint.yaml": "helm: true\n" });
    expect(check(other.cwd).stderr).toContain("unknown key `helm`");
  });
});

const helm = findProgram("helm");

describe.skipIf(helm === undefined)("--helm with Helm itself", () => {
  it("renders as the stand-in does", () => {
    const cwd = temporaryFolder(chart);
    const { stdout } = runCli(["-f", "concise", "chart", `--helm=${helm}`], { cwd });
    for (const place of expected) expect(stdout).toContain(place);
  });

  it("asks nothing of a cluster or a repository", () => {
    const definition = `${chart["chart/Chart.yaml"]}dependencies: [{ name: redis, version: 1.0.0, repository: "https://charts.example.com" }]\n`;
    const cwd = temporaryFolder({ ...chart, "chart/Chart.yaml": definition });
    const { stdout } = runCli(["chart", `--helm=${helm}`], { cwd });
    expect(stdout).toContain("Helm says: An error occurred while checking for chart dependencies");
  });
});
