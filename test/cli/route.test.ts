import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, it } from "vitest";
import { runCli } from "../support/run-cli.ts";
import { orders as service } from "../support/shop-mesh.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const routes = `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: orders, namespace: shop }
spec:
  hosts: [orders]
  http:
    - match: [{ uri: { exact: /shop.v1.Orders/Cancel } }]
      route: [{ destination: { host: orders, port: { number: 9090 } } }]
    - match: [{ uri: { prefix: /shop.v1.Orders/ } }]
      timeout: 2s
      route: [{ destination: { host: orders, port: { number: 9090 } } }]
`;

const asked = ["route", "--from", "shop", "--to", "orders:9090", "--call", "shop.v1.Orders/Get"];

function inserted(name: string, target: string): string {
  return `---
apiVersion: networking.istio.io/v1alpha3
kind: EnvoyFilter
metadata: { name: ${name}, namespace: shop }
spec:
  ${target}
  configPatches:
    - applyTo: HTTP_FILTER
      match: { context: SIDECAR_INBOUND }
      patch: { operation: INSERT_BEFORE, value: { name: envoy.filters.http.${name} } }
`;
}

describe("route", () => {
  it("says of a per-try timeout that Envoy ignores that it does", () => {
    const retried = routes.replace(
      "timeout: 2s",
      "timeout: 2s\n      retries: { attempts: 3, perTryTimeout: 2s }",
    );
    const cwd = temporaryFolder({ "service.yaml": service, "routes.yaml": retried });
    expect(runCli([...asked, "."], { cwd }).stdout).toContain(
      "per-try timeout 2s ignored: not below the timeout",
    );
    expect(runCli(["report", "."], { cwd }).stdout.replaceAll(/\s+/g, " ")).toContain(
      "per-try timeout 2s ignored: not below the timeout",
    );
  });

  it("prints the way with the lines that decide it", async () => {
    const cwd = temporaryFolder({ "service.yaml": service, "routes.yaml": routes });
    const { stdout, stderr, status } = runCli([...asked, "."], { cwd });
    expect({ stderr, status }).toEqual({ stderr: "", status: 0 });
    await expect(stdout).toMatchFileSnapshot("expected/route.txt");
  });

  it("names the HTTP filters that EnvoyFilters insert at either end, and no other's", () => {
    const filters = [
      inserted("lua", "workloadSelector: { labels: { app: orders } }"),
      inserted("ratelimit", "workloadSelector: { labels: { app: other } }"),
      inserted("buffer", "targetRefs: [{ kind: Gateway, name: edge }]"),
    ];
    const cwd = temporaryFolder({ "a.yaml": service + filters.join("") });
    const { stdout } = runCli([...asked, "."], { cwd });
    const named = [...stdout.matchAll(/inserts the HTTP filter `(\w+)`/g)];
    expect(named.map(([, name]) => name)).toEqual(["lua"]);
  });

  it("shows what an overlay builds where it is written, and the findings there", () => {
    const patch = `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: orders, namespace: shop }
spec:
  hosts: [orders]
  http:
    - timeout: 1s
      retries: { attempts: 2, perTryTimeout: 1s, retryOn: unavailable }
      route: [{ destination: { host: orders, port: { number: 9090 } } }]
