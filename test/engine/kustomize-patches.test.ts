import { describe, expect, it } from "vitest";
import type { Report } from "../../src/report/report.ts";
import { lintSources } from "../support/lint-text.ts";

type Files = Readonly<Record<string, string>>;

function check(files: Files): Report {
  return lintSources(
    Object.entries(files).map(([path, text]) => ({ path, text })),
    { preset: "recommended" },
  );
}

const found = (files: Files): readonly string[] =>
  check(files).diagnostics.map(({ ruleId, severity, primary }) => {
    return `${severity} ${ruleId} ${primary.span.source.path}`;
  });

const mesh = `apiVersion: v1
kind: Service
metadata: { name: ratings, namespace: shop }
spec: { selector: { app: ratings }, ports: [{ name: grpc, port: 50051, targetPort: rpc }] }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: ratings, namespace: shop }
spec:
  selector: { matchLabels: { app: ratings } }
  template:
    metadata: { labels: { app: ratings } }
    spec:
      containers:
        - name: server
          image: server
          ports: [{ name: other, containerPort: 50051 }]
          readinessProbe: { tcpSocket: { port: nope } }
          livenessProbe: { grpc: { port: 50051 } }
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: ratings, namespace: shop }
spec: { host: ratings, subsets: [{ name: v1, labels: { app: ratings } }] }
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: ratings, namespace: shop }
spec:
  hosts: [ratings]
  http:
    - match: [{ uri: { prefix: /a.B/ } }]
      route: [{ destination: { host: ratings, port: { number: 50052 } } }]
    - route: [{ destination: { host: ratings, subset: v2 } }]
`;

const faults = [
  "error target-port-not-in-pod base/all.yaml",
  "error probe-port-name-unknown base/all.yaml",
  "error destination-port-not-in-service base/all.yaml",
  "error subset-undefined base/all.yaml",
];

function patched(patches: string, others: Files = {}): Files {
  return {
    "base/all.yaml": mesh,
    "base/kustomization.yaml": "resources: [all.yaml]\n",
    "top/kustomization.yaml": `resources: [../base]\npatches:\n${patches}`,
    ...others,
  };
}

const patch = (kind: string, spec: string, apiVersion = "networking.istio.io/v1"): string =>
  `  - patch: '${JSON.stringify({ apiVersion, kind, metadata: { name: "ratings", namespace: "shop" } }).slice(0, -1)}, ${spec}}'\n`;

const container = (ports: string): string =>
  patch(
    "Deployment",
    `"spec": {"template": {"spec": {"containers": [{"name": "server", ${ports}}]}}}`,
    "apps/v1",
  );

const rest = (id: string): readonly string[] => faults.filter((fault) => !fault.includes(id));

describe("a patch", () => {
  it("silences nothing that it does not change", () => {
    expect(found(patched(""))).toEqual(faults);
    const plain = [
      patch("Deployment", '"spec": {"replicas": 3}', "apps/v1"),
      container('"image": "other"'),
      patch("Service", '"spec": {"type": "ClusterIP"}', "v1"),
      patch("DestinationRule", '"spec": {"exportTo": ["."]}'),
    ];
    expect(found(patched(plain.join("")))).toEqual(faults);
  });

  it("that mends a fault silences it in the base", () => {
    const named = container('"ports": [{"containerPort": 50051, "name": "rpc"}]');
    expect(found(patched(named))).toEqual(rest("target-port-not-in-pod"));
    const subsets = patch(
      "DestinationRule",
      '"spec": {"subsets": [{"name": "v2", "labels": {"app": "ratings"}}]}',
    );
    expect(found(patched(subsets))).toEqual(rest("subset-undefined"));
  });

  it("that changes the place of a fault and leaves the fault does not silence it", () => {
    const named = container('"ports": [{"containerPort": 50051, "name": "rcp"}]');
    expect(found(patched(named))).toEqual(expect.arrayContaining(faults));
  });

  it("deletes a fault with its object", () => {
    const gone = patch("VirtualService", '"$patch": "delete"');
    expect(found(patched(gone))).toEqual(faults.slice(0, 2));
  });

  it("of an overlay that is not built opens just what it changes", () => {
    const remote = "\nresources: [../base, 'https://example.com/base?ref=v1']\n";
    const files = patched(container('"ports": [{"containerPort": 1, "name": "x"}]'));
    const open = {
      ...files,
      "top/kustomization.yaml": (files["top/kustomization.yaml"] ?? "").replace(
        "resources: [../base]\n",
        remote,
      ),
    };
    expect(found(open).filter((fault) => !fault.includes("kustomize-not-built"))).toEqual(
      faults.slice(2),
    );
  });

  it("may have templates in quotes", () => {
    const quoted = `  - target: { kind: Service }
    patch: |-
      - { op: add, path: /metadata/annotations/a, value: "{{ .Values.a }}" }
  - path: b.yaml
`;
    const b = `apiVersion: v1
kind: Service
metadata: { name: ratings, namespace: shop, annotations: { b: '{{- if b }}' } }
`;
    expect(found(patched(quoted, { "top/b.yaml": b }))).toEqual(faults);
  });
});

