import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Report } from "../../src/report/report.ts";
import { foldersIn, sourcesIn } from "../support/fixtures.ts";
import { lintSources } from "../support/lint-text.ts";

const service = `apiVersion: v1
kind: Service
metadata: { name: reviews }
spec:
  ports:
    - name: grpc
      port: 9080
`;

const route = `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: reviews }
spec:
  hosts: [reviews]
  http:
    - timeout: 30s
      route:
        - destination: { host: reviews }
      retries: { attempts: 2, perTryTimeout: 2s, retryOn: "unavailable,connect-failure,refused-stream,reset" }
`;

const base = {
  "base/kustomization.yaml": "resources: [service.yaml, route.yaml]\n",
  "base/service.yaml": service,
  "base/route.yaml": route,
};

type Files = Readonly<Record<string, string>>;

function check(files: Files): Report {
  return lintSources(Object.entries(files).map(([path, text]) => ({ path, text })));
}

/** Rules with the path and the bytes of what they are about. */
function found(files: Files): readonly string[] {
  return check(files).diagnostics.map(({ ruleId, primary: { span } }) => {
    const { source, start, end } = span;
    return `${ruleId} ${source.path} ${source.text.slice(start, end)}`;
  });
}

const portPatch = `apiVersion: v1
kind: Service
metadata: { name: reviews }
spec:
  ports:
    - port: 9080
      name: tcp-grpc
`;

const overlay = (timeout: string): string => `resources: [../base]
patches:
  - target: { kind: VirtualService }
    patch: |-
      - op: replace
        path: /spec/http/0/timeout
        value: ${timeout}
`;

it("finds nothing in what is right in all forms", () => {
  expect(found(base)).toEqual([]);
  expect(found({ ...base, "prod/kustomization.yaml": overlay("10s") })).toEqual([]);
});

it("finds what a patch breaks, where the patch says so", () => {
  const files = {
    ...base,
    "prod/kustomization.yaml": "resources: [../base]\npatches: [{ path: ports.yaml }]\n",
    "prod/ports.yaml": portPatch,
  };
  expect(found(files)).toEqual(["port-name-grpc-not-prefix prod/ports.yaml tcp-grpc"]);
  const [diagnostic] = check(files).diagnostics;
  expect(diagnostic?.resource).toMatchObject({ kind: "Service", name: "reviews" });
  expect(diagnostic?.yamlPath).toBe("spec.ports[0].name");
  expect(diagnostic?.related?.map(({ span, text }) => [span.source.path, text])).toEqual([
    ["prod/kustomization.yaml", "found in the output of this kustomization"],
  ]);
});

it("finds what an inline patch breaks, in both places", () => {
  const files = { ...base, "prod/kustomization.yaml": overlay("1s") };
  expect(found(files)).toEqual(["per-try-timeout-not-below-timeout base/route.yaml 2s"]);
  const related = check(files).diagnostics[0]?.related ?? [];
  expect(related.map(({ span: { source, start, end } }) => source.text.slice(start, end))).toEqual([
    "1s",
    "resources",
  ]);
});

it("tells once what several overlays show", () => {
  const files = {
    ...base,
    "dev/kustomization.yaml": overlay("1s"),
    "prod/kustomization.yaml": overlay("2s"),
  };
  expect(found(files)).toEqual(["per-try-timeout-not-below-timeout base/route.yaml 2s"]);
});

it("offers no fix for what is written in two files", () => {
  const { diagnostics } = check({ ...base, "prod/kustomization.yaml": overlay("1s") });
  expect(diagnostics.map(({ fix }) => fix)).toEqual([undefined]);
});

it("checks patches in a kustomization as patches", () => {
  const files = {
    ...base,
    "prod/kustomization.yaml": `resources: [../base]
patches:
  - patch: |-
      apiVersion: networking.istio.io/v1
      kind: VirtualService
      metadata: { name: reviews }
      spec: { gatewayz: [mesh] }
`,
  };
  expect(found(files)).toEqual(["unknown-field prod/kustomization.yaml gatewayz"]);
});

it("does not ask a base for what all of its overlays give", () => {
  const bare = { ...base, "base/route.yaml": route.slice(0, route.indexOf("  http:")) };
  const routes = `resources: [../base]
patches:
  - patch: |-
      apiVersion: networking.istio.io/v1
      kind: VirtualService
      metadata: { name: reviews }
      spec: { http: [{ route: [{ destination: { host: reviews } }] }] }
`;
  expect(found(bare)).toEqual([expect.stringContaining("virtual-service-without-routes")]);
  expect(found({ ...bare, "prod/kustomization.yaml": routes })).toEqual([]);
  const plain = "resources: [../base]\n";
  expect(
    found({ ...bare, "prod/kustomization.yaml": routes, "dev/kustomization.yaml": plain }),
  ).toEqual(found(bare));
});

it("takes what other files hold for no near name in an overlay", () => {
  const files = {
    ...base,
    "prod/kustomization.yaml": `resources: [../base]
patches:
  - patch: |-
      apiVersion: networking.istio.io/v1
      kind: VirtualService
      metadata: { name: reviews }
      spec: { http: [{ route: [{ destination: { host: review } }] }] }
`,
  };
  expect(found(files)).toContain("destination-host-unknown prod/kustomization.yaml review");
  const other = service.replace("name: reviews", "name: review");
  expect(found({ ...files, "other/service.yaml": other })).toEqual([]);
});

