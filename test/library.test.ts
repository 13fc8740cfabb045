import { describe, expect, it } from "vitest";
import { fix, lint, listRules, loadConfig, render, type LintOptions } from "../src/index.ts";
import { renderers } from "../src/report/index.ts";
import { clean, withError, withWarning } from "./support/manifests.ts";

const warning = [{ path: "a.yaml", text: withWarning }];
const rule = "lb-least-conn-deprecated";

function severitiesWith(options: LintOptions): readonly string[] {
  return lint(warning, options).diagnostics.map(({ severity }) => severity);
}

describe("options of the library", () => {
  it("are those of the configuration", () => {
    expect(severitiesWith({})).toEqual(["warning"]);
    expect(severitiesWith({ rules: { [rule]: "error" } })).toEqual(["error"]);
    expect(severitiesWith({ rules: { "lb-*": { severity: "off", reason: "old" } } })).toEqual([]);
    expect(severitiesWith({ rules: { ALL: "info" }, only: [rule] })).toEqual(["info"]);
    const overrides = [{ files: ["a.yaml"], rules: { [rule]: "info" as const } }];
    expect(severitiesWith({ overrides })).toEqual(["info"]);
    const strict = lint([{ path: "a.yaml", text: clean }], { preset: "strict" });
    expect(strict.summary.rules).toBeGreaterThan(lint([]).summary.rules);
  });

  it("choose releases, environments, what is elsewhere and what is complete", () => {
    const options = {
      istioVersion: "1.24",
      gatewayApiVersion: "1.2",
      kubernetesVersion: "1.31",
      clusterDomain: "example.internal",
      external: { hosts: ["*.example.com"], namespaces: ["other"] },
      complete: ["prod"],
      environments: { prod: ["a.yaml"] },
      rpc: { services: { "shop.v1.Cart": "cart.shop:7070" } },
      clients: [{ files: ["a.yaml"], language: "go" }],
    } satisfies LintOptions;
    expect(lint(warning, options).failures).toEqual([]);
  });

  it("accept baselines, CRDs and custom rules", () => {
    const [found] = lint(warning).diagnostics;
    const resource = "DestinationRule/prod/ratings";
    const entry = { rule, path: "a.yaml", resource, yamlPath: found?.yamlPath ?? "", count: 1 };
    expect(lint(warning, { baseline: [entry] }).summary.baselined).toBe(1);
    const crds = [{ path: "crd.yaml", text: crd }];
    const widget = [
      {
        path: "w.yaml",
        text: "apiVersion: example.com/v1\nkind: Widget\nmetadata: { name: a }\nspec: { sizes: 1 }\n",
      },
    ];
    expect(lint(widget).summary.unknownKinds).toEqual({ "example.com/v1/Widget": 1 });
    expect(lint(widget, { crds }).diagnostics.map(({ ruleId }) => ruleId)).toEqual([
      "unknown-field",
    ]);
    const customRules = {
      owner: {
        kind: "DestinationRule",
        require: { field: "metadata.labels", exists: true },
        message: "no labels",
      },
    };
    expect(lint(warning, { customRules, only: ["custom"] }).diagnostics[0]?.ruleId).toBe("owner");
    expect(fix(warning, { customRules, unsafe: true }).applied).toHaveLength(1);
  });
});

const crd = `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: { name: widgets.example.com }
spec:
  group: example.com
  names: { kind: Widget, plural: widgets }
  scope: Namespaced
  versions:
    - name: v1
      served: true
      storage: true
      schema:
        openAPIV3Schema:
          type: object
          properties: { spec: { type: object, properties: { size: { type: integer } } } }
`;

/** Options as JavaScript may pass them. */
function wrong(options: unknown): () => unknown {
  return () => lint(warning, Object(options));
}