describe("what a kustomization fills in is open in its files", () => {
  it("a selector of labels", () => {
    const deployment = `apiVersion: apps/v1
kind: Deployment
metadata: { name: ratings }
spec: { template: { spec: { containers: [{ name: server, image: ratings }] } } }
`;
    const labels = "labels: [{ pairs: { app: ratings }, includeSelectors: true }]\n";
    const files = { "a.yaml": deployment, "kustomization.yaml": `resources: [a.yaml]\n${labels}` };
    expect(found(files)).toEqual([]);
    expect(found({ "a.yaml": deployment })).toEqual(["error missing-field a.yaml"]);
  });

  it("a host of replacements", () => {
    const files = {
      "all.yaml": `apiVersion: v1
kind: Service
metadata: { name: orders }
spec: { selector: { app: orders }, ports: [{ name: grpc, port: 50051 }] }
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: orders }
spec:
  hosts: [orders]
  http: [{ route: [{ destination: { host: orders.-.svc.cluster.local } }] }]
`,
      "kustomization.yaml": `namespace: shop
resources: [all.yaml]
replacements:
  - source: { kind: Service, fieldPath: metadata.namespace }
    targets:
      - select: { kind: VirtualService }
        fieldPaths: [spec.http.0.route.0.destination.host]
        options: { delimiter: ".", index: 1 }
`,
    };
    expect(found(files)).toEqual([]);
    const unbuilt = {
      ...files,
      "kustomization.yaml": `${files["kustomization.yaml"]}helmCharts: [{}]`,
    };
    expect(found(unbuilt)).toEqual(["info kustomize-not-built kustomization.yaml"]);
    expect(found({ "all.yaml": files["all.yaml"] })).toEqual(["error host-malformed all.yaml"]);
  });
});

it("takes an unlisted file next to a kustomization for a patch where it is one", () => {
  const partial = `apiVersion: apps/v1
kind: Deployment
metadata: { name: ratings, namespace: shop }
spec: { replicas: 2 }
`;
  const files = patched("  []\n", { "top/more.yaml": partial });
  expect(found(files)).toEqual(faults);
  const whole = partial.replace("{ replicas: 2 }", "{ replicas: 2, selector: {} }");
  expect(found(patched("  []\n", { "elsewhere/more.yaml": whole }))).toEqual(
    expect.arrayContaining(["error missing-field elsewhere/more.yaml"]),
  );
});

it("sees an overlay from inside its base", () => {
  const files = patched(container('"ports": [{"containerPort": 50051, "name": "rpc"}]'));
  const moved = Object.entries(files).map(([path, text]) => ({
    path: path.startsWith("base/") ? path.slice("base/".length) : `../${path}`,
    text,
    workingFolder: "/work/base",
  }));
  const { diagnostics } = lintSources(moved, { preset: "recommended" });
  expect(diagnostics.map(({ ruleId }) => ruleId)).toEqual(
    faults.slice(1).map((fault) => fault.split(" ")[1]),
  );
});

const copy = (level: number, side: string): readonly [string, string] => [
  `l${level}${side}/kustomization.yaml`,
  `namePrefix: ${side}${level}-\nresources: [../l${level - 1}]\n`,
];
const both = (level: number): readonly [string, string] => [
  `l${level}/kustomization.yaml`,
  `resources: [../l${level}a, ../l${level}b]\n`,
];

it("does not build bases that double each other", () => {
  const levels = Array.from({ length: 14 }, (_, index) => index + 1);
  const files = {
    "l0/all.yaml": mesh,
    "l0/kustomization.yaml": "resources: [all.yaml]\n",
    ...Object.fromEntries(levels.map(both)),
    ...Object.fromEntries(levels.map((level) => copy(level, "a"))),
    ...Object.fromEntries(levels.map((level) => copy(level, "b"))),
  };
  expect(found(files).filter((fault) => fault.includes("kustomize"))).toEqual([
    "info kustomize-not-built l8/kustomization.yaml",
  ]);
});