`;
    const cwd = temporaryFolder({
      "base/service.yaml": service,
      "base/routes.yaml": routes,
      "base/kustomization.yaml": "resources: [service.yaml, routes.yaml]\n",
      "prod/patch.yaml": patch,
      "prod/kustomization.yaml": "resources: [../base]\npatches: [{ path: patch.yaml }]\n",
    });
    const { stdout } = runCli([...asked, "."], { cwd });
    expect(stdout).toContain("base/service.yaml:3:13");
    expect(stdout).toMatch(/timeout 1s\n\s+--> prod\/patch\.yaml:7:7\n\s*7 \|\s+- timeout: 1s/);
    expect(stdout).toMatch(
      /findings on the way\n.*per-try-timeout-not-below-timeout.*prod\/patch\.yaml:8/,
    );
    expect(stdout).not.toMatch(/kustomization\.yaml:\d/);
  });

  it("gives the same as data", () => {
    const cwd = temporaryFolder({ "service.yaml": service, "routes.yaml": routes });
    const { stdout } = runCli([...asked, "-f", "json", "."], { cwd });
    const data = JSON.parse(stdout);
    const schema = JSON.parse(readFileSync("schemas/route.schema.json", "utf8"));
    const validate = new Ajv2020({ strict: false }).compile(schema);
    expect(validate(data), JSON.stringify(validate.errors)).toBe(true);
    const [answer] = data.answers;
    expect(answer.outcome).toMatchObject({
      result: "routed",
      vhost: "orders.shop.svc.cluster.local",
      rule: { vs: "shop/orders", http: 1, match: 0 },
      timeout_ms: 2000,
      to: [{ http: "h2", endpoints: [{ pods: ["shop/orders-0"], sent: "mtls", app: "h2" }] }],
    });
  });

  it("draws it as a flowchart", () => {
    const cwd = temporaryFolder({ "service.yaml": service, "routes.yaml": routes });
    const { stdout } = runCli([...asked, "-f", "mermaid", "."], { cwd });
    expect(stdout).toMatch(/^flowchart LR\n {2}n1\["shop shop.v1.Orders\/Get"\]/);
    expect(stdout).toContain(`-- "mtls" -->`);
  });

  it("leaves out what admission refuses, and says so", () => {
    const refused = routes.replace("timeout: 2s", "timeout: 2");
    const cwd = temporaryFolder({ "service.yaml": service, "routes.yaml": refused });
    const { stdout } = runCli([...asked, "."], { cwd });
    expect(stdout).toContain(
      "not applied, because admission refuses it\n  VirtualService shop/orders\n    error[wrong-type] ",
    );
    expect(stdout).toContain("routes.yaml:10:16");
    expect(stdout).not.toContain("http[1]");
  });

  it("prints settings, the traffic policy, and servers that do not match, each at its field", () => {
    const more = `${routes.replace("timeout: 2s", "timeout: 2s\n      mirror: { host: orders, port: { number: 9090 } }\n      headers: { request: { set: { x-a: b } } }")}---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: orders, namespace: shop }
spec:
  host: orders
  trafficPolicy:
    connectionPool: { http: { http2MaxRequests: 50 } }
    outlierDetection: { consecutive5xxErrors: 3 }
---
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: public, namespace: shop }
spec:
  selector: { istio: ingressgateway }
  servers:
    - { port: { number: 443, name: a, protocol: HTTPS }, tls: { mode: SIMPLE, credentialName: a }, hosts: [a.example.com] }
    - { port: { number: 443, name: b, protocol: HTTPS }, tls: { mode: SIMPLE, credentialName: b }, hosts: [b.example.com] }
