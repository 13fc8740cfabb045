import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { withLeastConn } from "../support/destination-rules.ts";
import { clean, withError, withWarning } from "../support/manifests.ts";
import { runCli, type CliRun } from "../support/run-cli.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const name = ".istio-grpc-lint.yaml";

function runWith(config: string, args = "", files: Readonly<Record<string, string>> = {}): CliRun {
  const cwd = temporaryFolder({ "a.yaml": withError, ...files, [name]: config });
  return runCli([...args.split(" ").filter((word) => word !== ""), "-f", "concise"], { cwd });
}

/** A gRPC service whose clients may have `count` calls open at once. */
function withCallLimit(count: number): string {
  const pool = `connectionPool: { http: { http2MaxRequests: ${count} } }`;
  const rule = withLeastConn("prod", "ratings");
  return `${clean}---\n${rule.replace("loadBalancer: { simple: LEAST_CONN }", pool)}`;
}

describe("a configuration", () => {
  it("sets severities by rule and by topic, and takes `off` and false alike", () => {
    expect(runWith("rules: { unknown-field: warning }\n").stdout).toMatch(
      /warning\[unknown-field\]/,
    );
    expect(runWith("rules: { schema: info }\n").stdout).toMatch(/info\[unknown-field\]/);
    for (const off of ["off", '"off"', "false", "{ severity: off, reason: later }"]) {
      const run = runWith(`rules: { unknown-field: ${off} }\n`);
      expect(run).toMatchObject({ status: 0, stderr: "" });
    }
    const both = runWith("rules: { schema: off, unknown-field: info }\n");
    expect(both.stdout).toMatch(/info\[unknown-field\]/);
  });

  it("sets what fails the run; flags have the last word", () => {
    const files = { "a.yaml": withWarning };
    expect(runWith("failureThreshold: warning\n", "", files).status).toBe(1);
    expect(runWith("maxWarnings: 0\n", "", files).status).toBe(1);
    expect(runWith("maxWarnings: 0\n", "--max-warnings 1", files).status).toBe(0);
    const flag = "--failure-threshold error";
    expect(runWith("failureThreshold: warning\n", flag, files).status).toBe(0);
    const off = "rules: { lb-least-conn-deprecated: off }\n";
    const rule = "--rule lb-least-conn-deprecated=error";
    expect(runWith(off, rule, files)).toMatchObject({ status: 1 });
    expect(runWith(off, "--only lb-least-conn-deprecated", files).stdout).toContain("warning[");
    expect(runWith("", "--rule load-balancing=off", files).stdout).not.toContain("warning[");
  });

  it("gives rules their options", () => {
    const config = "rules: { http2-max-requests-low: { options: { reportUpTo: 50 } } }\n";
    const files = { "a.yaml": withCallLimit(40) };
    expect(runWith("", "", files).stdout).not.toContain("http2-max-requests-low");
    expect(runWith(config, "", files).stdout).toContain("http2-max-requests-low");
    expect(runWith(config, "", { "a.yaml": withCallLimit(51) }).stdout).not.toContain(
      "max-requests-low",
    );
  });

  it("chooses rules by preset", () => {
    const old = clean
      .replace(/^apiVersion[\s\S]*/, withWarning.replace("LEAST_CONN", "ROUND_ROBIN"))
      .replace("networking.istio.io/v1", "networking.istio.io/v1beta1");
    const files = { "a.yaml": old };
    expect(runWith("", "", files).stdout).not.toContain("istio-api-version-old");
    expect(runWith("preset: strict\n", "", files).stdout).toContain("istio-api-version-old");
    expect(runWith("", "--preset strict", files).stdout).toContain("istio-api-version-old");
    expect(runWith("preset: strict\n", "--preset recommended", files).stdout).not.toContain("-old");
  });

  it("overrides severities for files and resources, the last entry winning", () => {
    const files = {
      "a.yaml": clean,
      "envs/dev/a.yaml": withLeastConn("dev", "orders"),
      "envs/prod/a.yaml": withLeastConn("prod", "orders"),
      "envs/prod/b.yaml": withLeastConn("legacy", "v1-orders"),
    };
    const config = `rules: { lb-least-conn-deprecated: error }
overrides:
  - files: [envs/dev]
    rules: { load-balancing: off }
    reason: no traffic there
  - resources: [{ kind: DestinationRule, namespace: legacy, name: "v1-*" }]
    rules: { lb-least-conn-deprecated: info }
`;
    const { stdout } = runWith(config, "", files);
    expect(stdout.match(/^.*\[lb-least-conn-deprecated\]/gm)).toEqual([
      "envs/prod/a.yaml:7:29: error[lb-least-conn-deprecated]",
      "envs/prod/b.yaml:7:29: info[lb-least-conn-deprecated]",
    ]);
    const cwd = temporaryFolder({ ...files, [name]: config });
    expect(JSON.parse(runCli(["-f", "json"], { cwd }).stdout)).toMatchObject({
      suppressed: [{ path: "envs/dev/a.yaml", by: "configuration", reason: "no traffic there" }],
    });
  });

  it("says which Istio and which domain manifests are checked for", () => {
    expect(runWith("istioVersion: 1.20\n", "--print-config").stdout).toContain('"1.20"');
    expect(runWith('istioVersion: "v1.24.3"\n', "--print-config").stdout).toContain('"1.24"');
    const flags = "--print-config --istio-version 1.25 --cluster-domain x.y";
    const { stdout } = runWith("istioVersion: 1.20\nclusterDomain: a.b\n", flags);
    expect(stdout).toMatch(/^istioVersion: "1\.25"\nclusterDomain: x\.y$/m);
  });
});

