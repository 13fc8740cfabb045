import type { Diagnostic, Report, ResourceId, RuleTitle } from "../../src/report/report.ts";
import { istio, type Topic } from "../../src/rule/rule.ts";
import type { SourceFile, Span } from "../../src/yaml/source.ts";

/** Six findings that together need all a renderer can do, over sources in memory. */

export function spanOf(source: SourceFile, part: string, within = part): Span {
  const start = source.text.indexOf(within) + within.indexOf(part);
  if (!source.text.includes(within)) throw new Error(`${source.path} does not hold ${within}`);
  return { source, start, end: start + part.length };
}

const service: SourceFile = {
  path: "k8s/service.yaml",
  text: `apiVersion: v1
kind: Service
metadata:
  name: ratings
  namespace: prod
spec:
  ports:
    - name: rpc # the only one
      port: 50051
    - name: grpc-admin
      port: 50051
`,
};

const virtualService: SourceFile = {
  path: "deploy/virtualservice.yaml",
  text: `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata:
  name: ratings
  namespace: prod
spec:
  hosts: [ratings]
  http:
    - timeout: 2s
      match: []
      retries:
        attempts: 3
        perTryTimeout: 1s
      route:
        - destination:
            host: ratings.prod.svc.cluster.local
            port: { number: 50051 }
            subset: v2
`,
};

const destinationRule: SourceFile = {
  path: "deploy/destinationrule.yaml",
  text: `apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: ratings, namespace: prod }
spec:
  host: ratings
  subsets:
    - name: v1
    - name: canary
`,
};

const windows: SourceFile = {
  path: "k8s/größe.yaml",
  text: `\uFEFFapiVersion: v1\r\nkind: Service\r\nmetadata:\r\n  labels: { "名前": "評価 👩‍👩‍👧", te\u0301am:\t"x", app: ratings\u202E }\r\n`,
};

const secret = "QUJD".repeat(120);
const minified: SourceFile = {
  path: "dist/all.json",
  text: `{"apiVersion":"networking.istio.io/v1","kind":"EnvoyFilter","metadata":{"name":"x","annotations":{"blob":"${secret}"}},"spec":{"priority":"high","other":"${secret}"}}`,
};

const ratings: ResourceId = { kind: "VirtualService", namespace: "prod", name: "ratings" };
const ratingsService: ResourceId = { kind: "Service", namespace: "prod", name: "ratings" };

type Example = Omit<
  Diagnostic,
  "fingerprint" | "docsUrl" | "relatedResources" | "note" | "help" | "topic"
> &
  Partial<Diagnostic> & { readonly topic: Topic };

function diagnostic(example: Example, index: number): Diagnostic {
  const { ruleId, topic, related = [], resource } = example;
  return {
    fingerprint: String(index).padStart(16, "0"),
    docsUrl: `https://example.com/rules/${topic}/${ruleId}`,
    relatedResources: related.map(() => resource),
    note: "callers see gRPC UNAVAILABLE (14)",
    help: "fix it",
    ...example,
  };
}

