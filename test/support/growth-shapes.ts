/** Inputs of `n` alike things, by what the model has to find among them: `growth.test.ts` runs each at two sizes. */

type Files = ReadonlyMap<string, string>;

interface Names {
  readonly name?: string;
  readonly namespace?: string | undefined;
}

const namespaceLine = ({ namespace }: Names): string =>
  namespace === undefined ? "" : `, namespace: ${namespace}`;

function object(apiVersion: string, kind: string, names: Names, rest: string): string {
  const metadata = `{ name: ${names.name ?? "x"}${namespaceLine(names)} }`;
  return `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: ${metadata}\n${rest}\n---\n`;
}

const shop = { namespace: "shop" };

function service(name: string, names: Names = shop, app = name): string {
  const ports = "[{ name: grpc, port: 50051, targetPort: 50051 }]";
  return object(
    "v1",
    "Service",
    { ...names, name },
    `spec: { selector: { app: ${app} }, ports: ${ports} }`,
  );
}

function deployment(name: string, names: Names = shop, app = name): string {
  const labels = `{ app: ${app}, version: v1 }`;
  const containers = "[{ name: main, image: example/app:1.0, ports: [{ containerPort: 50051 }] }]";
  return object(
    "apps/v1",
    "Deployment",
    { ...names, name },
    `spec:
  selector: { matchLabels: { app: ${app} } }
  template: { metadata: { labels: ${labels} }, spec: { containers: ${containers} } }`,
  );
}

const istio = "networking.istio.io/v1";

function virtualService(name: string, host: string, http: string, names: Names = shop): string {
  return object(istio, "VirtualService", { ...names, name }, `spec:\n  hosts: [${host}]\n${http}`);
}

function routeTo(host: string): string {
  return `  http: [{ route: [{ destination: { host: ${host}, port: { number: 50051 } } }] }]`;
}

function destinationRule(name: string, host: string, names: Names = shop): string {
  const balancing = "trafficPolicy: { loadBalancer: { simple: LEAST_REQUEST } }";
  return object(
    istio,
    "DestinationRule",
    { ...names, name },
    `spec: { host: ${host}, ${balancing} }`,
  );
}

function eachIn(folder: (i: number) => string, text: (i: number) => string): (n: number) => Files {
  return (n) =>
    new Map(Array.from({ length: n }, (_, i) => [`${folder(i)}/file-${i}.yaml`, text(i)]));
}

/** One file for each, in one folder. */
const files = (text: (i: number) => string): ((n: number) => Files) => eachIn(() => "k8s", text);
/** One folder for each, as environments of previews. */
const folders = (text: (i: number) => string): ((n: number) => Files) =>
  eachIn((i) => `envs/e${i}`, text);

function oneFile(text: (n: number) => string): (n: number) => Files {
  return (n) => new Map([["k8s/all.yaml", text(n)]]);
}

function joined(n: number, text: (i: number) => string): string {
  return Array.from({ length: n }, (_, i) => text(i)).join("");
}

function retried(i: number, match: string): string {
  return `  - match: [${match.replaceAll("%", String(i))}]
    route: [{ destination: { host: svc-0, port: { number: 50051 } } }]
    retries: { attempts: 3, perTryTimeout: 2s, retryOn: cancelled }
    timeout: 10s\n`;
}

function oneVirtualService(match: string): (n: number) => Files {
  return oneFile(
    (n) =>
      service("svc-0") +
      virtualService("svc-0", "svc-0", `  http:\n${joined(n, (i) => retried(i, match))}`),
  );
}

function policy(kind: string, group: string, i: number, spec: string): string {
  return object(`${group}/v1`, kind, { name: `p-${i}`, ...shop }, `spec: { ${spec} }`);
}

const everything = (i: number, names: Names = shop): string =>
  service(`svc-${i}`, names) +
  deployment(`svc-${i}`, names) +
  virtualService(`svc-${i}`, `svc-${i}`, routeTo(`svc-${i}`), names) +
  destinationRule(`svc-${i}`, `svc-${i}`, names);

