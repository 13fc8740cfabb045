import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, it } from "vitest";
import { plainEnvironment, runCli } from "../support/run-cli.ts";
import { orders as service } from "../support/shop-mesh.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const routes = `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: orders, namespace: shop }
spec:
  hosts: [orders]
  http:
    - match: [{ uri: { prefix: /shop.v1.Orders/ } }]
      timeout: 2s
      route: [{ destination: { host: orders, port: { number: 9090 } } }]
    - route: [{ destination: { host: orders, port: { number: 9090 } } }]
`;

const policy = `apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: orders, namespace: shop }
spec:
  selector: { matchLabels: { app: orders } }
  rules: [{ to: [{ operation: { paths: ["/shop.v1.Orders/*"] } }] }]
`;

function git(cwd: string, ...words: string[]): void {
  const environment = { ...plainEnvironment(), HOME: cwd, GIT_CONFIG_NOSYSTEM: "1" };
  const identity = ["-c", "user.name=a", "-c", "user.email=a@example.com"];
  const { status, stderr } = spawnSync("git", [...identity, ...words], {
    cwd,
    env: environment,
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(stderr);
}

/** A repository whose only commit holds `files`. */
function repository(files: Readonly<Record<string, string>>): string {
  const cwd = temporaryFolder(files);
  git(cwd, "init", "--quiet");
  git(cwd, "add", "--all");
  git(cwd, "commit", "--quiet", "--message", "first");
  return cwd;
}

const before = { "service.yaml": service, "routes.yaml": routes, "policy.yaml": policy };

function diffAfter(
  name: keyof typeof before,
  text: string,
  ...words: string[]
): ReturnType<typeof runCli> {
  const cwd = repository(before);
  writeFileSync(join(cwd, name), text);
  return runCli(["diff", "HEAD", ...words], { cwd });
}

describe("diff", () => {
  it("says that nothing changes for calls where only the text does", () => {
    const { status, stdout, stderr } = diffAfter("routes.yaml", `# a comment\n${routes}`);
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(stdout).toBe("HEAD -> the working tree: no change for any call\n");
  });

  const changes: readonly (readonly [keyof typeof before, string, string, string])[] = [
    ["routes.yaml", routes.replace("timeout: 2s", "timeout: 5s"), "timeout", "timeout: 2s -> 5s"],
    [
      "routes.yaml",
      routes.replace("timeout: 2s", "retries: { attempts: 0 }"),
      "retries",
      "retries: Istio's default -> off",
    ],
    [
      "policy.yaml",
      policy.replace("/shop.v1.Orders/*", "*"),
      "opened-access",
      "denied by an AuthorizationPolicy (PERMISSION_DENIED) -> reaches shop/orders",
    ],
    [
      "policy.yaml",
      policy.replace("/shop.v1.Orders/*", "/shop.v1.Orders/Get"),
      "closed-access",
      "reaches shop/orders -> denied by an AuthorizationPolicy (PERMISSION_DENIED)",
    ],
    [
      "service.yaml",
      service.replace("name: grpc", "name: http"),
      "dropped-route",
      "reaches shop/orders -> sent as HTTP/1.1: gRPC needs HTTP/2, the application gets HTTP/1.1: gRPC needs HTTP/2",
    ],
  ];
  for (const [name, text, kind, message] of changes) {
    it(`says what changes: ${message}`, () => {
      const { status, stdout } = diffAfter(name, text, "--fail-on", kind);
      expect(stdout).toContain(message);
      expect(status).toBe(1);
      expect(diffAfter(name, text).status).toBe(0);
    });
  }

  describe("of a route to a subset that does not exist", () => {
    const strict = policy.replace(
      "rules: [{ to",
      'rules: [{ from: [{ source: { namespaces: ["web"] } }], to',
    );
    const broken = routes.replace(
      "timeout: 2s\n      route: [{ destination: {",
      "timeout: 2s\n      route: [{ destination: { subset: v2,",
    );
    const repair = (): ReturnType<typeof runCli> => {
      const common = { "service.yaml": service, "policy.yaml": strict };
      const inFolder = (name: string, own: string): Record<string, string> =>
        Object.fromEntries(
          Object.entries({ ...common, "routes.yaml": own }).map(([path, text]) => [
            `${name}/${path}`,
            text,
          ]),
        );
      const cwd = temporaryFolder({
        ...inFolder("a", broken),
        ...inFolder("b", routes.replace("timeout: 2s", "timeout: 5s")),
      });
      return runCli(["diff", "a", "b", "--fail-on", "closed-access,opened-access,tls"], { cwd });
    };

    it("does not take the denial behind it for access that closes, nor its TLS for a change", () => {
      const { status, stdout } = repair();
      expect(stdout).toContain("calls that fail for another reason");
      expect(stdout).toContain(
        "the proxy has no such cluster (UNAVAILABLE) -> denied by an AuthorizationPolicy (PERMISSION_DENIED)",
      );
      expect(stdout).not.toMatch(/access that|TLS/);
      expect(status).toBe(0);
    });

    it("lists what else the repair changes, for all callers", () => {
      const { stdout } = repair();
      expect(stdout).toMatch(/timeout: 2s -> 5s\n.*from shop, shop\/orders\b/);
      expect(stdout).toContain(":9090/v2 -> orders.shop.svc.cluster.local:9090");
    });
  });

  it("takes pods that appear for no change of TLS", () => {
    const [alone = ""] = service.split("---");
    const cwd = temporaryFolder({ "a/service.yaml": alone, "b/service.yaml": service });
    const { stdout } = runCli(["diff", "a", "b"], { cwd });
    expect(stdout).toContain("no endpoints (UNAVAILABLE) -> reaches shop/orders");
    expect(stdout).not.toContain("TLS");
  });

  it("compares two folders", () => {
    const cwd = temporaryFolder({
      "a/service.yaml": service,
      "b/service.yaml": service,
      "a/routes.yaml": routes,
      "b/routes.yaml": routes.replace("timeout: 2s", "timeout: 5s"),
    });
    const { stdout } = runCli(["diff", "a", "b"], { cwd });
    expect(stdout).toContain("timeout: 2s -> 5s");
    expect(stdout).toContain("orders.shop.svc.cluster.local:9090  shop.v1.Orders/*");
  });

  it("lists findings that are new or gone", () => {
    const { stdout } = diffAfter(
      "routes.yaml",
      routes.replace("/shop.v1.Orders/", "shop.v1.Orders/"),
    );
    expect(stdout).toContain("new findings");
    expect(stdout).toContain("uri-missing-leading-slash");
  });

  it("writes a comment in which names of manifests are no markup", () => {
    const odd = routes.replace("/shop.v1.Orders/", "/[x](http://a.example)|<b>@team/");
    const { stdout } = diffAfter("routes.yaml", odd, "-f", "markdown");
    expect(stdout).not.toMatch(/(?<!\\)\[x\]|<b>|(?<!\\)@team/);
  });

  it("gives the same as data", () => {
    const { stdout } = diffAfter(
      "routes.yaml",
      routes.replace("timeout: 2s", "timeout: 5s"),
      "-f",
      "json",
    );
    const data = JSON.parse(stdout);
    const schema = JSON.parse(readFileSync("schemas/diff.schema.json", "utf8"));
    const validate = new Ajv2020({ strict: false }).compile(schema);
    expect(validate(data), JSON.stringify(validate.errors)).toBe(true);
    expect(data.forms[0].changes).toEqual([
      {
        kind: "timeout",
        to: "orders.shop.svc.cluster.local:9090",
        methods: ["/shop.v1.Orders/Any"],
        callers: ["shop", "shop/orders"],
        what: "timeout",
        before: "2s",
        after: "5s",
      },
    ]);
  });
});

