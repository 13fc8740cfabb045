import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readMesh } from "../../../scripts/conformance/istiod/read-mesh.ts";
import { defaultSettings } from "../../../src/config/settings.ts";
import { readSources } from "../../../src/engine/read-sources.ts";
import { buildMesh } from "../../../src/mesh/build-mesh.ts";
import type { Egress } from "../../../src/mesh/resolve/egress.ts";
import type { Mesh } from "../../../src/mesh/mesh.ts";
import type { ServicePort } from "../../../src/mesh/objects/service.ts";
import type { Workload } from "../../../src/mesh/objects/workload.ts";
import { parts } from "../../support/lint-text.ts";
import { meshOf } from "../../support/mesh-of.ts";
import { referenceData } from "../../support/reference-data.ts";

const pod = (name: string, namespace: string, spec = "{}"): string => `apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name}, namespace: ${namespace} }
spec: { template: { metadata: { labels: { app: ${name} } }, spec: ${spec} } }
---
`;

const service = (name: string, namespace: string, ports = "50051"): string => `apiVersion: v1
kind: Service
metadata: { name: ${name}, namespace: ${namespace} }
spec: { ports: [${ports
  .split(",")
  .map((port) => `{ name: grpc-${port}, port: ${port} }`)
  .join()}] }
---
`;

const sidecar = (name: string, namespace: string, spec: string): string =>
  `apiVersion: networking.istio.io/v1
kind: Sidecar
metadata: { name: ${name}${namespace && `, namespace: ${namespace}`} }
spec: ${spec}
---
`;

const hosts = (...names: readonly string[]): string =>
  `{ egress: [{ hosts: ${JSON.stringify(names)} }] }`;

/** The Sidecars of all pods, by their files and names. */
function sidecarsIn(files: Readonly<Record<string, string>>): readonly (string | undefined)[] {
  const mesh = meshOf(files);
  return mesh.all.workload().map((workload) => mesh.sidecarOf(workload)?.name);
}

const selecting = (app: string): string => `{ workloadSelector: { labels: { app: ${app} } } }`;

describe("the Sidecar of a workload", () => {
  it("selects it, or else is its namespace's", () => {
    const text =
      sidecar("wide", "shop", "{}") +
      sidecar("own", "shop", selecting("orders")) +
      sidecar("other", "web", "{}");
    expect(sidecarsIn({ "a.yaml": text + pod("orders", "shop") + pod("carts", "shop") })).toEqual([
      "own",
      "wide",
    ]);
  });

  it("is open where two compete, one leaves its namespace open, or only the root namespace has one", () => {
    const open = [
      sidecar("a", "shop", "{}") + sidecar("b", "shop", "{}"),
      sidecar("a", "shop", "{}") + sidecar("b", "", "{}"),
      sidecar("a", "", "{}"),
      sidecar("a", "istio-system", "{}"),
    ];
    for (const text of open) {
      expect(sidecarsIn({ "a.yaml": text + pod("orders", "shop") })).toEqual([undefined]);
    }
  });

  it("is the variant beside the workload, and none from afar", () => {
    const found = sidecarsIn({
      "envs/dev/a.yaml": sidecar("default", "shop", "{}") + pod("orders", "shop"),
      "envs/prod/a.yaml": sidecar("default", "shop", "{}") + pod("orders", "shop"),
      "other/project/a.yaml": pod("carts", "shop"),
    });
    expect(found).toEqual(["default", "default", undefined]);
  });

  it("is nobody's without a proxy of the kind", () => {
    const text = sidecar("default", "shop", "{}") + pod("orders", "shop", "{ hostNetwork: true }");
    expect(sidecarsIn({ "a.yaml": text })).toEqual([undefined]);
  });
});

const route = (apiVersion: string, kind: string, spec: string): string => `apiVersion: ${apiVersion}
kind: ${kind}
metadata: { name: books, namespace: shop }
spec: ${spec}
---
`;

/** Whether the only pod's Sidecar lets in each port of `ledger`, and which text decides it. */
function letIn(text: string): readonly unknown[] {
  const mesh = meshOf({ "a.yaml": pod("orders", "shop") + text });
  return answersIn(mesh).map(({ egress }) => egress && [egress.isLetIn, egress.by?.text]);
}