const indented = (text: string): string =>
  `- ${text
    .replace(/\n---\n$/, "")
    .split("\n")
    .join("\n  ")}\n`;

const server = (i: number): string =>
  `{ port: { number: 443, name: https, protocol: HTTPS }, hosts: [h${i}.example.com], tls: { mode: SIMPLE, credentialName: c-${i} } }`;

function gateway(i: number): string {
  const spec = `spec: { selector: { istio: ingressgateway }, servers: [${server(i)}] }`;
  return object(istio, "Gateway", { name: `g-${i}`, ...shop }, spec);
}

function serviceEntry(i: number): string {
  const ports = "[{ number: 443, name: grpc-tls, protocol: TLS }]";
  return object(
    istio,
    "ServiceEntry",
    { name: `e-${i}`, ...shop },
    `spec: { hosts: [api-${i}.example.org], location: MESH_EXTERNAL, ports: ${ports}, resolution: DNS }`,
  );
}

function grpcWebFilter(i: number): string {
  const type = "type.googleapis.com/envoy.extensions.filters.http.grpc_web.v3.GrpcWeb";
  return object(
    "networking.istio.io/v1alpha3",
    "EnvoyFilter",
    { name: `f-${i}`, ...shop },
    `spec:
  workloadSelector: { labels: { app: svc-${i} } }
  configPatches:
  - applyTo: HTTP_FILTER
    match: { context: SIDECAR_INBOUND }
    patch:
      operation: INSERT_BEFORE
      value: { name: envoy.filters.http.grpc_web, typed_config: { "@type": ${type} } }`,
  );
}