`;
    const cwd = temporaryFolder({ "service.yaml": service, "routes.yaml": more });
    const { stdout } = runCli([...asked, "."], { cwd });
    expect(stdout).toMatch(/mirrored to `orders\.shop[^\n]*\n +--> routes\.yaml/);
    expect(stdout).toContain("request headers: set `x-a: b`");
    expect(stdout).toContain("limits: at most 50 requests at a time (`http2MaxRequests`)");
    expect(stdout).toContain("outlier detection: ejected after 3 errors in a row");
    const words = ["route", "--from", "gateway:shop/public", "--to", "b.example.com:443"];
    const outside = runCli([...words, "--tls", "b.example.com", "--call", "a.B/C", "."], { cwd });
    expect(outside.stdout).toContain("its hosts do not cover the SNI `b.example.com`");
    const plain = runCli([...words, "--call", "a.B/C", "."], { cwd });
    expect(plain.stdout).toContain("the port expects TLS: add `--tls b.example.com`");
  });

  it("points at `appProtocol` where that declares the protocol", () => {
    const declared = service.replace(
      "name: grpc, port: 9090",
      "name: x, port: 9090, appProtocol: grpc",
    );
    const cwd = temporaryFolder({ "service.yaml": declared });
    const { stdout } = runCli([...asked, "."], { cwd });
    expect(stdout).toMatch(/port 9090 is GRPC: HTTP\/2\n +--> service\.yaml:6:34\n/);
  });

  it("tells objects that are replaced from those that are refused", () => {
    const cwd = temporaryFolder({ "a.yaml": service, "b.yaml": service });
    const { stdout } = runCli([...asked, "."], { cwd });
    expect(stdout).toContain("replaced by a later object of the same name: Service shop/orders");
    expect(stdout).not.toContain("admission");
  });

  it("says why a gateway that is written is not there", () => {
    const gateway = `apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: public, namespace: shop }
spec:
  selector: { istio: ingressgateway }
  servers: [{ port: { number: 443, name: a, protocol: GRPC }, tls: { mode: SIMPLE, credentialName: a }, hosts: [a.example.com] }]
`;
    const cwd = temporaryFolder({ "a.yaml": gateway });
    const words = ["route", "--from", "gateway:shop/public", "--to", "a.example.com:443"];
    const { stderr, status } = runCli([...words, "--call", "a.B/C", "."], { cwd });
    expect(status).toBe(2);
    expect(stderr).toContain("Gateway shop/public is not applied: admission refuses it");
    expect(stderr).toContain("error[gateway-plaintext-protocol-with-tls]");
  });

  it("answers for each environment, or the one that is named", () => {
    const cwd = temporaryFolder({
      ".istio-grpc-lint.yaml": "environments:\n  dev: [dev/**]\n  prod: [prod/**]\n",
      "dev/a.yaml": service,
      "prod/a.yaml": service,
      "prod/b.yaml": routes,
    });
    const { stdout } = runCli([...asked, "."], { cwd });
    expect(stdout.match(/\((?:dev|prod)\)/g)).toEqual(["(dev)", "(prod)"]);
    const one = runCli([...asked, "--environment", "prod", "."], { cwd }).stdout;
    expect(one).toContain("timeout 2s");
    const none = runCli([...asked, "--environment", "stage", "."], { cwd });
    expect(none.status).toBe(2);
    expect(none.stderr).toContain("choose `dev` or `prod`");
  });
});

describe("a question that cannot be answered", () => {
  const faults: readonly (readonly [string, readonly string[], string])[] = [
    ["no caller", ["--to", "a:1", "--call", "a.B/C"], "`route` needs `--from`"],
    [
      "an unknown workload",
      ["--from", "shop/order", ...asked.slice(3)],
      "did you mean `shop/orders`?",
    ],
    [
      "an unknown host",
      ["--from", "shop", "--to", "ordes:9090", "--call", "shop.v1.Orders/Get"],
      "did you mean `orders`?",
    ],
    ["an unknown namespace", ["--from", "shp", ...asked.slice(3)], "namespace `shp`"],
    ["an unknown gateway", ["--from", "gateway:shop/a", ...asked.slice(3)], "no Gateway `shop/a`"],
    [
      "a method without its service",
      [...asked.slice(1, 5), "--call", "Get"],
      "the full name of a method",
    ],
    ["a wildcard", ["--from", "shop", "--to", "*.shop:9090", "--call", "a.B/C"], "HOST:PORT"],
    ["IPv6 without brackets", ["--from", "shop", "--to", "::1", "--call", "a.B/C"], "in brackets"],
    ["a header with a space", [...asked.slice(1), "--header", "a b=1"], "names are of letters"],
    ["a port that is none", ["--from", "shop", "--to", "a:70000", "--call", "a.B/C"], "HOST:PORT"],
    [
      "a negative port",
      ["--from", "shop", "--to", "r:-1", "--call", "a.B/C"],
      "`-1` is not a port",
    ],
    ["an empty port", ["--from", "shop", "--to", "r:", "--call", "a.B/C"], "ends without a port"],
    ["a port alone", ["--from", "shop", "--to", ":80", "--call", "a.B/C"], "not a host"],
    ["a header without a value", [...asked.slice(1), "--header", "x"], "NAME=VALUE"],
    [
      "an unknown format",
      [...asked.slice(1), "-f", "sarif"],
      "choose `pretty`, `json` or `mermaid`",
    ],
  ];
  for (const [title, words, text] of faults) {
    it(`says what is wrong: ${title}`, () => {
      const cwd = temporaryFolder({ "service.yaml": service });
      const { status, stderr, stdout } = runCli(["route", ...words, join(".")], { cwd });
      expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
      expect(stderr).toContain(text);
      expect(stderr).not.toContain("internal error");
    });
  }
});