interface Answer {
  readonly workload: Workload;
  readonly port: ServicePort;
  readonly egress: Egress | undefined;
}

function answersIn(mesh: Mesh): readonly Answer[] {
  const { all } = mesh;
  return all
    .workload()
    .flatMap((workload) =>
      all.servicePort().map((port) => ({ workload, port, egress: mesh.egressTo(port, workload) })),
    );
}

describe("what a Sidecar lets in", () => {
  const ledger = service("ledger", "payments");

  it("is named by namespace and host, and may be left out again", () => {
    const all = "payments/ledger.payments.svc.cluster.local";
    expect(letIn(ledger + sidecar("a", "shop", hosts("./*", all)))).toEqual([[true, all]]);
    expect(letIn(ledger + sidecar("a", "shop", hosts("./*")))).toEqual([[false, undefined]]);
    expect(letIn(ledger + sidecar("a", "shop", hosts("*/*", "~payments/*")))).toEqual([
      [false, "~payments/*"],
    ]);
  });

  it("is everything without `egress`, and just the port of a listener that has one", () => {
    const egress =
      "[{ port: { number: 50051 }, hosts: ['payments/*'] }, { hosts: ['./*', 'web/*'] }]";
    const two = service("ledger", "payments", "50051,50052");
    expect(letIn(ledger + sidecar("a", "shop", "{}"))).toEqual([[true, undefined]]);
    expect(letIn(two + sidecar("a", "shop", `{ egress: ${egress} }`))).toEqual([
      [true, "payments/*"],
      [false, undefined],
    ]);
  });

  it("is what imported routes lead to, and open where routes of the Gateway API do", () => {
    const host = "ledger.payments.svc.cluster.local";
    const text = ledger + sidecar("a", "shop", hosts("./*"));
    const http = `{ hosts: [books], http: [{ route: [{ destination: { host: ${host} } }] }] }`;
    const parents = "[{ kind: Service, group: '', name: books }]";
    const refs = "[{ backendRefs: [{ name: ledger, namespace: payments, port: 50051 }] }]";
    const rules = `{ parentRefs: ${parents}, rules: ${refs} }`;
    expect(letIn(text + route("networking.istio.io/v1", "VirtualService", http))).toEqual([
      [true, undefined],
    ]);
    expect(letIn(text + route("gateway.networking.k8s.io/v1", "GRPCRoute", rules))).toEqual([
      undefined,
    ]);
  });
});

const vectors = referenceData("vectors/istiod/generated");

/** Answers of a mesh that is said to be whole, with what its pods get clusters for. */
function comparedIn(text: string): readonly Readonly<Record<string, unknown>>[] {
  const source = { path: "input.yaml", text };
  const settings = { ...defaultSettings, complete: true };
  const read = readSources({ targets: [source], context: [] }, settings, parts);
  const { cluster } = readMesh([source]);
  return answersIn(buildMesh(read, settings)).flatMap(({ workload, port, egress }) => {
    const { name, namespace } = workload.resource;
    const client = cluster.pods.find(
      ({ workload: { resource } }) => resource.name === name && resource.namespace === namespace,
    );
    if (egress === undefined || client === undefined) return [];
    const host = cluster
      .scopeOf(client)
      .hosts.find((one) => `${one.namespace}/${one.host}` === egress.host);
    const number = port.number?.value;
    const hasCluster = host?.ports.some((one) => one.number === number) ?? false;
    return [{ name, host: egress.host, number, isLetIn: egress.isLetIn, hasCluster }];
  });
}

describe.skipIf(vectors === undefined)("pods of whole clusters", () => {
  it("are let in what istiod gives them clusters for", () => {
    const compared = readdirSync(vectors ?? "")
      .map((name) => readFileSync(join(vectors ?? "", name, "input.yaml"), "utf8"))
      .filter((text) => text.includes("kind: Sidecar"))
      .flatMap(comparedIn);
    expect(compared.filter(({ isLetIn, hasCluster }) => isLetIn !== hasCluster)).toEqual([]);
    expect(compared.filter(({ isLetIn }) => isLetIn === false).length).toBeGreaterThan(10);
  });
});
