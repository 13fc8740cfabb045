type Files = Readonly<Record<string, string>>;

const workloads = `apiVersion: v1
kind: Namespace
metadata: { name: shop }
---
apiVersion: v1
kind: Service
metadata: { name: reviews }
spec:
  ports:
    - { port: 80, name: http }
    - { port: 90, name: grpc }
---
apiVersion: v1
kind: ServiceAccount
metadata: { name: reviews, namespace: other }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: reviews, labels: { app: reviews } }
spec:
  template:
    spec:
      serviceAccountName: reviews
      containers:
        - name: server
          ports: [{ containerPort: 80 }, { containerPort: 90, name: grpc }]
          env: [{ name: A, value: one }, { name: B, value: two }]
        - name: sidecar
          args: [x, z]
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: reviews }
spec:
  hosts: [reviews]
  http:
    - timeout: 5s
      route:
        - destination: { host: reviews }
`;

/** A base with all of it, and an overlay with this kustomization. */
function overlay(kustomization: string, others: Files = {}): Files {
  return {
    "base/all.yaml": workloads,
    "base/kustomization.yaml": "resources: [all.yaml]\n",
    "overlay/kustomization.yaml": `resources: [../base]\n${kustomization}`,
    ...others,
  };
}

const noPatch = `patches:
  - patch: |-
      { apiVersion: v1, kind: Service, metadata: { name: reviews }, spec: { type: ClusterIP } }
`;

/** Overlays that are built without kustomize, each in the folder `overlay`. */
export const cases: Readonly<Record<string, Files>> = {
  "lists with keys are merged, others replaced": overlay(
    `patches:
  - patch: |
      apiVersion: apps/v1
      kind: Deployment
      metadata: { name: reviews }
      spec:
        template:
          spec:
            containers:
              - name: sidecar
                args: [w]
              - name: server
                ports: [{ containerPort: 90, name: grpc-web }]
                env:
                  - { name: C, value: three }
                  - { name: A, $patch: delete }
                  - { name: B, value: null }
  - path: route.yaml
`,
    {
      "overlay/route.yaml": `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: reviews }
spec: { http: [{ route: [{ destination: { host: ratings } }] }] }
`,
    },
  ),
  "directives replace and delete": overlay(
    `patchesStrategicMerge:
  - service.yaml
  - |-
    apiVersion: apps/v1
    kind: Deployment
    metadata: { name: reviews }
    spec:
      template:
        spec:
          containers:
            - $patch: replace
            - name: only
  - |-
    { apiVersion: v1, kind: ServiceAccount, metadata: { name: reviews, namespace: other }, $patch: delete }
`,
    {
      "overlay/service.yaml": `apiVersion: v1
kind: Service
metadata: { name: reviews }
spec:
  $patch: replace
  ports: [{ port: 1 }]
`,
    },
  ),
  "JSON patches": overlay(
    `patches:
  - target: { kind: VirtualService, name: rev.* }
    patch: |-
      - { op: test, path: /spec/http/0/timeout, value: 5s }
      - { op: replace, path: /spec/http/0/timeout, value: 1s }
      - { op: add, path: /spec/http/0/route/-, value: { destination: { host: v2 } } }
      - { op: add, path: /spec/http/0/route/0, value: { destination: { host: v0 } } }
      - { op: remove, path: /spec/http/0/route/1 }
      - { op: add, path: /metadata/annotations/a.b~1c, value: d }
  - target: { group: apps, version: v1, kind: Deployment }
    path: json.yaml
`,
    { "overlay/json.yaml": "- { op: replace, path: /spec/minReadySeconds, value: 3 }\n" },
  ),
  "namespace, names and what refers to them": overlay(`namespace: prod
namePrefix: p-
nameSuffix: -s
replicas: [{ name: reviews, count: 4 }]
images: [{ name: server, newTag: v2 }]
`),
  "patches name what has no namespace yet": overlay(`${noPatch}namespace: prod\n`),
  "labels and annotations": overlay(`${noPatch}commonLabels: { team: a }
commonAnnotations: { owner: b }
labels:
  - pairs: { tier: c }
  - pairs: { track: d }
    includeTemplates: true
`),
  "labels of selectors, templates and other fields": overlay(`labels:
  - pairs: { app: reviews }
    includeSelectors: true
  - pairs: { version: v1 }
    fields:
      - { kind: VirtualService, path: spec/http/headers/request/set, create: true }
      - { group: apps, kind: Deployment, path: spec/template/spec/nodeSelector, create: true }
      - { path: spec/ports/labels }
`),
  "replacements copy values and parts of them": overlay(
    `namespace: prod
namePrefix: p-
replacements:
  - source: { kind: Service, name: reviews, fieldPath: metadata.name }
    targets:
      - select: { kind: VirtualService, name: reviews }
        fieldPaths: [spec.hosts.0, "spec.http.*.route.0.destination.host"]
  - source: { kind: Service, fieldPath: metadata.namespace }
    targets:
      - select: { kind: VirtualService }
        fieldPaths: ["spec.http.0.timeout"]
        options: { delimiter: s, index: 1 }
      - select: { kind: VirtualService }
        fieldPaths: ["metadata.annotations.[example.com/of]"]
        options: { create: true }
  - path: more.yaml
`,
    {
      "overlay/more.yaml": `- source: { kind: Service, fieldPath: spec.ports.1.port }
  targets:
    - select: { kind: Deployment }
      reject: [{ name: other }]
      fieldPaths:
        - spec.template.spec.containers.[name=server].ports.0.containerPort
        - spec.template.spec.containers.[name=server].env.[name=A].value
- source: { kind: Deployment, fieldPath: spec.template.spec.containers.0.name, options: { delimiter: r, index: -0 } }
  targets: [{ select: { kind: Service, namespace: prod } }]
`,
    },
  ),
  "vars stand for values once all is built": {
    ...overlay(`namespace: prod
nameSuffix: -s
`),
    "base/kustomization.yaml": `resources: [all.yaml, more.yaml]
vars:
  - { name: NAME, objref: { apiVersion: v1, kind: Service, name: reviews } }
  - name: PORT
    objref: { apiVersion: v1, kind: Service, name: reviews }
    fieldref: { fieldPath: "spec.ports[1].port" }
`,
    "base/more.yaml": `apiVersion: v1
kind: Pod
metadata: { name: one, annotations: { at: "$(NAME):$(PORT)", other: $(OTHER) $$(NAME) } }
spec:
  containers: [{ name: a, args: ["--to=$(NAME)", $(PORT)], env: [{ name: P, value: $(PORT) }] }]
---
apiVersion: v1
kind: Service
metadata: { name: copy }
spec: { ports: [{ port: 1, targetPort: $(PORT) }], selector: { app: $(NAME) } }
`,
  },
  "a component changes what came before it": {
    ...overlay(`components: [../component]
patches:
  - patch: |-
      { apiVersion: v1, kind: Service, metadata: { name: extra }, spec: { type: ClusterIP } }
`),
    "component/kustomization.yaml": `apiVersion: kustomize.config.k8s.io/v1alpha1
kind: Component
resources: [extra.yaml]
patches:
  - target: { kind: Service }
    patch: '[{ "op": "add", "path": "/spec/clusterIP", "value": "None" }]'
`,
    "component/extra.yaml": `apiVersion: v1
kind: Service
metadata: { name: extra }
spec: { ports: [{ port: 1 }] }
`,
  },
  "a patch may use an earlier name": {
    ...overlay(`namePrefix: b-
patches:
  - patch: |-
      { apiVersion: v1, kind: Service, metadata: { name: reviews }, spec: { type: ClusterIP } }
  - patch: |-
      { apiVersion: v1, kind: Service, metadata: { name: a-reviews }, spec: { clusterIP: None } }
`),
    "base/kustomization.yaml": "resources: [all.yaml]\nnamePrefix: a-\n",
  },
};

