import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, it } from "vitest";
import { diff, graph, report, route, runTests } from "../../src/index.ts";
import { mesh, shop } from "../support/shop-mesh.ts";

const files = [
  { path: "shop.yaml", text: shop },
  { path: "mesh.yaml", text: mesh },
];
const question = { from: "shop/web", to: "orders:9090", call: "shop.v1.Orders/Get" };

function faultsOf(name: string, data: unknown): unknown {
  const schema = JSON.parse(readFileSync(`schemas/${name}.schema.json`, "utf8"));
  const validate = new Ajv2020({ strict: false }).compile(schema);
  return validate(JSON.parse(JSON.stringify(data))) ? [] : validate.errors;
}

describe("the library", () => {
  it("follows a call", () => {
    const data = route(files, question);
    expect(faultsOf("route", data)).toEqual([]);
    expect(data.answers[0]?.outcome).toMatchObject({ result: "routed", timeout_ms: 2000 });
  });

  it("says what services get, and draws them", () => {
    const services = report(files);
    expect(faultsOf("mesh-report", services)).toEqual([]);
    expect(services.forms[0]?.services.map(({ service }) => service)).toEqual(["shop/orders"]);
    const picture = graph(files, { focus: "orders" });
    expect(faultsOf("graph", picture)).toEqual([]);
    expect(picture.forms[0]?.nodes.map(({ title }) => title)).toContain("shop/public");
  });

  it("compares two states", () => {
    const changed = mesh.replace("timeout: 2s", "timeout: 3s");
    const data = diff(files, [
      files[0] ?? { path: "", text: "" },
      { path: "mesh.yaml", text: changed },
    ]);
    expect(faultsOf("diff", data)).toEqual([]);
    expect([...new Set(data.forms[0]?.changes.map(({ kind }) => kind))]).toEqual(["timeout"]);
  });

  it("runs tests", () => {
    const text = `tests:
  - name: get
    call: { from: shop/web, to: "orders:9090", method: [shop.v1.Orders/Get, shop.v1.Orders/Put] }
    expect: { sees: OK }
`;
    const results = runTests(files, { path: "a.mesh-test.yaml", text });
    expect(results.map(({ passed }) => passed)).toEqual([true, false]);
    expect(results[1]?.failures).toEqual(["expected sees OK, got PERMISSION_DENIED"]);
  });

  it.each([
    ["a caller", () => route(files, { ...question, from: "shop/wep" }), "shop/web"],
    ["a method", () => route(files, { ...question, call: "Get" }), "full name of a method"],
    ["a node", () => graph(files, { focus: "order" }), "did you mean"],
    ["an overlay", () => report(files, { environment: "prod" }), "no overlay"],
    ["a test file", () => runTests(files, { path: "a.yaml", text: "tests: {}" }), "tests"],
  ])("says with a RangeError that there is no such thing: %s", (_, ask, text) => {
    expect(ask).toThrow(RangeError);
    expect(ask).toThrow(text);
  });
});
