import { describe, expect, it } from "vitest";
import { deploymentsIn } from "../../src/charts/deployed.ts";
import { chartInputs } from "../../src/charts/inputs.ts";
import { mergedValues, withoutOthers } from "../../src/charts/merge.ts";
import type { Deployment } from "../../src/charts/value-set.ts";
import { builtParts } from "../../src/parts.ts";
import { parseYaml } from "../../src/yaml/parse.ts";

const chart = {
  "charts/shop/Chart.yaml": "apiVersion: v2\nname: shop\nversion: 0.1.0\n",
  "charts/shop/values.yaml": "port: { name: grpc, number: 1 }\nbalancer: RANDOM\n",
  "charts/shop/values-prod.yaml": "port: { name: http }\n",
  "envs/prod.yaml": "balancer: LEAST_CONN\n",
};

const byPath = (path: string): string => path.replaceAll(/^[./]+|(?<=\/)\.\//g, "");

/** What the objects of a text deploy, in short. */
function deployed(text: string, more: Readonly<Record<string, string>> = {}) {
  const files = Object.entries({ ...chart, "apps/shop.yaml": text, ...more });
  const sources = files.map(([path, content]) => ({ path, text: content }));
  const places = {
    absolute: (path: string) => path,
    inRepository: (_: unknown, path: string) => byPath(path),
  };
  const inputs = chartInputs(sources, places, (source) =>
    parseYaml(source, () => true, builtParts.fullParser).documents.map(({ root }) => root),
  );
  const found = deploymentsIn(inputs);
  return found.map(short);
}

function short(deployment: Deployment) {
  if ("missing" in deployment) return { missing: deployment.missing };
  const { title, inline, sets, release, namespace } = deployment;
  const files = deployment.files.map(({ path }) => path);
  const placeOf = (path: string): string | undefined => {
    const field = deployment.lookups
      .map((lookup) => lookup(path))
      .find((found) => found !== undefined);
    return field && `${field.source.path} ${field.text}`;
  };
  const places = ["balancer", "port.name"].map(placeOf);
  return { title, files, inline, sets, release, namespace, places };
}

const application = (spec: string, name = "prod"): string =>
  `apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: { name: ${name} }\nspec: ${spec}\n`;

const withHelm = (more: string): string =>
  application(`{ source: { path: charts/shop, helm: { valueFiles: [none.yaml]${more} } } }`);

const applicationSet = (path: string): string => `apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: { name: all }
spec:
  template:
    metadata: { name: "{{cluster}}-shop" }
    spec:
      source: { path: "${path}", helm: { valuesObject: { balancer: RANDOM } } }
`;

describe("Applications of Argo CD", () => {
  it("give files, values and parameters, each over those before", () => {
    const [set] = deployed(
      application(`
  destination: { namespace: shop }
  source:
    path: charts/shop
    helm:
      releaseName: cart
      valueFiles: [values-prod.yaml, /envs/prod.yaml]
      values: |
        port: { name: tcp }
      parameters:
        - { name: balancer, value: ROUND_ROBIN, forceString: true }
        - { name: app, value: $ARGOCD_APP_NAME-$ARGOCD_APP_REVISION }`),
    );
    expect(set).toEqual({
      title: "Application prod",
      files: ["charts/shop/values-prod.yaml", "envs/prod.yaml"],
      inline: "port: { name: tcp }\n",
      sets: [
        { path: "balancer", value: "ROUND_ROBIN", isText: true },
        { path: "app", value: "prod-$ARGOCD_APP_REVISION", isText: false },
      ],
      release: "cart",
      namespace: "shop",
      places: ["apps/shop.yaml ROUND_ROBIN", "apps/shop.yaml tcp"],
    });
  });

  it("prefer `valuesObject`, and find files of other sources", () => {
    const [set] = deployed(
      application(`
  sources:
    - { repoURL: https://git.example.com/shop, ref: env }
    - path: ./charts/shop
      helm: { valueFiles: [$env/envs/prod.yaml], values: "port: 1", valuesObject: { port: { name: h2c } } }`),
    );
    expect(set).toMatchObject({
      files: ["envs/prod.yaml"],
      inline: '{"port":{"name":"h2c"}}',
      places: ["envs/prod.yaml LEAST_CONN", "apps/shop.yaml h2c"],
      release: "prod",
      namespace: "default",
    });
  });

  it("name a file that is missing, unless it may be", () => {
    expect(deployed(withHelm(""))).toEqual([{ missing: "none.yaml" }]);
    expect(deployed(withHelm(", ignoreMissingValueFiles: true"))).toMatchObject([{ files: [] }]);
  });

  it("say nothing of charts elsewhere, and of folders that are not rendered as charts", () => {
    const specs = [
      "{ source: { chart: redis, repoURL: https://charts.example.com } }",
      "{ source: { path: charts/other } }",
      "{ source: { path: charts/shop, plugin: { name: x } } }",
      "{}",
      "text",
      "{ sources: [1, { path: [] }] }",
    ];
    expect(specs.flatMap((spec) => deployed(application(spec)))).toEqual([]);
    const nameless = application("{ source: { path: charts/shop } }", "null");
    expect(deployed(nameless)).toEqual([]);
  });

  it("may share a name", () => {
    const one = application("{ source: { path: charts/shop } }");
    const titles = deployed(`${one}---\n${one}`).map((set) => ("title" in set ? set.title : ""));
    expect(titles).toEqual(["Application prod", "Application prod (2)"]);
  });

  it("may be the template of a set, where generators fill in nothing", () => {
    expect(deployed(applicationSet("charts/shop"))).toMatchObject([
      { title: "ApplicationSet all", inline: '{"balancer":"RANDOM"}' },
    ]);
    expect(deployed(applicationSet("charts/{{app}}"))).toEqual([]);
  });
});

const release = (spec: string): string => `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: { name: cart, namespace: flux }
spec:
  chart:
    spec:
      chart: ./charts/shop
      sourceRef: { kind: GitRepository, name: shop }
${spec}`;

const withFiles = (list: string): string =>
  release("  values: { a: 1 }\n").replace(
    "      sourceRef",
    `      valuesFiles: [${list}]\n      sourceRef`,
  );

describe("HelmReleases of Flux", () => {
  it("give values over those of ConfigMaps in their order", () => {
    const config = `apiVersion: v1
kind: ConfigMap
metadata: { name: one }
data:
  values.yaml: |
    balancer: LEAST_CONN
    port: { name: tcp, number: 2 }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: two, namespace: flux }
data: { name: "true" }
`;
    const text = release(`  targetNamespace: shop
  valuesFrom:
    - { kind: ConfigMap, name: one }
    - { kind: ConfigMap, name: two, valuesKey: name, targetPath: app.on }
    - { kind: ConfigMap, name: none, optional: true }
    - { kind: Secret, name: tokens }
  values: { port: { name: http } }
`);
    const [set] = deployed(text, { "apps/config.yaml": config });
    expect(set).toEqual({
      title: "HelmRelease cart",
      files: [],
      inline: '{"balancer":"LEAST_CONN","port":{"name":"http","number":2},"app":{"on":true}}',
      sets: [],
      release: "shop-cart",
      namespace: "shop",
      places: ["apps/config.yaml LEAST_CONN", "apps/shop.yaml http"],
    });
  });

  it("with `valuesFiles` leave out values of the chart that these do not have", () => {
    expect(deployed(withFiles("charts/shop/values-prod.yaml"))).toMatchObject([
      {
        files: ["charts/shop/values-prod.yaml"],
        inline: '{"port":{"number":null},"balancer":null,"a":1}',
        namespace: "flux",
        release: "cart",
        places: [undefined, "charts/shop/values-prod.yaml http"],
      },
    ]);
    expect(deployed(withFiles("./charts/shop/values.yaml, envs/prod.yaml"))).toMatchObject([
      { inline: '{"a":1}', places: ["envs/prod.yaml LEAST_CONN", "charts/shop/values.yaml grpc"] },
    ]);
    expect(deployed(withFiles("gone.yaml"))).toEqual([{ missing: "gone.yaml" }]);
  });

  it("name a ConfigMap that is missing", () => {
    const from = release("  valuesFrom: [{ kind: ConfigMap, name: none }]\n");
    expect(deployed(from)).toEqual([{ missing: "ConfigMap none" }]);
  });

  it("say nothing of charts of repositories of charts", () => {
    const remote = release("").replace("GitRepository", "HelmRepository");
    expect(deployed(remote)).toEqual([]);
  });
});

describe("values", () => {
  it("merge maps, and nothing else", () => {
    expect(mergedValues({ a: { b: 1, c: [1] }, d: 1 }, { a: { c: [2] }, d: { e: 1 } })).toEqual({
      a: { b: 1, c: [2] },
      d: { e: 1 },
    });
  });

  it("are taken away by what is `null`", () => {
    expect(withoutOthers({ a: { b: 1, c: 2 }, d: 3, e: {} }, { a: { c: 0 }, e: {} })).toEqual({
      a: { b: null },
      d: null,
    });
  });
});