/** Overlays that need kustomize, or that it refuses, by the reason. */
export const refused: Readonly<Record<string, Files>> = {
  "`helmCharts` needs kustomize itself": overlay(`${noPatch}helmCharts: [{ name: a }]\n`),
  "a replacement has several sources": overlay(`replacements:
  - source: { version: v1 }
    targets: [{ select: { kind: Service } }]
`),
  "there is no `spec.host` to set": overlay(`replacements:
  - source: { kind: Service, name: reviews }
    targets: [{ select: { kind: VirtualService }, fieldPaths: [spec.host] }]
`),
  "a replacement is selected by `labelSelector`": overlay(`replacements:
  - source: { kind: Service, name: reviews }
    targets: [{ select: { labelSelector: a=b } }]
`),
  "two `fields` of its labels disagree": overlay(`labels:
  - pairs: { a: b }
    fields: [{ path: metadata/labels, create: false }]
`),
  "the variable `HOST` has no source": overlay(
    "vars: [{ name: HOST, objref: { apiVersion: v1, kind: Service, name: other } }]\n",
  ),
  "this cannot be read": overlay(`${noPatch}bases: [../elsewhere]\n`),
  "this is a remote resource": overlay(`${noPatch}bases: ["https://example.com/base?ref=v1"]\n`),
  "there is no Service `details` to patch": overlay(`patches:
  - patch: |-
      { apiVersion: v1, kind: Service, metadata: { name: details }, spec: { type: ClusterIP } }
`),
  "there is no `/spec/tls/0` to patch": overlay(`patches:
  - target: { kind: VirtualService }
    patch: |-
      - { op: remove, path: /spec/tls/0 }
`),
  "items of `spec.ports` cannot be distinguished": overlay(`patches:
  - patch: |-
      apiVersion: v1
      kind: Service
      metadata: { name: reviews }
      spec: { ports: [{ port: 90, name: a }, { port: 90, name: b }] }
`),
  "only some items of `spec.ports` have `protocol`": overlay(`patches:
  - patch: |-
      apiVersion: v1
      kind: Service
      metadata: { name: reviews }
      spec: { ports: [{ port: 90, protocol: TCP, name: grpc-web }] }
`),
  "a patch has another type than `spec.http`": overlay(`patches:
  - patch: |-
      apiVersion: networking.istio.io/v1
      kind: VirtualService
      metadata: { name: reviews }
      spec: { http: { timeout: 1s } }
`),
  "it builds on itself": {
    ...overlay(noPatch),
    "base/kustomization.yaml": "resources: [all.yaml, ../other]\n",
    "other/kustomization.yaml": "resources: [../base]\n",
  },
};