describe("files of a configuration", () => {
  const routes = `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: ratings, namespace: prod }
spec:
  hosts: [ratings]
  http:
    - route: [{ destination: { host: ratings, subset: v2 } }]
`;
  const rule = `apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: ratings, namespace: prod }
spec:
  host: ratings
  subsets: [{ name: v1, labels: { version: v1 } }]
`;
  const files = { "k8s/route.yaml": routes, "k8s/rule.yaml": rule, "k8s/other.yaml": withError };

  it("are context where one of them is named, from any folder", () => {
    const cwd = temporaryFolder({ ...files, [name]: "" });
    const args = ["-f", "concise"];
    const seen = runCli(["k8s/route.yaml", ...args], { cwd });
    expect(seen.stdout).toMatch(/^k8s\/route\.yaml:.*\[subset-undefined\]/m);
    expect(seen.stdout).not.toContain("other.yaml");
    expect(seen.stdout).toContain("1 manifest");
    const below = runCli(["route.yaml", ...args], { cwd: join(cwd, "k8s") });
    expect(below.stdout).toMatch(/^route\.yaml:.*\[subset-undefined\]/m);
    const blind = runCli(["k8s/route.yaml", "--no-config", ...args], { cwd });
    expect(blind.stdout).not.toContain("subset-undefined");
  });

  it("are context of what an editor hands over, which stands for its file", () => {
    const cwd = temporaryFolder({ ...files, [name]: "" });
    const args = ["-", "--stdin-filename", "k8s/route.yaml", "-f", "concise"];
    const run = runCli(args, { cwd, input: routes });
    expect(run.stdout).toMatch(/^k8s\/route\.yaml:.*\[subset-undefined\]/m);
    const mended = runCli(args, { cwd, input: routes.replace("v2", "v1") });
    expect(mended).toMatchObject({ status: 0, stderr: "" });
  });

  it("are what it includes and does not ignore", () => {
    const cwd = temporaryFolder({
      ...files,
      "gen/x.yaml": withError,
      [name]: "include: [k8s, gen]\nignore: [gen]\n",
      "y.yaml": withError,
    });
    const shown = (...args: readonly string[]): string =>
      runCli(["--show-files", ...args], { cwd }).stdout;
    expect(shown()).toBe("k8s/other.yaml\nk8s/route.yaml\nk8s/rule.yaml\n");
    expect(shown("--ignore-pattern", "r*.yaml")).toBe("k8s/other.yaml\n");
    expect(shown("y.yaml", "gen", "k8s/rule.yaml")).toBe("k8s/rule.yaml\ny.yaml\n");
    const config = { [name]: 'include: ["k8s/route.yaml"]\n' };
    const narrow = runCli(["k8s/route.yaml"], { cwd: temporaryFolder({ ...files, ...config }) });
    expect(narrow.stdout).not.toContain("subset-undefined");
  });

  it("that are named and ignored are told of, and fail nothing", () => {
    const run = runWith("ignore: [a.yaml]\n", "a.yaml");
    expect(run).toMatchObject({ status: 0, stderr: "Ignored: 1 file (`a.yaml`).\n" });
    expect(run.stdout).toMatch(/No files were checked/);
    expect(runWith("ignore: [a.yaml]\n").status).toBe(2);
  });

  it("are one mesh an environment, with those of no environment in each", () => {
    const apart = {
      "base/route.yaml": routes.replace("v2", "v1"),
      "envs/dev/rule.yaml": rule,
      "envs/prod/rule.yaml": rule.replaceAll("v1", "v2").replace("io/v2", "io/v1"),
    };
    const config = "environments: { dev: [envs/dev], prod: [envs/prod] }\n";
    const run = runWith(config, "--only references", { ...apart, "a.yaml": clean });
    expect(run.stdout.match(/\[subset-undefined\]/g)).toHaveLength(1);
    const dev = { ...apart, "envs/prod/rule.yaml": rule, "a.yaml": clean };
    expect(runWith(config, "--only references", dev).stdout).not.toContain("subset-undefined");
  });
});