export const shapes: Readonly<Record<string, (n: number) => Files>> = {
  "Services, workloads, routes and rules": files((i) => everything(i)),
  "the same without namespaces": folders((i) => everything(i, {})),
  "the same in one file": oneFile((n) => joined(n, (i) => everything(i))),
  "rules of hosts elsewhere": files(
    (i) => service(`svc-${i}`) + destinationRule(`dr-${i}`, `backend-${i}`),
  ),
  "rules of one host": files(
    (i) => (i === 0 ? service("svc") : "") + destinationRule(`r-${i}`, "svc"),
  ),
  "routes to hosts elsewhere": files(
    (i) => service(`svc-${i}`) + virtualService(`v-${i}`, `b-${i}`, routeTo(`b-${i}`)),
  ),
  "the same in many folders": folders(
    (i) => service(`svc-${i}`, {}) + virtualService(`v-${i}`, `b-${i}`, routeTo(`b-${i}`), {}),
  ),
  "ServiceEntries and hosts elsewhere": files(
    (i) =>
      serviceEntry(i) +
      virtualService(`v-${i}`, `b${i}.other.svc.cluster.local`, routeTo(`b${i}.other`)),
  ),
  "VirtualServices of one host": files(
    (i) => (i === 0 ? service("svc") : "") + virtualService(`v-${i}`, "svc", routeTo("svc")),
  ),
  "one VirtualService, many paths": oneVirtualService("{ uri: { exact: /shop.Orders/Do% } }"),
  "one VirtualService, many headers": oneVirtualService(
    "{ uri: { prefix: /shop.Orders/ }, headers: { x-tenant: { exact: t% } } }",
  ),
  "one route, many matches": oneFile((n) => {
    const match = joined(n, (i) => `    - uri: { exact: /shop.Orders/Do${i} }\n`);
    const route = "    route: [{ destination: { host: svc-0 } }]\n";
    return service("svc-0") + virtualService("v", "svc-0", `  http:\n  - match:\n${match}${route}`);
  }),
  "a List": oneFile(
    (n) =>
      `apiVersion: v1\nkind: List\nitems:\n${joined(n, (i) => indented(service(`s-${i}`)) + indented(destinationRule(`s-${i}`, `s-${i}`).replace("LEAST_REQUEST", "LEAST_CONN")))}`,
  ),
  "findings in one file": oneFile((n) =>
    joined(n, (i) => destinationRule(`s-${i}`, `s-${i}`).replace("LEAST_REQUEST", "LEAST_CONN")),
  ),
  "variants of everything": folders(() => everything(0)),
  "variants of a policy for a namespace": folders(
    (i) =>
      policy("PeerAuthentication", "security.istio.io", i, "mtls: { mode: STRICT }") +
      service(`svc-${i}`) +
      deployment(`svc-${i}`),
  ),
  "PeerAuthentications by workload": files(
    (i) =>
      policy(
        "PeerAuthentication",
        "security.istio.io",
        i,
        `selector: { matchLabels: { app: svc-${i} } }, mtls: { mode: STRICT }`,
      ) + deployment(`svc-${i}`),
  ),
  "Telemetries by workload": files(
    (i) =>
      policy(
        "Telemetry",
        "telemetry.istio.io",
        i,
        `selector: { matchLabels: { app: svc-${i} } }, accessLogging: [{ providers: [{ name: envoy }] }]`,
      ) + deployment(`svc-${i}`),
  ),
  "Sidecars by workload": files(
    (i) =>
      policy(
        "Sidecar",
        "networking.istio.io",
        i,
        `workloadSelector: { labels: { app: svc-${i} } }, egress: [{ hosts: ["./*"] }]`,
      ) + everything(i),
  ),
  "AuthorizationPolicies by workload": files(
    (i) =>
      policy(
        "AuthorizationPolicy",
        "security.istio.io",
        i,
        `selector: { matchLabels: { app: svc-${i} } }, rules: [{ to: [{ operation: { paths: ["/shop.S${i}/Get"] } }] }]`,
      ) + everything(i),
  ),
  "policies that select no pods": files(
    (i) =>
      policy(
        "AuthorizationPolicy",
        "security.istio.io",
        i,
        `selector: { matchLabels: { app: other-${i} } }, rules: [{ to: [{ operation: { methods: [POST] } }] }]`,
      ) + deployment(`svc-${i}`),
  ),
  "Services that select no pods": files(
    (i) => service(`svc-${i}`) + deployment(`svc-${i}`, shop, `worker-${i}`),
  ),
  "Gateways of one port": files(
    (i) =>
      gateway(i) +
      virtualService(
        `v-${i}`,
        `h${i}.example.com`,
        `  gateways: [g-${i}]\n${routeTo(`svc-${i}`)}`,
      ) +
      service(`svc-${i}`),
  ),
  "gateways elsewhere": files(
    (i) =>
      gateway(i) +
      virtualService(
        `v-${i}`,
        `h${i}.example.com`,
        `  gateways: [istio-system/public-${i}]\n${routeTo(`svc-${i}`)}`,
      ) +
      service(`svc-${i}`),
  ),
  "gRPC-Web filters by workload": files((i) => grpcWebFilter(i) + everything(i)),
  "a kustomization for each, with mistakes": (n) => {
    const there = (i: number): string => `svc-${(i + 1) % n}.ns-${(i + 1) % n}`;
    const app = (i: number): string => {
      const names = { namespace: `ns-${i}` };
      const wrongPort = routeTo(there(i)).replace("50051", "1");
      const own = everything(i, names).replace("LEAST_REQUEST", "LEAST_CONN");
      return own + virtualService(`to-${i}`, there(i), wrongPort, names);
    };
    const apps = [...folders(app)(n)].flatMap(([path, text], i) => [
      [path, text] as const,
      [
        `envs/e${i}/kustomization.yaml`,
        `namespace: ns-${i}\nresources: [${path.replace(/^.*\//, "")}]\n`,
      ] as const,
    ]);
    return new Map(apps);
  },
  "subsets and their workloads": (n) => {
    const subsets = joined(n, (i) => `  - { name: v${i}, labels: { version: v${i} } }\n`);
    const rule = object(
      istio,
      "DestinationRule",
      { name: "r", ...shop },
      `spec:\n  host: svc\n  subsets:\n${subsets}`,
    );
    const pods = files((i) =>
      deployment(`d-${i}`, shop, "svc").replace("version: v1", `version: v${i}`),
    );
    return new Map([...pods(n), ["k8s/rule.yaml", service("svc") + rule]]);
  },
};
