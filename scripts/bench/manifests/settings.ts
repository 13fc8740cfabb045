import type { Random } from "../random.ts";
import { metadata, type App } from "./app.ts";

export function authorizationPolicy(app: App): string {
  const paths = app.rpcMethods.map((method) => `              - /${app.rpcService}/${method}`);
  return `apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
${metadata(app)}
spec:
  selector:
    matchLabels: { app: ${app.name} }
  action: ALLOW
  rules:
    - from:
        - source:
            principals: ["cluster.local/ns/${app.namespace}/sa/${app.name}"]
        - source: { namespaces: [istio-system, "${app.namespace}"] }
      to:
        - operation:
            methods: [POST] # every gRPC call is a POST
            paths:
${paths.join("\n")}
`;
}

export function peerAuthentication(app: App): string {
  return `apiVersion: security.istio.io/v1
kind: PeerAuthentication
${metadata(app)}
spec:
  selector: { matchLabels: { app: ${app.name} } }
  mtls:
    mode: STRICT
`;
}

export function configMap(app: App, random: Random): string {
  const limits = Array.from(
    { length: random.integer(8, 40) },
    (_, index) => `      tenant-${index}: { rate: ${random.integer(1, 900)}, burst: ${index * 3} }`,
  );
  const fields = Array.from(
    { length: random.integer(8, 30) },
    (_, index) =>
      `      {"name": "field-${index}", "type": "string", "indexed": ${index % 2 === 0}},`,
  );
  return `apiVersion: v1
kind: ConfigMap
${metadata(app)}
data:
  LOG_LEVEL: info
  FEATURES: 'canary,audit'
  server.yaml: |
    # Read by the server, not by Kubernetes.
    listen: 0.0.0.0:${app.port}
    limits:
${limits.join("\n")}
  schema.json: |-
    [
${fields.join("\n")}
      {"name": "id", "type": "string"}
    ]
  motto: >-
    Nothing is as permanent
    as a temporary ${app.name}.
`;
}

export function secret(app: App, random: Random): string {
  const keys = Array.from({ length: random.integer(4, 12) }, (_, index) => {
    const text = `${app.name}-${index}-`.repeat(random.integer(2, 8));
    return `  key-${index}: ${Buffer.from(text).toString("base64")}`;
  });
  return `apiVersion: v1
kind: Secret
${metadata(app)}
type: Opaque
data:
${keys.join("\n")}
`;
}

export function kustomization(app: App, files: readonly string[]): string {
  return `apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
namespace: ${app.namespace}
resources:
${files.map((file) => `  - ${file}`).join("\n")}
images:
  - name: registry.acme.example/${app.team}/${app.name}
    newTag: "${app.version}"
`;
}

/** Not a manifest: what a Helm chart takes. */
export function helmValues(app: App): string {
  return `# Values of the chart that others install ${app.name} with.
defaults: &defaults
  enabled: true
  resources:
    requests: { cpu: 100m, memory: 128Mi }
server:
  <<: *defaults
  replicas: ${app.replicas}
worker:
  <<: *defaults
  replicas: 1
image:
  repository: registry.acme.example/${app.team}/${app.name}
  tag: "${app.version}"
ingress:
  hosts:
    - ${app.name}.acme.example
`;
}
