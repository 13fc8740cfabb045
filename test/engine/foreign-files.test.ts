import { describe, expect, it } from "vitest";
import { lintSources } from "../support/lint-text.ts";
import type { SourceFile } from "../../src/yaml/source.ts";

/** What is said of files that were found in a folder. */
function said(...sources: readonly SourceFile[]): readonly string[] {
  const { diagnostics } = lintSources(sources, {}, new Set());
  return diagnostics.map(
    ({ ruleId, severity, primary }) => `${severity} ${ruleId} ${primary.span.source.path}`,
  );
}

describe("a file that cannot be read and shows no Kubernetes object", () => {
  const foreign: readonly (readonly [string, string])[] = [
    ["tsconfig.json", '{\n  "extends": "./a.json"\n  // a comment\n}\n'],
    ["main.tf.json", '{ "resource": { "a": [1,, 2] } }\n'],
    ["playbook.yml", "- hosts: all\n  tasks:\n    - name: {{ item }}\n"],
    ["vault.yml", "$ANSIBLE_VAULT;1.1;AES256\n6162\n"],
    ["values.yaml", "image: a\nimage: b\nports: [1\n"],
    ["values.yaml", "deployment:\n  kind: Deployment\nhosts: [1\n"],
    ["Chart.yaml", "apiVersion: v2\nname: {{ name }}\n"],
    ["user-data.yaml", "#cloud-config\nruncmd:\n - a: b: c\n"],
    ["binary.yaml", "a\0b"],
    ["twice.yaml", "a: 1\na: 2\n"],
  ];

  it.each(foreign)("is counted where it was found: %s %j", (path, text) => {
    expect(said({ path, text })).toEqual([]);
    const { tally } = lintSources([{ path, text }], {}, new Set());
    expect(tally.otherDocuments).toBe(1);
  });

  it.each(foreign)("is an error where it was named: %s %j", (path, text) => {
    expect(lintSources([{ path, text }]).diagnostics).not.toEqual([]);
  });
});

it.each([
  ["apiVersion: v1\nkind: Service\nspec: [1\n", "yaml-syntax"],
  ["# a\n---\n  apiVersion: v1\n  kind: Service\n spec: 1\n", "yaml-syntax"],
  ["Kind: Service\nspec: [1\n", "yaml-syntax"],
  ['{ "apiVersion": "v1", "kind": "Service" "spec": {} }', "yaml-syntax"],
  ["apiVersion: v1\nkind: ConfigMap\ndata: { a: b }\ndata: { a: c }\n", "duplicate-key"],
  ["apiVersion: v1\0\nkind: Service\n", "yaml-syntax"],
])("a document that shows an object is not another tool's: %j", (text, rule) => {
  expect(said({ path: "a.yaml", text })).toEqual([`error ${rule} a.yaml`]);
});

const chart = (folder: string): SourceFile => ({
  path: `${folder}/Chart.yaml`,
  text: "apiVersion: v2\nname: a\n",
});

describe("templates", () => {
  const template = "apiVersion: v1\nkind: Service\nmetadata: { name: {{ .Release.Name }} }\n";
  const inChart = (path: string): SourceFile => ({ path, text: template });

  it("of one chart are one finding, those of the charts it brings along too", () => {
    const { diagnostics, tally } = lintSources(
      [
        chart("charts/a"),
        inChart("charts/a/templates/one.yaml"),
        inChart("charts/a/templates/x/two.yaml"),
        chart("charts/a/charts/b"),
        inChart("charts/a/charts/b/templates/three.yaml"),
        inChart("charts/c/templates/four.yaml"),
        inChart("deploy/five.yaml"),
      ],
      {},
      new Set(),
    );
    expect(diagnostics.map(({ headline, help }) => `${headline}; ${help}`)).toEqual([
      "3 templates of `charts/a` are not checked; render them: `helm template charts/a | istio-grpc-lint -`",
      "1 template of `charts/c` is not checked; render it: `helm template charts/c | istio-grpc-lint -`",
      "1 template of this folder is not checked; render it: `… | istio-grpc-lint -`",
    ]);
    expect(tally.templates).toBe(5);
  });

  it("of another engine are another tool's", () => {
    const text = "- name: {{ item }}\n  shell: a\n";
    expect(said({ path: "roles/a/tasks/main.yml", text })).toEqual([]);
  });
});
