import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, it } from "vitest";
import { runCli } from "../support/run-cli.ts";
import { mesh, shop } from "../support/shop-mesh.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const files = { "shop.yaml": shop, "mesh.yaml": mesh };

function reportOf(texts: Readonly<Record<string, string>>): {
  readonly service: string;
  readonly gaps: readonly { readonly weight: string; readonly text: string }[];
  readonly aspects: readonly {
    readonly key: string;
    readonly value: string;
    readonly grade: string;
  }[];
} {
  const cwd = temporaryFolder(texts);
  const { stdout, stderr, status } = runCli(["report", ".", "-f", "json"], { cwd });
  expect({ stderr, status }).toEqual({ stderr: "", status: 0 });
  const data = JSON.parse(stdout);
  const schema = JSON.parse(readFileSync("schemas/mesh-report.schema.json", "utf8"));
  const validate = new Ajv2020({ strict: false }).compile(schema);
  expect(validate(data), JSON.stringify(validate.errors)).toBe(true);
  return data.forms[0].services[0];
}

describe("report", () => {
  it("prints what a service gets, with the lines that decide it", async () => {
    const cwd = temporaryFolder(files);
    const { stdout, stderr, status } = runCli(["report", "."], { cwd });
    expect({ stderr, status }).toEqual({ stderr: "", status: 0 });
    await expect(stdout).toMatchFileSnapshot("expected/report.txt");
  });

  it("gives the same as Markdown", async () => {
    const { stdout } = runCli(["report", ".", "-f", "markdown"], { cwd: temporaryFolder(files) });
    await expect(stdout).toMatchFileSnapshot("expected/report.md.txt");
  });

  it.each([
    ["balancing", "per request by the caller's sidecar", "set"],
    ["algorithm", "round robin", "set"],
    ["cycling", "after 1000 requests (`maxRequestsPerConnection`)", "set"],
    ["mutualTls", "STRICT; callers with a sidecar use it", "set"],
    ["exposure", "shop/public, over TLS", "set"],
    ["health", "readiness: gRPC on 9090", "set"],
  ])("says of %s: %s", (key, value, grade) => {
    const found = reportOf(files).aspects.find((aspect) => aspect.key === key);
    expect(found).toMatchObject({ value, grade });
  });

  it.each<readonly [string, string, string, string]>([
    ["a headless Service", "selector:", "clusterIP: None\n  selector:", "balanced by the client"],
    ["a TCP port", "name: grpc,", "name: tcp-rpc,", "balanced per connection"],
    ["no probe", "readinessProbe: { grpc: { port: 9090 } }", "tty: true", "no readiness probe"],
    [
      "no sidecar",
      "version: v1",
      `version: v1, sidecar.istio.io/inject: "false"`,
      "no proxy protects",
    ],
  ])("reports gaps: %s", (_, before, after, text) => {
    const changed = reportOf({ "shop.yaml": shop.replace(before, after) });
    expect(changed.gaps.map(({ text: gap }) => gap).join("\n")).toContain(text);
    expect(
      reportOf(files)
        .gaps.map(({ text: gap }) => gap)
        .join("\n"),
    ).not.toContain(text);
  });

  it("takes pods that the input does not hold for no failure", () => {
    const [service = ""] = shop.split("---\n");
    const { gaps } = reportOf({ "service.yaml": service });
    expect(gaps.filter(({ weight }) => weight === "high")).toEqual([]);
  });

  it("tells methods of .proto files apart", () => {
    const proto = `syntax = "proto3";\npackage shop.v1;\nmessage M {}\nservice Orders {\n  rpc Get(M) returns (M);\n  rpc Put(M) returns (M);\n}\n`;
    const found = reportOf({ ...files, "orders.proto": proto }).aspects;
    expect(JSON.stringify(found.find(({ key }) => key === "access"))).toContain(
      "shop.v1.Orders/Put",
    );
  });
});
