import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { holdsPlaceholder } from "../../src/manifest/placeholder.ts";
import type { Report } from "../../src/report/report.ts";
import type { Field } from "../../src/yaml/field.ts";
import { fullParse } from "../../src/yaml/full-parse.ts";
import { parseYaml } from "../../src/yaml/parse.ts";
import type { SourceFile } from "../../src/yaml/source.ts";
import { lintSources, lintText } from "../support/lint-text.ts";
import { readFolder } from "../support/read-folder.ts";

describe("a placeholder", () => {
  it.each([
    "${PORT}",
    "x-${PORT:=80}.y",
    "$(PORT)",
    "$PORT",
    "{{ .Values.port }}",
    "<target-port>",
    "{PORT}",
    "{port}",
    "a-%PORT%",
    "@VERSION@",
    "__PORT__",
    "($port)",
    "(join('-', [$ns, 'x']))",
    "((port))",
  ])("is in %s", (text) => expect(holdsPlaceholder(text)).toBe(true));

  it.each([
    "ratings",
    "^/v[0-9]{1,3}/(a|b)$",
    "(?P<name>[a-z]+)",
    "(?<name>[a-z]+)",
    "/shop.v1.Ratings/{method}",
    "%REQ(:path)%",
    "a@example.com",
    "a < b > c",
    "50%",
    "snake_case__twice",
    "(reviews|ratings)",
  ])("is not in %s", (text) => expect(holdsPlaceholder(text)).toBe(false));
});

/** Here a value can hide that something in another object is set, or that the object is for this one too. */
const far = new Set([
  "authz-principal-without-mtls",
  "claim-route-unauthenticated",
  "destination-port-not-in-service",
  "destination-tls-conflicts-strict",
  "egress-gateway-port-not-http2",
  "image-auto-not-injected",
  "mutual-tls-towards-plaintext",
  "port-http-for-grpc",
  "probe-rewrite-disabled",
  "subset-undefined",
]);

const fixtures = "fixtures/rules";
const one = 7;

interface Replaced {
  readonly name: string;
  readonly whole: readonly SourceFile[];
  readonly sources: readonly SourceFile[];
}

/** Good manifests of all rules with one scalar replaced, each seventh of them. */
function replaced(): readonly Replaced[] {
  return goodFixtures()
    .flatMap(({ name, whole }) =>
      whole.flatMap((source) => scalarsIn(source).map((field) => ({ name, whole, source, field }))),
    )
    .filter((_, index) => index % one === 0)
    .map(({ name, whole, source, field }) => {
      const { start, end } = field.span;
      const text = `${source.text.slice(0, start)}"\${X}"${source.text.slice(end)}`;
      const sources = whole.map((file) => (file === source ? { path: file.path, text } : file));
      return { name: `${name} ${field.path}`, whole, sources };
    });
}

function goodFixtures(): readonly Omit<Replaced, "sources">[] {
  return readdirSync(fixtures).flatMap((topic) =>
    readdirSync(join(fixtures, topic)).flatMap((rule) =>
      readdirSync(join(fixtures, topic, rule))
        .filter((name) => name.startsWith("ok-"))
        .map((name) => ({
          name: `${rule}/${name}`,
          whole: readFolder(join(fixtures, topic, rule, name)).filter(
            ({ path }) => !path.endsWith("json"),
          ),
        }))
        .filter(({ whole }) => !whole.some(({ path }) => path.includes("kustomization"))),
    ),
  );
}

function scalarsIn(source: SourceFile): readonly Field[] {
  const { documents } = parseYaml(
    source,
    () => true,
    () => fullParse,
  );
  return documents.flatMap(({ root }) =>
    scalarsBelow(root).filter(
      ({ path }) => !/^(?:kind|apiVersion|metadata\.annotations.*)$/.test(path),
    ),
  );
}

function scalarsBelow(field: Field): readonly Field[] {
  if (field.isNull) return [];
  if (!field.isMap && !field.isList) return [field];
  return [...field.fields(), ...field.items()].flatMap(scalarsBelow);
}

function errorsIn({ diagnostics }: Report): readonly string[] {
  return diagnostics
    .filter(({ severity, ruleId }) => severity === "error" && !far.has(ruleId))
    .map(({ ruleId, yamlPath }) => `${ruleId} at ${yamlPath ?? ""}`);
}

it("agrees with any type and any reference", { timeout: 120_000 }, () => {
  const found = replaced().flatMap(({ name, whole, sources }) => {
    const errors = errorsIn(lintSources(sources));
    // Good is a fixture for its own rule.
    const before = errors.length === 0 ? [] : errorsIn(lintSources(whole));
    return errors.filter((error) => !before.includes(error)).map((error) => `${name}: ${error}`);
  });
  expect(found).toEqual([]);
});

