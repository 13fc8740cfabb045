import { describe, expect, it } from "vitest";
import { releasesOf } from "../../src/schema/kinds.ts";
import { changes } from "../../src/upgrades/changes.ts";
import { readFileSync } from "node:fs";
import { runCli, type CliRun } from "../support/run-cli.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

function upgrade(manifest: string, from: string, to: string, ...args: readonly string[]): CliRun {
  const cwd = temporaryFolder({ "a.yaml": manifest });
  return runCli(["upgrade-check", "--from", from, "--to", to, "-f", "concise", ...args], { cwd });
}

const head = (type: string): string => {
  const [apiVersion = "", kind = ""] = type.split(" ");
  return `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: { name: a, namespace: b }\n`;
};
const pod = (spec: string, annotation = ""): string =>
  `apiVersion: v1\nkind: Pod\nmetadata: { name: a, namespace: b${annotation} }\nspec: { containers: [{ name: c, ${spec} }] }\n`;
const rule = head("networking.istio.io/v1beta1 DestinationRule");
const entry = `${head("networking.istio.io/v1beta1 ServiceEntry")}spec:\n  hosts: [a.example.com]\n  resolution: `;
const ports = "  ports: [{ number: 443, name: grpc, protocol: GRPC, targetPort: 8443 }]\n";
const telemetry = `${head("telemetry.istio.io/v1alpha1 Telemetry")}spec:\n  accessLogging:\n    - filter: { expression: `;
const meshConfig = (provider: string): string =>
  `${head("v1 ConfigMap")}data:\n  mesh: |\n    extensionProviders:\n      - name: x\n        ${provider}: { service: a }\n`;

/** What is concerned, and what is nearly so. */
const cases: Readonly<Record<string, readonly [string, string]>> = {
  "server-certificates-verified": [
    `${rule}spec: { host: a.example.com, trafficPolicy: { tls: { mode: SIMPLE } } }\n`,
    `${rule}spec: { host: a.example.com, trafficPolicy: { tls: { mode: SIMPLE, caCertificates: /ca.pem } } }\n`,
  ],
  "external-name-is-an-alias": [
    `${head("v1 Service")}spec: { type: ExternalName, externalName: a.example.com }\n`,
    `${head("v1 Service")}spec: { ports: [{ port: 80, name: grpc }] }\n`,
  ],
  "service-entry-target-port-read": [`${entry}NONE\n${ports}`, `${entry}DNS\n${ports}`],
  "excluded-ports-include-dns": [
    pod("image: x", `, annotations: { traffic.sidecar.istio.io/excludeOutboundPorts: "53,443" }`),
    pod("image: x", `, annotations: { traffic.sidecar.istio.io/excludeOutboundPorts: "5353" }`),
  ],
  "wasm-attributes-renamed": [
    `${telemetry}'filter_state["wasm.downstream_peer"].namespace == "a"' }\n`,
    `${telemetry}'filter_state.downstream_peer.namespace == "a"' }\n`,
  ],
  "opencensus-removed": [meshConfig("opencensus"), meshConfig("opentelemetry")],
  "lightstep-removed": [meshConfig("lightstep"), meshConfig("zipkin")],
  "backend-tls-policy-alpha-removed": [
    `${head("gateway.networking.k8s.io/v1alpha3 BackendTLSPolicy")}spec: {}\n`,
    `${head("gateway.networking.k8s.io/v1 BackendTLSPolicy")}spec: {}\n`,
  ],
  "istiod-variable-removed-1-28": [
    pod("env: [{ name: METRIC_ROTATION_INTERVAL, value: 1m }]"),
    pod("env: [{ name: METRIC_INTERVAL, value: 1m }]"),
  ],
  "istiod-variable-removed-1-31": [
    pod("env: [{ name: PILOT_SPAWN_UPSTREAM_SPAN_FOR_GATEWAY, value: x }]"),
    pod("env: [{ name: METRIC_ROTATION_INTERVAL, value: 1m }]"),
  ],
  "stats-compression-annotation-removed": [
    pod("image: x", `, annotations: { sidecar.istio.io/statsCompression: "true" }`),
    pod("image: x", `, annotations: { sidecar.istio.io/statsEvictionInterval: 1m }`),
  ],
  "image-registry-retired": [
    pod("image: gcr.io/istio-release/proxyv2:1.20.0"),
    pod("image: gcr.io/other/proxyv2:1.20.0"),
  ],
};

