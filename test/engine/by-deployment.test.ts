import { describe, expect, it } from "vitest";
import type { Settings } from "../../src/config/settings.ts";
import type { SourceFile } from "../../src/yaml/source.ts";
import { lintSources } from "../support/lint-text.ts";

function service(namespace: string): string {
  return `apiVersion: v1
kind: Service
metadata: { name: ratings${namespace} }
spec:
  selector: { app: ratings }
  ports: [{ name: grpc, port: 50051, targetPort: 9000 }]
`;
}

function route(namespace: string): string {
  return `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: ratings${namespace} }
spec:
  hosts: [ratings]
  http: [{ route: [{ destination: { host: ratings, port: { number: 9000 } } }] }]
`;
}

/** How severe it is that the route sends to a port of the container, and whether its fix is safe. */
function severity(
  [path, namespace]: readonly [path: string, namespace: string],
  [other, theirs]: readonly [path: string, namespace: string],
  settings: Partial<Settings> = {},
  more: readonly SourceFile[] = [],
): string {
  const sources = [
    { path, text: service(namespace) },
    { path: other, text: route(theirs) },
    ...more,
  ];
  const { diagnostics } = lintSources(sources, settings);
  const found = diagnostics.find(({ ruleId }) => ruleId === "destination-port-not-in-service");
  return found === undefined ? "" : `${found.severity}${found.fix?.safe === true ? ", safe" : ""}`;
}

const named = ", namespace: prod";

/** The same where each of the two is in a folder with a kustomization, one of which may set a namespace. */
function apart(namespace: string): string {
  return severity(["config/mesh/service.yaml", named], ["config/routes/route.yaml", named], {}, [
    { path: "config/mesh/kustomization.yaml", text: "resources: [service.yaml]\n" },
    { path: "config/routes/kustomization.yaml", text: `resources: [route.yaml]\n${namespace}` },
  ]);
}

describe("a fault between two files", () => {
  it("is an error in one folder", () => {
    expect(severity(["k8s/service.yaml", ""], ["k8s/route.yaml", ""])).toBe("error, safe");
  });

  it("is a warning where only one says its namespace", () => {
    expect(severity(["k8s/service.yaml", ""], ["k8s/route.yaml", named])).toBe("warning");
  });

  it("is a warning in folders that are not beside one another", () => {
    const far = severity(["k8s/base/service.yaml", ""], ["k8s/istio/routes/route.yaml", ""]);
    expect(far).toBe("warning");
  });

  it("is none in two projects that leave their namespace open, unless the files are the whole mesh", () => {
    const ends = [
      ["samples/one/k8s/service.yaml", ""],
      ["tests/two/mesh/route.yaml", ""],
    ] as const;
    expect(severity(...ends)).toBe("");
    expect(severity(...ends, { complete: true })).not.toBe("");
  });

  it("is a hint where a kustomization applies one of them and leaves the other out", () => {
    const kustomization = { path: "k8s/kustomization.yaml", text: "resources: [route.yaml]\n" };
    expect(severity(["k8s/service.yaml", ""], ["k8s/route.yaml", ""], {}, [kustomization])).toBe(
      "info",
    );
  });

  it("is a warning where kustomizations put them into two namespaces, and never apply both", () => {
    expect(apart("")).toBe("error, safe");
    expect(apart("namespace: shop\n")).toBe("warning");
  });

  it("is an error where a kustomization applies both, far apart or not", () => {
    const kustomization = {
      path: "pkg/testdata/kustomization.yaml",
      text: "resources: [service.yaml, route.yaml]\n",
    };
    expect(
      severity(["pkg/testdata/service.yaml", named], ["pkg/testdata/route.yaml", named], {}, [
        kustomization,
      ]),
    ).not.toBe("");
  });

  it("is none between two inputs of tests", () => {
    expect(severity(["pkg/testdata/service.yaml", named], ["pkg/testdata/route.yaml", named])).toBe(
      "",
    );
  });
});

/** A Service whose port Istio would take for TCP. */
function misnamed(path: string): SourceFile {
  return { path, text: service("").replace("name: grpc", "name: tcp-grpc") };
}

function annotated(path: string): SourceFile {
  return {
    path,
    text: "{ apiVersion: v1, kind: ServiceAccount, metadata: { name: a, annotations: { sidecar.istio.io/inject: 'true' } } }",
  };
}

function rulesIn(...sources: readonly SourceFile[]): readonly string[] {
  return lintSources(sources).diagnostics.map(({ ruleId }) => ruleId);
}

describe("a repository of several projects", () => {
  it("says what Istio makes of names of ports next to objects of Istio", () => {
    const beside = { path: "k8s/shop/route.yaml", text: route("") };
    expect(rulesIn(misnamed("k8s/shop/service.yaml"), beside)).toContain(
      "port-name-grpc-not-prefix",
    );
  });

  it("does not where only another project has some", () => {
    const text = route("").replaceAll("ratings", "reviews");
    const far = { path: "demos/boutique/route.yaml", text };
    const names = rulesIn(misnamed("k8s/shop/service.yaml"), far);
    expect(names).not.toContain("port-name-grpc-not-prefix");
  });

  it("takes a label for a sign in its own deployment", () => {
    const own = rulesIn(misnamed("k8s/shop/service.yaml"), annotated("k8s/shop/account.yaml"));
    expect(own).toContain("port-name-grpc-not-prefix");
    const other = rulesIn(
      misnamed("k8s/shop/service.yaml"),
      annotated("demos/boutique/account.yaml"),
    );
    expect(other).not.toContain("port-name-grpc-not-prefix");
  });
});