it("takes the texts of ConfigMaps for no manifests", () => {
  const files = {
    "kustomization.yaml":
      "configMapGenerator: [{ name: a, files: [config.yaml, b=broken.yaml] }]\n",
    "config.yaml": service.replace("ports", "portz"),
    "broken.yaml": "a: [\n",
  };
  expect(found(files)).toEqual([]);
  expect(check(files).tally).toMatchObject({ manifests: 0 });
});

it("knows the mesh config of the whole repository", () => {
  const files = {
    "istio.yaml": `apiVersion: v1
kind: ConfigMap
metadata: { name: istio, namespace: istio-system }
data: { mesh: "rootNamespace: mesh-config" }
`,
    "base/kustomization.yaml": "resources: [sidecar.yaml]\n",
    "base/sidecar.yaml": `apiVersion: networking.istio.io/v1
kind: Sidecar
metadata: { name: default, namespace: mesh-config }
spec: { egress: [{ hosts: ["./*"] }] }
`,
    "root/kustomization.yaml": `resources: [../base]
patches:
  - target: { kind: Sidecar }
    patch: |-
      - op: add
        path: /spec/workloadSelector
        value: { labels: { app: reviews } }
`,
  };
  const rootSidecar = expect.stringContaining("root-sidecar-with-selector");
  expect(found(files)).toEqual([rootSidecar]);
  expect(found({ ...files, "istio.yaml": "" })).toEqual([]);
});

/** A mesh of which one document is outside an overlay that changes nothing that counts. */
function withoutOne(documents: readonly string[], outside: number): Files {
  const names = documents.map((_, index) => `${index}.yaml`);
  const inside = names.filter((_, index) => index !== outside);
  const paths = names.map((name, index) => (index === outside ? name : `base/${name}`));
  return {
    ...Object.fromEntries(paths.map((path, index) => [path, documents[index] ?? ""])),
    "base/kustomization.yaml": `resources: [${inside.join(", ")}]\n`,
    "prod/kustomization.yaml": `resources: [../base]
patches:
  - target: { kind: .* }
    patch: '[{ "op": "add", "path": "/metadata/annotations/a", "value": "b" }]'
`,
  };
}

it("takes nothing for a fault because an overlay is not everything", { timeout: 60_000 }, () => {
  const right = foldersIn("fixtures/rules").flatMap((topic) =>
    foldersIn(join("fixtures/rules", topic)).flatMap((rule) =>
      foldersIn(join("fixtures/rules", topic, rule))
        .filter((name) => name.startsWith("ok-"))
        .map((name) => join("fixtures/rules", topic, rule, name)),
    ),
  );
  const faults = right.flatMap((folder) => {
    const texts = sourcesIn(folder).flatMap(({ text }) => text.split(/^---.*$/m));
    const documents = texts.filter((text) => /^kind: (?!Kustomization)/m.test(text));
    if (documents.length < 2) return [];
    // What the whole holds is there with a part of it, too.
    const whole = new Set(
      check(withoutOne(documents, documents.length)).diagnostics.map(({ ruleId }) => ruleId),
    );
    return documents.flatMap((_, outside) =>
      check(withoutOne(documents, outside))
        .diagnostics.filter(
          ({ ruleId, related = [] }) =>
            !whole.has(ruleId) &&
            related.some(({ text }) => text === "found in the output of this kustomization"),
        )
        .map(({ ruleId }) => `${folder} without document ${outside}: ${ruleId}`),
    );
  });
  expect(faults).toEqual([]);
});

it("counts what kustomize uses for no document that was passed over", () => {
  const files = {
    "kustomization.yaml": `resources: [service.yaml]
patches: [{ path: ports.yaml, target: { kind: Service } }]
configMapGenerator: [{ name: a, files: [settings.yaml] }]
`,
    "ports.yaml": "- { op: add, path: /spec/type, value: ClusterIP }\n",
    "service.yaml": service,
    "settings.yaml": "level: info\n",
  };
  expect(check(files).tally).toMatchObject({ files: 4, manifests: 1, otherDocuments: 0 });
});

const routeTo = (host: string): string => `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: shop, namespace: shop }
spec: { hosts: [shop.example.com], http: [{ route: [{ destination: { host: ${host} } }] }] }
`;

const isMissing = (host: string, files: Files): boolean => {
  const sources = Object.entries({ ...base, ...files, "shop/route.yaml": routeTo(host) });
  const { diagnostics } = lintSources(
    sources.map(([path, text]) => ({ path, text })),
    { complete: true, only: ["destination-host-unknown"] },
  );
  return diagnostics.length > 0;
};

describe("the namespace of a kustomization", () => {
  const prod = { "prod/kustomization.yaml": "resources: [../base]\nnamespace: prod\n" };
  const dev = { "dev/kustomization.yaml": "resources: [../base]\nnamespace: dev\n" };

  it("is that of its resources", () => {
    expect(isMissing("reviews.prod.svc.cluster.local", prod)).toBe(false);
    expect(isMissing("reviews.dev.svc.cluster.local", prod)).toBe(true);
  });

  it("is left open where several use them", () => {
    expect(isMissing("reviews.prod.svc.cluster.local", { ...prod, ...dev })).toBe(false);
    expect(isMissing("reviews.dev.svc.cluster.local", { ...prod, ...dev })).toBe(false);
  });

  it("gives way to the one above it", () => {
    const all = { "all/kustomization.yaml": "resources: [../prod]\nnamespace: staging\n" };
    expect(isMissing("reviews.prod.svc.cluster.local", { ...prod, ...all })).toBe(true);
    expect(isMissing("reviews.staging.svc.cluster.local", { ...prod, ...all })).toBe(false);
  });
});
