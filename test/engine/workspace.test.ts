import * as fc from "fast-check";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { rules } from "../../rules/index.ts";
import { defaultSettings } from "../../src/config/settings.ts";
import { drain } from "../../src/engine/steps.ts";
import { openWorkspace, type Part, type Workspace } from "../../src/engine/workspace.ts";
import type { Diagnostic, Report } from "../../src/report/report.ts";
import type { SourceFile } from "../../src/yaml/source.ts";
import { foldersIn, sourcesIn } from "../support/fixtures.ts";
import { parts } from "../support/lint-text.ts";

const settings = { ...defaultSettings, preset: "strict" } as const;
const folder = "fixtures/rules";
const cases = foldersIn(folder).flatMap((topic) =>
  foldersIn(join(folder, topic)).flatMap((rule) =>
    foldersIn(join(folder, topic, rule)).map((name) => join(folder, topic, rule, name)),
  ),
);

function open(sources: readonly SourceFile[]): Workspace {
  const workspace = openWorkspace(rules, settings, parts);
  for (const source of sources) workspace.set(source);
  return workspace;
}

/** All that a report says. */
function written(report: Report): string {
  return JSON.stringify(report, (key, value: unknown) => {
    if (key === "rules") return undefined;
    if (value instanceof Map || value instanceof Set) return [...value];
    return value;
  });
}

function reportOf(workspace: Workspace): string {
  return written(drain(workspace.inspect()).report);
}

function titleOf({ ruleId, primary, headline }: Diagnostic): string {
  return `${ruleId} at ${primary.span.start}: ${headline}`;
}

describe("a workspace", () => {
  it("finds the same in a text alone, where a rule reads one resource, as in all of them", () => {
    for (const path of cases) {
      const sources = sourcesIn(path);
      const workspace = open(sources);
      const expected = reportOf(workspace);
      for (const source of sources) {
        workspace.set({ ...source });
        expect(reportOf(workspace), `${path}: ${source.path}`).toBe(expected);
      }
    }
  }, 600_000);

  it("sees at a glance what a text says by itself", () => {
    for (const path of cases.filter((_, index) => index % 4 === 0)) {
      const sources = sourcesIn(path).filter((source) => source.path.endsWith(".yaml"));
      const workspace = open(sources);
      const latest = drain(workspace.inspect());
      for (const source of sources) {
        workspace.set({ ...source, text: `${source.text}# edited\n` });
        const seen = (workspace.glance(source.path, latest) ?? []).map(titleOf);
        const all = drain(workspace.inspect()).report.diagnostics.filter(
          ({ ruleId, primary }) =>
            primary.span.source.path === source.path && workspace.isOwn(ruleId),
        );
        expect(seen, path).toEqual(expect.arrayContaining(all.map(titleOf)));
        workspace.set(source);
      }
    }
  }, 600_000);

  it("says the same after any sequence of edits as one that is opened with what they come to", () => {
    const pool = cases.filter((_, index) => index % 7 === 0).flatMap((path) => sourcesIn(path));
    expectSameAfterEdits(pool, [], 40);
  }, 600_000);

  it("says the same while overlays, their bases and their patches are edited", () => {
    const first = variants(["a", "b"]);
    expectSameAfterEdits([...first, ...variants(["b", "a"])], first, 60);
  }, 600_000);
});

/** Files of two overlays that share a base, one of them with another mistake in each form of a file. */
function variants([one, other]: readonly [string, string]): readonly SourceFile[] {
  const texts = {
    "base/service.yaml": `apiVersion: v1
kind: Service
metadata: { name: ${one} }
spec:
  selector: { app: a }
  ports: [{ name: grpc, port: 50051, targetPort: ${one === "a" ? 50051 : 0} }]
`,
    "base/routes.yaml": `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: a }
spec:
  hosts: [a]
  http:
    - route: [{ destination: { host: ${other}, port: { number: 50051 } } }]
      retries: { attempts: 2, retryOn: "${one === "a" ? "cancelled" : "canceled"}" }
`,
    "base/kustomization.yaml": `resources: [service.yaml, routes.yaml]
${one === "a" ? "namespace: shop" : ""}
`,
    "prod/kustomization.yaml": `resources: [../base]
namespace: ${one === "a" ? "shop" : "store"}
patches: [{ path: patch.yaml }]
`,
    "prod/patch.yaml": `apiVersion: v1
kind: Service
metadata: { name: a }
spec: { ports: [{ port: 50051, name: ${one === "a" ? "http" : "tcp"} }] }
`,
    "test/kustomization.yaml": `resources: [../base, mesh.yaml]
namePrefix: ${one}-
`,
    "test/mesh.yaml": `apiVersion: v1
kind: ConfigMap
metadata: { name: istio, namespace: istio-system }
data:
  mesh: |
    rootNamespace: ${one}
    outboundTrafficPolicy: { mode: ${one === "a" ? "REGISTRY_ONLY" : "ALLOW_ANY"} }
`,
    "other/service.yaml": `apiVersion: v1
kind: Service
metadata: { name: ${other}, namespace: shop }
spec:
  ports: [{ name: grpc, port: 50051, protocol: ${one === "a" ? "UDP" : "TCP"} }]
`,
  };
  return Object.entries(texts).map(([path, text]) => ({ path, text }));
}

function expectSameAfterEdits(
  pool: readonly SourceFile[],
  first: readonly SourceFile[],
  numRuns: number,
): void {
  const paths = [...new Set(pool.map(({ path }) => path))].slice(0, 12);
  const textsOf = (path: string): readonly string[] =>
    pool.filter((source) => first.length === 0 || source.path === path).map(({ text }) => text);
  const edit = fc.constantFrom(...paths).chain((path) =>
    fc.record({
      path: fc.constant(path),
      kind: fc.constantFrom("set", "set", "set", "cut", "remove", "context"),
      text: fc.constantFrom(...textsOf(path)),
      at: fc.double({ min: 0, max: 1, noNaN: true }),
    }),
  );
  fc.assert(
    fc.property(fc.array(edit, { minLength: 3, maxLength: 14 }), (edits) => {
      const live = new Map<string, { readonly source: SourceFile; readonly part: Part }>(
        first.map((source) => [source.path, { source, part: "named" }]),
      );
      const workspace = open(first);
      if (first.length > 0) reportOf(workspace);
      for (const { path, kind, text, at } of edits) {
        const old = live.get(path)?.source.text ?? text;
        const cut = Math.floor(old.length * at);
        const next = kind === "cut" ? old.slice(0, cut) + old.slice(cut + 9) : text;
        const part: Part = kind === "context" ? "context" : "named";
        const known = { source: { path, text: next }, part };
        live.delete(path);
        workspace.remove(path);
        if (kind !== "remove") {
          live.set(path, known);
          workspace.set(known.source, known.part);
        }
        const fresh = openWorkspace(rules, settings, parts);
        for (const each of live.values()) fresh.set(each.source, each.part);
        expect(reportOf(workspace)).toBe(reportOf(fresh));
      }
    }),
    { numRuns },
  );
}