const before = (release: string): string => `1.${Number(release.split(".")[1]) - 1}`;

describe.each(changes)("$rule.id", ({ release, rule: { id } }) => {
  const [concerned = "", near = ""] = cases[id] ?? [];

  it("is found by who upgrades over its release, and by nobody else", () => {
    expect(upgrade(concerned, before(release), release).stdout).toContain(`[${id}] since Istio`);
    expect(upgrade(near, before(release), release).stdout).not.toContain(id);
    const { last } = releasesOf("istio");
    if (release !== last) expect(upgrade(concerned, release, last).stdout).not.toContain(id);
  });

  it("is on the page", () => {
    expect(readFileSync("docs/upgrades.md", "utf8")).toContain(`### ${id}\n`);
  });
});

function asked(config: string, ...args: readonly string[]): string {
  const cwd = temporaryFolder({ "a.yaml": pod("image: x"), ".istio-grpc-lint.yaml": config });
  return runCli(["upgrade-check", ...args], { cwd }).stderr;
}

describe("upgrade-check", () => {
  it("reports findings that only the newer release has, and counts those that go", () => {
    const newer = `${head("networking.istio.io/v1 DestinationRule")}spec: { host: a, trafficPolicy: { loadBalancer: { warmup: { duration: 10s } } } }\n`;
    const { stdout, stderr } = upgrade(newer, "1.23", "1.24");
    expect(stdout).not.toContain("field-newer-than-istio");
    expect(stderr).toMatch(
      /^From Istio 1\.23 to 1\.24: 0 findings more, [1-9]\d* fewer, 0 changes/,
    );
  });

  it("lists those that go", () => {
    const newer = `${head("networking.istio.io/v1 DestinationRule")}spec: { host: a, trafficPolicy: { loadBalancer: { warmup: { duration: 10s } } } }\n`;
    const { stderr } = upgrade(newer, "1.23", "1.24");
    expect(stderr).toMatch(
      /\nNo longer found with the newer release:\n {2}a\.yaml:\d+:\d+: error\[field-newer-than-istio\] /,
    );
  });

  it("takes --istio-version, else the configuration, for the release that is installed", () => {
    const { last } = releasesOf("istio");
    expect(asked("{}\n", "--istio-version", "1.25.3")).toContain(`From Istio 1.25 to ${last}:`);
    expect(asked('istioVersion: "1.26"\n')).toContain(`From Istio 1.26 to ${last}:`);
    expect(asked('istioVersion: "1.26"\n', "--istio-version", "1.25")).toContain(
      "From Istio 1.25 ",
    );
  });

  it("praises nothing where the upgrade changes nothing", () => {
    const broken = `${rule}spec: { hots: a }\n`;
    const { stdout } = upgrade(broken, "1.30", "1.31");
    expect(stdout).toBe("Checked 1 manifest in 1 file: no findings.\n");
  });

  it("fails as a check does", () => {
    const [concerned = ""] = cases["image-registry-retired"] ?? [];
    expect(upgrade(concerned, "1.30", "1.31").status).toBe(0);
    expect(upgrade(concerned, "1.30", "1.31", "--failure-threshold", "warning").status).toBe(1);
  });

  it("says that a release to come is not known", () => {
    const { stderr } = runCli(["upgrade-check", "fixtures/demo", "--from", "1.30", "--to", "9.99"]);
    expect(stderr).toContain("Istio 9.99 is newer than this version supports");
  });

  it.each([
    [["--to", "1.32"], "`upgrade-check` needs `--from`"],
    [["--from", "1.32", "--to", "1.27"], "is not older than"],
    [["--from", "1.26", "--istio-version", "1.25"], "name different releases"],
    [["--from", "x"], "`--from x` is not a release of Istio"],
    [["--from", "9.99"], "`--from 9.99`: this version knows Istio up to"],
  ])("refuses %j", (args, words) => {
    const { status, stderr } = runCli(["upgrade-check", "fixtures/demo", ...args]);
    expect(status).toBe(2);
    expect(stderr).toContain(words);
  });
});
