import { chmodSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { renderChart } from "../../src/files/helm.ts";
import { findProgram } from "../support/find-program.ts";
import { runCli } from "../support/run-cli.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const template = `apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata:
  name: {{ .Release.Name }}-cart
  namespace: {{ .Release.Namespace }}
spec:
  host: {{ required "a host" .Values.host }}
  trafficPolicy:
    loadBalancer:
      simple: {{ .Values.balancer }}
    {{- if .Values.outliers }}
    outlierDetection:
      consecutiveErrors: 5
    {{- end }}
`;

const files = {
  "charts/shop/Chart.yaml": "apiVersion: v2\nname: shop\nversion: 0.1.0\n",
  "charts/shop/values.yaml": "balancer: ROUND_ROBIN\noutliers: false\n",
  "charts/shop/templates/rule.yaml": template,
  "envs/prod.yaml": "host: cart\n",
};

const application = `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata:
  name: prod
spec:
  destination: { namespace: shop }
  source:
    path: charts/shop
    helm:
      valueFiles: [../../envs/prod.yaml]
      valuesObject:
        outliers: true
      parameters:
        - name: balancer
          value: LEAST_CONN
`;

const helmRelease = `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata:
  name: cart
  namespace: shop
spec:
  interval: 5m
  chart:
    spec:
      chart: ./charts/shop
      valuesFiles: [envs/prod.yaml]
      sourceRef: { kind: GitRepository, name: shop }
  values:
    balancer: LEAST_CONN
`;

/** The arguments and the input of a stand-in for Helm. */
function given(values: Partial<Parameters<typeof renderChart>[0]>): string {
  const program = `#!${process.execPath}\nconst input = require("node:fs").readFileSync(0, "utf8");\nprocess.stdout.write(JSON.stringify([process.argv.slice(2), input]));\n`;
  const cwd = temporaryFolder({ "bin/helm.cjs": program });
  const binary = join(cwd, "bin/helm.cjs");
  chmodSync(binary, 0o755);
  const outcome = renderChart({
    binary,
    chart: "/chart",
    values: [],
    sets: [],
    release: "shop",
    namespace: "prod",
    apiVersions: [],
    workingFolder: cwd,
    environment: process.env,
    ...values,
  });
  return "text" in outcome ? outcome.text : JSON.stringify(outcome);
}

describe("what Helm is given", () => {
  it("is files, then a text, then single values", () => {
    const sets = [
      { path: "a", value: "1,2", isText: true },
      { path: "b", value: "{1,2}", isText: false },
    ];
    expect(JSON.parse(given({ values: ["/x.yaml", "/y.yaml"], inline: "c: 1", sets }))).toEqual([
      `template shop /chart --namespace=prod --values=/x.yaml --values=/y.yaml --values=- --set=b={1,2} ${String.raw`--set-string=a=1\,2`}`.split(
        " ",
      ),
      "c: 1",
    ]);
  });

  it("is no option and no address that a file could name", () => {
    const text = given({
      release: "--post-renderer=/bin/sh",
      values: ["/x.yaml,https://example.com/y.yaml"],
    });
    expect(text).toContain('"template","release","/chart"');
    expect(text).toContain(String.raw`--values=\"/x.yaml,https://example.com/y.yaml\"`);
  });
});

const helm = findProgram("helm");

function check(more: Readonly<Record<string, string>>, format = "concise"): string {
  const cwd = temporaryFolder({ ...files, ...more });
  return runCli(["-f", format, ".", `--helm=${helm}`], { cwd }).stdout;
}

describe.skipIf(helm === undefined)("values of deployments, with Helm itself", () => {
  it("are those of an Application", () => {
    const stdout = check({ "apps/prod.yaml": application });
    expect(stdout).toContain("apps/prod.yaml:15:18: warning[lb-least-conn-deprecated]");
    expect(stdout).toContain(
      "templates/rule.yaml:13:7: warning[outlier-consecutive-errors-ignored]",
    );
    expect(stdout).not.toContain("helm-template");
    expect(check({ "apps/prod.yaml": application }, "pretty")).toContain(
      "with the values of `prod`",
    );
  });

  it("are those of a HelmRelease, without `values.yaml` where its `valuesFiles` leave it out", () => {
    const stdout = check({ "apps/cart.yaml": helmRelease });
    expect(stdout).toContain("apps/cart.yaml:14:15: warning[lb-least-conn-deprecated]");
    expect(stdout).not.toContain("helm-template");
  });

  it("are said once for several releases", () => {
    const other = application.replace("name: prod", "name: staging");
    const stdout = check({ "apps/prod.yaml": `${application}---\n${other}` });
    expect(stdout.match(/outlier-consecutive-errors-ignored/g)).toHaveLength(1);
  });

  it("are not guessed where a file is missing", () => {
    const broken = application.replace("envs/prod.yaml", "envs/none.yaml");
    const stdout = check({ "apps/prod.yaml": broken });
    expect(stdout).toContain("apps/prod.yaml:10:20: info[helm-template]");
    expect(stdout).toContain("chart `shop` was not checked with the values of Application `prod`");
    expect(stdout).not.toContain("lb-least-conn-deprecated");
  });
});