describe("a comparison that cannot be made", () => {
  const faults: readonly (readonly [string, readonly string[], string])[] = [
    ["nothing to compare with", [], "needs a Git revision or a folder"],
    ["an unknown revision", ["nowhere"], "neither a folder nor a Git revision: no such revision"],
    ["an option in place of a revision", ["HEAD", "--upload-pack=x"], "unknown option"],
    ["an unknown kind", ["HEAD", "--fail-on", "everything"], "choose `dropped-route`"],
    ["an unknown format", ["HEAD", "-f", "sarif"], "choose `pretty`, `markdown` or `json`"],
  ];
  for (const [title, words, message] of faults) {
    it(`is refused with status 2: ${title}`, () => {
      const { status, stderr, stdout } = runCli(["diff", ...words], { cwd: repository(before) });
      expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
      expect(stderr).toContain(message);
      expect(stderr).not.toContain("internal error");
    });
  }
});

describe("calls that a change is looked for in", () => {
  const proto = `syntax = "proto3";
package shop.v1;
message M {}
service Orders { rpc Get(M) returns (M); rpc Drop(M) returns (M); }
`;

  it("are told apart by the methods of .proto files", () => {
    const cwd = repository({ ...before, "orders.proto": proto });
    writeFileSync(
      join(cwd, "routes.yaml"),
      routes.replace("prefix: /shop.v1.Orders/", 'regex: "/shop[.]v1[.]Orders/G.*"'),
    );
    const { stdout } = runCli(["diff", "HEAD"], { cwd });
    expect(stdout).toContain("shop.v1.Orders/Drop");
  });

  it("include accounts that only policies name", () => {
    const cwd = repository(before);
    const text = policy.replace(
      "rules: [{ to:",
      "rules: [{ from: [{ source: { principals: [cluster.local/ns/web/sa/front] } }], to:",
    );
    writeFileSync(join(cwd, "policy.yaml"), text);
    const { stdout } = runCli(["diff", "HEAD"], { cwd });
    expect(stdout).toContain("access that closes");
    writeFileSync(join(cwd, "policy.yaml"), text.replace("sa/front", "sa/other"));
    expect(runCli(["diff", "HEAD"], { cwd }).stdout).toContain("access that closes");
  });

  it("include listeners of the Gateway API", () => {
    const gateway = `apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: edge, namespace: shop }
spec:
  gatewayClassName: istio
  listeners: [{ name: http, port: 80, protocol: HTTP }]
---
apiVersion: gateway.networking.k8s.io/v1
kind: GRPCRoute
metadata: { name: orders, namespace: shop }
spec:
  parentRefs: [{ name: edge }]
  hostnames: [orders.example.com]
  rules: [{ backendRefs: [{ name: orders, port: 9090 }] }]
`;
    const cwd = repository({ ...before, "gateway.yaml": gateway });
    writeFileSync(
      join(cwd, "gateway.yaml"),
      gateway.replace("orders.example.com", "new.example.com"),
    );
    const { stdout } = runCli(["diff", "HEAD"], { cwd });
    expect(stdout).toContain("calls that no longer arrive");
    expect(stdout).toContain("gateway:shop/edge");
  });
});
