import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Settings } from "../../src/config/settings.ts";
import { rules } from "../../rules/index.ts";
import { lazy } from "../../src/collections/lazy.ts";
import type { SourceFile } from "../../src/yaml/source.ts";
import { foldersIn, sourcesIn } from "../support/fixtures.ts";
import { lintSources } from "../support/lint-text.ts";
import { readFolder } from "../support/read-folder.ts";
import { referenceData } from "../support/reference-data.ts";

const compareText = (left: string, right: string): number => (left < right ? -1 : 1);

function found(
  sources: readonly SourceFile[],
  settings: Partial<Settings> = {},
): readonly string[] {
  return lintSources(sources, settings)
    .diagnostics.map(({ ruleId, severity, headline, primary: { span } }) => {
      return `${span.source.path}:${span.start} ${ruleId} ${headline} (${severity})`;
    })
    .toSorted(compareText);
}

const below = (folder: string, sources: readonly SourceFile[]): readonly SourceFile[] =>
  sources.map(({ path, text }) => ({ path: `envs/${folder}/${path}`, text }));

const inEnvironment = (folder: string, findings: readonly string[]): readonly string[] =>
  findings.map((text) => text.replaceAll("envs/dev/", `envs/${folder}/`));

const twice = (findings: readonly string[]): readonly string[] =>
  [...findings, ...inEnvironment("prod", findings)].toSorted(compareText);

/** Copies of a `.proto` file define one service: what is said of its RPCs is said once, in the first of them. */
const saidOnce: ReadonlySet<string> = new Set(
  rules.filter(({ reads }) => reads === "rpcDefinition").map(({ id }) => id),
);

/** All that other rules find something in: meshes of every kind. */
const meshes = foldersIn("fixtures/rules").flatMap((topic) =>
  foldersIn(join("fixtures/rules", topic)).flatMap((rule) =>
    saidOnce.has(rule)
      ? []
      : foldersIn(join("fixtures/rules", topic, rule))
          .filter((name) => name.startsWith("bad-"))
          .map((name) => join(topic, rule, name)),
  ),
);

describe("two variants of one mesh in a repository", () => {
  const environments = new Map([
    ["dev", ["envs/dev"]],
    ["prod", ["envs/prod"]],
  ]);

  /** Each mesh once and twice, with what is found in it alone. */
  const cases = lazy(() =>
    meshes.map((name) => {
      const sources = sourcesIn(join("fixtures/rules", name));
      const [dev, prod] = [below("dev", sources), below("prod", sources)];
      return { name, alone: found(dev), both: [...dev, ...prod] };
    }),
  );

  it("are each judged as if it was alone", { timeout: 60_000 }, () => {
    for (const { name, alone, both } of cases()) {
      expect(found(both), name).toEqual(twice(alone));
    }
  });

  it("are each seen by itself where `environments` names them", { timeout: 60_000 }, () => {
    for (const { name, alone, both } of cases()) {
      expect(found(both, { environments }), name).toEqual(twice(alone));
    }
  });
});

const corpus = referenceData("corpus/repos/istio+istio");

describe.skipIf(corpus === undefined)("the bookinfo samples, all variants in one folder", () => {
  const sources = lazy(() => readFolder(join(corpus ?? "", "samples/bookinfo")));
  /** What is true of one file by itself. */
  const faults = [
    expect.stringMatching(
      /^networking\/bookinfo-gateway.yaml:\d+ subset-routes-skipped-at-gateway /,
    ),
    expect.stringMatching(/^networking\/fault-injection-details-v1.yaml:\d+ unreachable-route /),
  ];

  it("are in no conflict", () => {
    expect(found(sources())).toEqual(faults);
  });

  it("are in none even where they are said to be everything", () => {
    const all = found(sources(), { complete: true });
    expect(all.length).toBeGreaterThan(faults.length);
    expect(all.filter((text) => /duplicate|conflict|overlap|twice/.test(text))).toEqual([]);
  });
});

const route = (host: string): SourceFile => ({
  path: "apps/route.yaml",
  text: `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: shop, namespace: shop }
spec:
  hosts: [shop.example.com]
  http: [{ route: [{ destination: { host: ${host} } }] }]
`,
});

const reviews: SourceFile = {
  path: "apps/reviews.yaml",
  text: `apiVersion: v1
kind: Service
metadata: { name: reviews, namespace: shop }
spec: { selector: { app: reviews }, ports: [{ name: grpc, port: 9080 }] }
`,
};

describe("a host is", () => {
  const only = ["destination-host-unknown"];
  const isMissing = (host: string, settings: Partial<Settings> = {}): boolean =>
    found([route(host), reviews], { only, ...settings }).length > 0;
  const payments = "payments.shop.svc.cluster.local";

  it("found where the files hold it", () => {
    expect(isMissing("reviews", { complete: true })).toBe(false);
  });

  it("unknown where another repository may hold it", () => {
    expect(isMissing("payments")).toBe(false);
    expect(isMissing(payments)).toBe(false);
  });

  it("absent where the name beside it is nearly the same", () => {
    expect(isMissing("reviewz")).toBe(true);
  });

  it("absent where its namespace is complete", () => {
    expect(isMissing(payments, { complete: ["shop"] })).toBe(true);
    expect(isMissing(payments, { complete: ["prod"] })).toBe(false);
    expect(isMissing(payments, { complete: true })).toBe(true);
  });

  it("found where it is said to be outside", () => {
    const namespaces = { hosts: [], namespaces: ["shop"] };
    expect(isMissing(payments, { complete: true, external: namespaces })).toBe(false);
    const hosts = { hosts: ["*.shop.svc.cluster.local"], namespaces: [] };
    expect(isMissing(payments, { complete: true, external: hosts })).toBe(false);
  });
});