const examples: readonly Example[] = [
  {
    ruleId: "retries-outlast-timeout",
    topic: "retries",
    severity: "warning",
    headline: "3 retries of 1s need more time than the timeout of 2s allows",
    resource: ratings,
    yamlPath: "spec.http[0].retries.perTryTimeout",
    primary: { span: spanOf(virtualService, "1s"), text: "4 tries of 1s" },
    related: [{ span: spanOf(virtualService, "2s"), text: "ends them all" }],
    help: "set `perTryTimeout` to at most 500ms",
  },
  {
    ruleId: "subset-not-defined",
    topic: "references",
    severity: "error",
    headline: "no DestinationRule defines subset `v2` of host `ratings`",
    resource: ratings,
    relatedResources: [ratings, { kind: "DestinationRule", namespace: "prod", name: "ratings" }],
    yamlPath: "spec.http[0].route[0].destination.subset",
    primary: { span: spanOf(virtualService, "v2"), text: "not defined" },
    related: [
      { span: spanOf(virtualService, "ratings.prod.svc.cluster.local"), text: "routed host" },
      {
        span: spanOf(destinationRule, "- name: v1\n    - name: canary"),
        text: "defines only `v1` and `canary`",
      },
    ],
    help: "add `v2` to these subsets, or route to `v1`",
  },
  {
    ruleId: "wide-signs",
    topic: "metadata",
    severity: "error",
    headline: "label `app`\nholds a sign that\u001B[31m turns the text",
    resource: undefined,
    yamlPath: undefined,
    primary: { span: spanOf(windows, "ratings\u202E"), text: "U+202E at the end" },
    related: [
      { span: spanOf(windows, '"評価 👩‍👩‍👧"'), text: "wide" },
      { span: spanOf(windows, '"x"'), text: "behind a tab" },
      { span: spanOf(windows, 'te\u0301am:\t"x"'), text: "overlaps" },
    ],
  },
  {
    ruleId: "grpc-port-undeclared",
    topic: "ports",
    severity: "warning",
    headline: "port 50051 does not declare its protocol, but gRPC routes use it",
    resource: ratingsService,
    yamlPath: "spec.ports[0].name",
    primary: { span: spanOf(service, "rpc"), text: "no protocol prefix, and no `appProtocol`" },
    fix: {
      title: "add `appProtocol: grpc`",
      safe: true,
      edits: [
        {
          span: {
            ...spanOf(service, "\n      port: 50051"),
            end: service.text.indexOf("\n      port: 50051"),
          },
          text: "\n      appProtocol: grpc",
        },
      ],
    },
    help: "add `appProtocol: grpc`",
  },
  {
    ruleId: "port-defined-twice",
    topic: "ports",
    severity: "info",
    headline: "port 50051 is defined twice",
    resource: ratingsService,
    yamlPath: "spec.ports[1].port",
    primary: {
      span: spanOf(service, "50051", "50051\n    - name: grpc-admin"),
      text: "first, here",
    },
    help: "number the second port 50052",
    fix: {
      title: "number it 50052 and drop the comment; clients of the admin port must follow",
      safe: false,
      edits: [
        { span: spanOf(service, " # the only one"), text: "" },
        {
          span: spanOf(service, "50051", "grpc-admin\n      port: 50051"),
          text: "50052",
        },
      ],
    },
  },
  {
    ruleId: "value-not-allowed",
    topic: "schema",
    severity: "error",
    headline: "`priority` must be an integer",
    resource: { kind: "EnvoyFilter", namespace: undefined, name: "x" },
    yamlPath: "spec.priority",
    primary: { span: spanOf(minified, '"high"'), text: "a string" },
    related: [
      { span: spanOf(minified, '"EnvoyFilter"'), text: "kind" },
      { span: spanOf(minified, `"${secret}"`), text: "far too long" },
    ],
  },
];

/** One rule an example, and one that found nothing. */
const rules: readonly RuleTitle[] = [
  ...examples,
  { ruleId: "found-nothing", topic: "mtls", severity: "info" } as const,
].map(({ ruleId, topic, severity }) => ({
  id: ruleId,
  topic,
  severity,
  summary: `what ${ruleId} is about`,
  evidence: [istio("pilot/pkg/model/service.go", `says why of ${ruleId}`)],
}));

export const exampleReport: Report = {
  diagnostics: examples.map(diagnostic),
  tally: {
    files: 5,
    manifests: 5,
    rules: 26,
    unknownKinds: new Map([
      ["cert-manager.io/v1/Certificate", 1],
      ["example.com/v1/Widget", 2],
    ]),
    otherDocuments: 1,
    templates: 0,
  },
  suppressed: [],
  baselined: [],
  staleBaseline: [],
  failures: [],
  rules,
};

export const cleanReport: Report = {
  diagnostics: [],
  tally: {
    files: 17,
    manifests: 41,
    rules: 26,
    unknownKinds: new Map(),
    otherDocuments: 0,
    templates: 0,
  },
  suppressed: [],
  baselined: [],
  staleBaseline: [],
  failures: [],
  rules,
};

/** The same findings: one silenced by a comment, one by the configuration, one in the baseline. */
export const silencedReport: Report = {
  ...exampleReport,
  diagnostics: exampleReport.diagnostics.slice(3),
  suppressed: exampleReport.diagnostics.slice(0, 2).map((silenced, index) => ({
    diagnostic: silenced,
    reason: index === 0 ? "moves to prod in May" : "",
    by: index === 0 ? ("manifest" as const) : ("configuration" as const),
  })),
  baselined: exampleReport.diagnostics.slice(2, 3),
};
