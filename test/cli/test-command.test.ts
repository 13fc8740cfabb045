import { describe, expect, it } from "vitest";
import { runCli } from "../support/run-cli.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { findXmlErrors } from "../support/xmllint.ts";

const mesh = `apiVersion: v1
kind: Service
metadata: { name: orders, namespace: shop }
spec:
  selector: { app: orders }
  ports: [{ name: grpc, port: 9090 }]
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: orders, namespace: shop }
spec:
  selector: { matchLabels: { app: orders } }
  template:
    metadata: { labels: { app: orders } }
    spec: { containers: [{ name: app, image: orders, ports: [{ containerPort: 9090 }] }] }
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: orders, namespace: shop }
spec:
  hosts: [orders]
  http:
    - name: get
      match: [{ uri: { prefix: /shop.v1.Orders/ } }]
      timeout: 2s
      route: [{ destination: { host: orders, port: { number: 9090 } } }]
`;

function testFile(expectations: string, method = "shop.v1.Orders/Get"): string {
  return `tests:
  - name: orders
    call: { from: shop, to: "orders:9090", method: "${method}" }
    expect: ${expectations}
`;
}

const everything = `{ result: routed, route: shop/orders, routeName: get, to: "orders.shop:9090", pods: shop/orders, timeout: 2s, timeoutAtMost: 3s, attempts: 2, authorization: allow, fault: false, mirror: false, http: h2, sent: mtls, sees: OK }`;

describe("test", () => {
  it("passes where all that is expected holds", () => {
    const cwd = temporaryFolder({ "mesh.yaml": mesh, "a.mesh-test.yaml": testFile(everything) });
    expect(runCli(["test"], { cwd })).toEqual({
      status: 0,
      stdout: "a.mesh-test.yaml\n  ✓ orders\n\n1 test: 1 passed, 0 failed\n",
      stderr: "",
    });
  });

  const unmet: readonly (readonly [string, string, string])[] = [
    ["{ timeout: 3s }", "expected timeout 3s, got 2000ms", "shop.v1.Orders/Get"],
    ["{ timeoutAtMost: 1s }", "expected timeout at most 1s, got 2000ms", "shop.v1.Orders/Get"],
    ["{ sees: OK }", "expected sees OK, got UNIMPLEMENTED", "shop.v1.Cart/Get"],
    ["{ to: other:9090 }", "expected to other:9090, got orders.shop.svc", "shop.v1.Orders/Get"],
    ["{ attempts: 0 }", "expected attempts 0, got 2", "shop.v1.Orders/Get"],
    ["{ route: none }", "expected route none, got shop/orders", "shop.v1.Orders/Get"],
  ];
  for (const [expectation, message, method] of unmet) {
    it(`fails on ${expectation}, and shows the way`, () => {
      const text = testFile(expectation, method);
      const cwd = temporaryFolder({ "mesh.yaml": mesh, "a.mesh-test.yaml": text });
      const { status, stdout } = runCli(["test", "."], { cwd });
      expect(status).toBe(1);
      expect(stdout).toContain(message);
      expect(stdout).toContain("VirtualService `shop/orders` http[0]");
      expect(stdout).toContain("1 test: 0 passed, 1 failed");
    });
  }

  it("makes a call of each combination of a table", () => {
    const text = testFile("{ result: routed }").replace(
      '"shop.v1.Orders/Get"',
      "[shop.v1.Orders/Get, shop.v1.Orders/List]",
    );
    const cwd = temporaryFolder({ "mesh.yaml": mesh, "a.mesh-test.yaml": text });
    const { stdout } = runCli(["test", "-f", "tap"], { cwd });
    expect(stdout).toBe(
      [
        "TAP version 14",
        "1..2",
        "ok 1 - orders: shop -> orders:9090 shop.v1.Orders/Get",
        "ok 2 - orders: shop -> orders:9090 shop.v1.Orders/List",
        "",
      ].join("\n"),
    );
  });

  it("writes JUnit that is well formed", async () => {
    const text = testFile("{ timeout: 3s }");
    const cwd = temporaryFolder({ "mesh.yaml": mesh, "a.mesh-test.yaml": text });
    const { stdout } = runCli(["test", "-f", "junit"], { cwd });
    expect(await findXmlErrors([stdout])).toEqual([]);
    expect(stdout).toContain('<failure message="expected timeout 3s, got 2000ms"/>');
  });

  it("fails a test whose caller is not there", () => {
    const text = testFile("{ result: routed }").replace("from: shop", "from: shop/order");
    const cwd = temporaryFolder({ "mesh.yaml": mesh, "a.mesh-test.yaml": text });
    const { status, stdout } = runCli(["test"], { cwd });
    expect(status).toBe(1);
    expect(stdout).toContain("did you mean `shop/orders`?");
  });

  it("reads the manifests that the file names, relative to it", () => {
    const text = `manifests: [../k8s]\n${testFile("{ result: routed }")}`;
    const cwd = temporaryFolder({ "k8s/mesh.yaml": mesh, "tests/a.mesh-test.yaml": text });
    expect(runCli(["test", "tests"], { cwd }).status).toBe(0);
  });
});