describe("wrong use", () => {
  it.each([
    [{ rule: {} }, "unknown option `rule`; an option with a similar name exists: `rules`"],
    [{ rules: [] }, "option `rules`"],
    [{ rules: { "subset-undefind": "off" } }, "unknown rule `subset-undefind`"],
    [{ rules: { [rule]: "fatal" } }, "option `rules`: "],
    [{ preset: "all" }, "option `preset`: "],
    [{ external: { host: [] } }, "option `external`: unknown key `host`"],
    [{ complete: 3 }, "option `complete`: "],
    [{ environments: { prod: [] } }, "option `environments`: "],
    [{ customRules: { a: {} } }, "option `customRules`: "],
    [{ istioVersion: 1.27 }, "`istioVersion` must be a string"],
    [{ context: "a.yaml" }, "`context` must be an array"],
    [{ context: [{ path: "a.yaml" }] }, "`context[0].text` must be a string"],
    [{ only: "ports" }, "`only` must be an array of strings"],
    [{ inlineSuppressions: "no" }, "`inlineSuppressions` must be a boolean"],
    [{ baseline: [{}] }, "`baseline` must be"],
    [{ crds: [{ path: "a.yaml", text: "a: b" }] }, "`crds[0]` defines no kind"],
    [{ unsafe: true }, "unknown option `unsafe`"],
  ])("%j is a TypeError that names the option", (options, words) => {
    expect(wrong(options)).toThrow(TypeError);
    expect(wrong(options)).toThrow(words);
  });

  it("of names and releases is a RangeError", () => {
    expect(wrong({ only: ["port"] })).toThrow(RangeError);
    expect(wrong({ istioVersion: "0.1" })).toThrow(RangeError);
  });

  it("of files is a TypeError", () => {
    expect(() => lint(Object("a.yaml"))).toThrow("`files` must be an array");
    expect(() => lint([Object({ path: 1, text: "" })])).toThrow("`files[0].path` must be a string");
    expect(() => fix(warning, Object({ unsafe: 1 }))).toThrow("`unsafe` must be a boolean");
  });
});

describe("loadConfig", () => {
  it("gives options, and what the caller sees to", () => {
    const text = `preset: strict\nistioVersion: 1.20\nignore: [vendor]\nmaxWarnings: 3\nrules:\n  ${rule}: off\n`;
    const config = loadConfig(text);
    expect(config).toEqual({
      options: { preset: "strict", istioVersion: "1.20", rules: { [rule]: false } },
      include: ["**"],
      ignore: ["vendor"],
      baseline: undefined,
      failureThreshold: "error",
      maxWarnings: 3,
    });
    expect(lint(warning, { ...config.options, only: ["load-balancing"] }).diagnostics).toEqual([]);
    expect(loadConfig("").options).toEqual({});
  });

  it("says all that is wrong, and reads no other file", () => {
    expect(() => loadConfig("preset: x\nrulez: {}\n")).toThrow(/preset.*\n.*rulez/);
    expect(() => loadConfig("extends: ./a.yaml\n")).toThrow("the library does not read `extends`");
  });
});

describe("render", () => {
  it("gives every format of the command line", async () => {
    const report = lint([{ path: "a.yaml", text: withError }]);
    for (const format of Object.keys(renderers)) {
      const text = await render(report, Object({ format }));
      expect(text, format).toContain("unknown-field");
    }
    expect(await render(report, { format: "pretty", statistics: true })).toContain(
      "findings  fixable",
    );
    expect(await render(report, { format: "pretty", color: true })).toContain("\u001B[");
  });

  it("refuses reports of others and formats that do not exist", async () => {
    const report = lint([]);
    await expect(render(JSON.parse(JSON.stringify(report)), { format: "html" })).rejects.toThrow(
      TypeError,
    );
    await expect(render(report, Object({ format: "pdf" }))).rejects.toThrow("`format` must be");
    await expect(render(report, Object({ format: "html", colour: 1 }))).rejects.toThrow(
      "unknown option `colour`",
    );
  });
});

it("lists the rules", () => {
  const found = listRules().find(({ id }) => id === rule);
  expect(found).toMatchObject({
    topic: "load-balancing",
    severity: "warning",
    preset: "recommended",
    fixable: "safe",
  });
  expect(listRules().length).toBeGreaterThan(300);
});
