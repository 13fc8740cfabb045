import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, it } from "vitest";
import { runCli } from "../support/run-cli.ts";
import { mesh, shop } from "../support/shop-mesh.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { findXmlErrors } from "../support/xmllint.ts";

const split = mesh
  .replace(
    "- route: [{ destination: { host: orders, port: { number: 9090 } } }]",
    `- route:
        - { destination: { host: orders, subset: v1, port: { number: 9090 } }, weight: 9 }
        - { destination: { host: orders, subset: v2, port: { number: 9090 } }, weight: 1 }`,
  )
  .replace(
    "  host: orders\n",
    "  host: orders\n  subsets: [{ name: v1, labels: { version: v1 } }, { name: v2, labels: { version: v2 } }]\n",
  );
const calling = shop.replace(
  "containers: [{ name: app, image: web }]",
  "containers: [{ name: app, image: web, env: [{ name: ORDERS, value: orders:9090 }] }]",
);
const files = { "shop.yaml": calling, "mesh.yaml": split };

function graphOf(...words: string[]): ReturnType<typeof runCli> {
  return runCli(["graph", ".", ...words], { cwd: temporaryFolder(files) });
}

describe("graph", () => {
  it.each(["mermaid", "dot"])(
    "draws services, gateways, subsets and callers as %s",
    async (format) => {
      const { stdout, stderr, status } = graphOf("-f", format);
      expect({ stderr, status }).toEqual({ stderr: "", status: 0 });
      await expect(stdout).toMatchFileSnapshot(`expected/graph.${format}.txt`);
    },
  );

  it("gives the same as data", () => {
    const data = JSON.parse(graphOf("-f", "json").stdout);
    const schema = JSON.parse(readFileSync("schemas/graph.schema.json", "utf8"));
    const validate = new Ajv2020({ strict: false }).compile(schema);
    expect(validate(data), JSON.stringify(validate.errors)).toBe(true);
    const [{ nodes, edges }] = data.forms;
    const kinds = nodes.map(({ kind, title }: Record<string, string>) => `${kind} ${title}`);
    expect(kinds.toSorted()).toEqual([
      "gateway shop/public",
      "service shop/orders",
      "subset v1",
      "subset v2",
      "workload shop/web",
    ]);
    const shares = edges.map(
      ({ kind, percent }: Record<string, unknown>) => `${String(kind)} ${String(percent)}`,
    );
    expect(shares.toSorted()).toEqual(["call null", "route null", "subset 10", "subset 90"]);
    const empty = edges.filter(({ faults }: { readonly faults: unknown[] }) => faults.length > 0);
    expect(empty.map(({ to }: Record<string, string>) => to)).toContain(
      "subset orders.shop.svc.cluster.local v2",
    );
  });

  it.each(["svg", "html"])("is well-formed as %s, and fetches nothing", async (format) => {
    const { stdout } = graphOf("-f", format);
    expect(stdout).not.toMatch(/\ssrc=|<link|@import|url\((?!#)/);
    if (format === "html") expect(await findXmlErrors([stdout])).toEqual([]);
    expect(stdout).toContain("shop/orders");
  });

  it("shows gateways and services that lack an object which admission refuses", () => {
    const refused = split.replace("timeout: 2s", "timeout: 2");
    const cwd = temporaryFolder({ "shop.yaml": calling, "mesh.yaml": refused });
    const { stdout } = runCli(["graph", "."], { cwd });
    expect(stdout).toContain(
      `{{"shop/public<br>VirtualService shop/orders refused by admission"}}:::fault`,
    );
    expect(stdout).toContain(`-- "FAILS: VirtualService shop/orders refused by admission" -->`);
    const inMesh = runCli(["graph", ".", "-f", "json"], {
      cwd: temporaryFolder({
        "shop.yaml": calling,
        "mesh.yaml": refused.replace("[mesh, public]", "[mesh]"),
      }),
    });
    const [{ nodes }] = JSON.parse(inMesh.stdout).forms;
    expect(nodes.flatMap(({ faults }: { readonly faults: string[] }) => faults)).toContain(
      "VirtualService shop/orders refused by admission: `timeout: 2` has no unit",
    );
  });

  it("shows one service with its neighbours", () => {
    const { stdout } = graphOf("--focus", "web");
    expect(stdout).toContain("shop/orders");
    expect(stdout).not.toContain("shop/public");
  });

  it.each([
    ["a name that no node has", "order", "did you mean `orders`?"],
    ["a name that is like no other", "zzz", "the graph has `shop/public`"],
  ])("says what is wrong with %s", (_, name, text) => {
    const { status, stderr } = graphOf("--focus", name);
    expect(status).toBe(2);
    expect(stderr).toContain(text);
  });
});