describe("a test file that cannot be used", () => {
  const faults: readonly (readonly [string, string, string])[] = [
    ["an unknown key", testFile("{ tmeout: 2s }"), "unknown key `tmeout`"],
    ["a test without a call", "tests: [{ name: a, expect: { sees: OK } }]", "`call`"],
    ["an unknown result", testFile("{ result: ok }"), "`result` cannot be `ok`"],
    ["broken YAML", "tests: [", "is never closed"],
    ["no tests", "# none\n", "has no tests"],
  ];
  for (const [title, text, message] of faults) {
    it(`is refused with status 2: ${title}`, () => {
      const cwd = temporaryFolder({ "mesh.yaml": mesh, "a.mesh-test.yaml": text });
      const { status, stderr } = runCli(["test"], { cwd });
      expect(status).toBe(2);
      expect(stderr).toContain(message);
      expect(stderr).not.toContain("internal error");
    });
  }

  it("is missed where there is none", () => {
    const { status, stderr } = runCli(["test"], { cwd: temporaryFolder({ "mesh.yaml": mesh }) });
    expect(status).toBe(2);
    expect(stderr).toContain("no `*.mesh-test.yaml` was found");
  });
});

function asking(pattern: string): string {
  return `tests:
  - name: orders
    call: { from: shop, to: "orders:9090", rpc: "${pattern}" }
    expect: { timeout: 2s }
`;
}

function foreignTests(host: string, isWanted: boolean): string {
  return `testCases:
  - description: orders
    wantMatch: ${isWanted}
    request:
      authority: [orders]
      method: [POST]
      uri: [/shop.v1.Orders/Get, /shop.v1.Orders/List]
    route: [{ destination: { host: ${host}, port: { number: 9090 } } }]
`;
}

describe("calls of a pattern", () => {
  const proto = `syntax = "proto3";
package shop.v1;
message M {}
service Orders { rpc Get(M) returns (M); rpc List(M) returns (M); rpc Cancel(M) returns (M); }
`;

  it.each([
    ["shop.v1.Orders/*", 3],
    ["*/*t", 2],
    ["shop.v1.Orders/Get", 1],
  ])("are those of the RPCs that %s matches", (pattern, count) => {
    const cwd = temporaryFolder({
      "mesh.yaml": mesh,
      "orders.proto": proto,
      "a.mesh-test.yaml": asking(pattern),
    });
    const { stdout, status } = runCli(["test"], { cwd });
    expect(stdout).toContain(`${count} passed, 0 failed`);
    expect(status).toBe(0);
  });

  it("fail where no RPC matches, or none is defined", () => {
    const files = { "mesh.yaml": mesh, "a.mesh-test.yaml": asking("shop.v2.*") };
    const without = runCli(["test"], { cwd: temporaryFolder(files) });
    expect(without.stdout).toContain("needs `.proto` files");
    const other = runCli(["test"], { cwd: temporaryFolder({ ...files, "o.proto": proto }) });
    expect(other.stdout).toContain("no RPC of the input matches `shop.v2.*`");
    expect(other.status).toBe(1);
  });

  it("need a method or a pattern", () => {
    const text = asking("x").replace(/, rpc: "x"/, "");
    const cwd = temporaryFolder({ "mesh.yaml": mesh, "a.mesh-test.yaml": text });
    const { status, stderr } = runCli(["test"], { cwd });
    expect(status).toBe(2);
    expect(stderr).toContain("`call` names neither `method` nor `rpc`");
  });
});

describe("tests of istio-config-validator", () => {
  it.each<readonly [string, boolean, string]>([
    ["orders", true, "2 passed, 0 failed"],
    ["other", true, "0 passed, 2 failed"],
    ["orders", false, "0 passed, 2 failed"],
    ["other", false, "2 passed, 0 failed"],
  ])("run: %s, wanted %s", (name, isWanted, tally) => {
    const cwd = temporaryFolder({
      "k8s/mesh.yaml": mesh,
      "tests/orders_test.yml": foreignTests(name, isWanted),
    });
    const { stdout } = runCli(["test", "tests/orders_test.yml", "--manifests", "k8s"], { cwd });
    expect(stdout).toContain(tally);
  });

  it("are held to their form", () => {
    const text = foreignTests("orders", true).replace("uri:", "url:");
    const cwd = temporaryFolder({ "mesh.yaml": mesh, "a_test.yml": text });
    const { status, stderr } = runCli(["test", "a_test.yml"], { cwd });
    expect(status).toBe(2);
    expect(stderr).toContain("uri");
  });
});