describe("what is known of RPCs", () => {
  const protos = {
    "cart.proto": `syntax = "proto3"; package shop.v1;
service Cart { rpc Watch(Q) returns (stream Q); }
message Q {}`,
  };
  const routes = `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: cart, namespace: shop }
spec:
  hosts: [cart]
  http:
    - timeout: 15s
      route: [{ destination: { host: cart, port: { number: 7070 } } }]
`;

  it.each([
    '"cart.shop:7070"',
    '"cart:7070"',
    '"cart.shop.svc.cluster.local:7070"',
    "[cart.shop:7070, web:1]",
  ])("is that %s serves a service", (addresses) => {
    const config = `rpc: { services: { shop.v1.Cart: ${addresses} } }\n`;
    const { stdout } = runWith(config, "", { ...protos, "a.yaml": routes });
    expect(stdout).toContain("the route's timeout ends the stream `Watch` of `shop.v1.Cart`");
  });

  it("says nothing of other ports and namespaces", () => {
    for (const address of ["cart.shop:7071", "cart.other:7070", "carts:7070"]) {
      const config = `rpc: { services: { shop.v1.Cart: "${address}" } }\n`;
      const { stdout } = runWith(config, "", { ...protos, "a.yaml": routes });
      expect(stdout).not.toContain("streaming-under-route-timeout");
    }
  });

  it("has faults of its own", () => {
    const config = `rpc:
  services: { shop/Cart: "cart.shop:7070", shop.v1.Cart: [cart.shop] }
clients: [{ files: ["web"], language: rust }, { files: ["web"] }]
`;
    const { status, stderr } = runWith(config, "", { "a.yaml": clean });
    expect(status).toBe(2);
    expect(stderr).toContain("`shop/Cart` is not the name of a gRPC service");
    expect(stderr).toContain("`cart.shop` is not the address of a port");
    expect(stderr).toContain("`rust`");
    expect(stderr).toContain("`language`");
  });

  it("is the language of clients that read a service config", () => {
    const map = `apiVersion: v1
kind: ConfigMap
metadata: { name: web, namespace: shop }
data:
  config.json: |
    { "methodConfig": [{ "name": [{ "service": "shop.v1.Cart" }], "timeout": ".5s" }] }
`;
    const at = (language: string): string =>
      runWith(`clients: [{ files: [web], language: ${language} }]\n`, "", { "web/a.yaml": map })
        .stdout;
    expect(at("go")).not.toContain("service-config-refused");
    expect(at("kotlin")).toContain("error[service-config-refused]");
  });
});

describe("the configuration", () => {
  it("is looked for upwards, to the root of the repository", () => {
    const cwd = temporaryFolder({
      [name]: "rules: { unknown-field: info }\n",
      "repo/.git/config": "",
      "repo/a.yaml": withError,
      "plain/deep/a.yaml": withError,
      "plain/other/.istio-grpc-lint.yml": "rules: { unknown-field: warning }\n",
      "plain/other/a.yaml": withError,
    });
    const severity = (path: string): string | undefined =>
      /(\w+)\[unknown-field\]/.exec(runCli([path, "-f", "concise"], { cwd }).stdout)?.[1];
    expect(severity("repo/a.yaml")).toBe("error");
    expect(severity("plain/deep/a.yaml")).toBe("info");
    expect(severity("plain/other/*.yaml")).toBe("warning");
    expect(severity("plain/other")).toBe("warning");
  });

  it("may be named, with paths relative to the working folder", () => {
    const cwd = temporaryFolder({ "a.yaml": withError, "ci/lint.yaml": "ignore: [a.yaml]\n" });
    expect(runCli(["-c", "ci/lint.yaml", "--show-files"], { cwd }).stdout).toBe("ci/lint.yaml\n");
  });

  it("is printed as a configuration that says the same", () => {
    const cwd = temporaryFolder({
      "a.yaml": withError,
      "envs/dev/a.yaml": withLeastConn("dev", "orders"),
      [name]: `preset: strict
rules: { http2-max-requests-low: { options: { reportUpTo: 5 } }, mtls: off }
overrides:
  - { files: [envs/dev], rules: { load-balancing: info }, reason: "dev: no traffic" }
  - { resources: [{ kind: Service, name: "on*" }], rules: { ports: off } }
external: { hosts: ["*.googleapis.com"], namespaces: [istio-system] }
complete: [prod]
environments: { dev: [envs/dev], "on": [envs/prod] }
rpc: { services: { shop.v1.Cart: "cart.shop:7070" } }
clients: [{ files: [web], language: js }]
`,
    });
    const flags = ["--rule", "routing=info", "--max-warnings", "3", "--ignore-pattern", "*.json"];
    const { stdout } = runCli(["--print-config", ...flags], { cwd });
    expect(stdout).toMatch(/^# From `\.istio-grpc-lint\.yaml`, flags and defaults\.\n/);
    const again = temporaryFolder({ [name]: stdout, "a.yaml": clean });
    expect(runCli(["--print-config"], { cwd: again }).stdout).toBe(stdout);
    const forFile = runCli(["--print-config", "envs/dev/a.yaml"], { cwd }).stdout;
    expect(forFile).toContain("  lb-least-conn-deprecated: info\n");
    expect(forFile).not.toContain("no traffic");
    expect(runCli(["--print-config", "a", "b"], { cwd })).toMatchObject({ status: 2 });
    const none = runCli(["--print-config", "--no-config"], { cwd }).stdout;
    expect(none).toMatch(/^# From no configuration file, .*\npreset: recommended\n/);
  });
});