it("hides nothing that is beside it", () => {
  const { diagnostics } = lintText(`apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: ratings, namespace: "\${NAMESPACE}" }
spec:
  hosts: [ratings]
  http:
    - timeoutt: \${TIMEOUT}
      route: [{ destination: { host: ratings, port: { number: fifty } } }]
`);
  expect(diagnostics.map(({ ruleId, yamlPath }) => `${ruleId} ${yamlPath ?? ""}`)).toEqual([
    "placeholder-not-filled metadata.namespace",
    "unknown-field spec.http[0].timeoutt",
    "wrong-type spec.http[0].route[0].destination.port.number",
  ]);
});

it("under a key leaves open which fields there are", () => {
  const { diagnostics } = lintText(`apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: ratings, namespace: prod }
spec:
  hosts: [ratings]
  http: [{ route: [{ destination: { "\${KEY}": ratings } }] }]
`);
  expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
});

const tokens = `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: APP_NAME-route, namespace: MY_NAMESPACE }
spec:
  hosts: [APP_NAME.example.com]
  gateways: [GATEWAY_NAMESPACE/GATEWAY_NAME]
  http:
    - match: [{ uri: { regex: PATH_REGEX } }]
      timeout: ROUTE_TIMEOUT
      retries: { attempts: RETRY_ATTEMPTS, perTryTimeout: TRY_TIMEOUT, retryOn: RETRY_ON }
      corsPolicy: { allowOrigins: [{ exact: CORS_ORIGIN }], allowMethods: [CORS_METHOD] }
      route: [{ destination: { host: SVC_HOST, subset: SUBSET_NAME, port: { number: SVC_PORT } } }]
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: ratings, namespace: prod }
spec:
  host: APP_HOST
  trafficPolicy: { tls: { mode: TLS_MODE }, loadBalancer: { simple: LB_POLICY } }
---
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: edge, namespace: prod }
spec:
  selector: { istio: GW_SELECTOR }
  servers: [{ port: { number: 443, name: PORT_NAME, protocol: GW_PROTOCOL }, hosts: [GW_NS/GW_HOST], tls: { mode: TLS_MODE } }]
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: ratings, namespace: prod }
spec:
  action: AUTHZ_ACTION
  rules: [{ from: [{ source: { ipBlocks: [POD_CIDR] } }], to: [{ operation: { ports: [GRPC_PORT] } }], when: [{ key: WHEN_KEY, values: [a] }] }]
---
apiVersion: security.istio.io/v1
kind: RequestAuthentication
metadata: { name: ratings, namespace: prod }
spec: { jwtRules: [{ issuer: JWT_ISSUER, jwksUri: JWKS_URI }] }
---
apiVersion: v1
kind: Service
metadata: { name: ratings, namespace: prod }
spec: { type: SVC_TYPE, selector: { app: ratings }, ports: [{ name: PORT_NAME, port: SVC_PORT, targetPort: TARGET_PORT }] }
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: ratings, namespace: prod }
spec: { rules: [{ host: ING_HOST, http: { paths: [{ path: ING_PATH, pathType: ING_TYPE, backend: { service: { name: ratings, port: { name: PORT_NAME } } } }] } }] }
`;

describe("a token in upper case, such as `ROUTE_TIMEOUT`", () => {
  it("agrees with whatever is filled in", () => {
    const { diagnostics } = lintText(tokens);
    expect(diagnostics.map(({ ruleId, severity }) => `${severity} ${ruleId}`)).toEqual([
      "info placeholder-not-filled",
    ]);
  });

  it.each([
    ["GW_PROTOCOL", "HTTP_2", "protocol-unknown"],
    ["LB_POLICY", "LEAST_CON", "value-not-allowed"],
    ["mode: TLS_MODE", "mode: TLS_SIMPLE", "value-not-allowed"],
  ])("is a slip where something like it is right: %s as %s", (token, slip, rule) => {
    const { diagnostics } = lintText(tokens.replace(token, slip));
    expect(diagnostics.map(({ ruleId }) => ruleId)).toContain(rule);
  });
});

it("lets assertions of tests be", () => {
  const text = `apiVersion: v1
kind: Service
metadata: { name: ratings }
spec:
  (length(ports)): 1
  ports: [{ port: "eighty" }]
`;
  const { diagnostics } = lintSources([{ path: "tests/app/app-assert.yaml", text }]);
  expect(diagnostics).toEqual([]);
});
