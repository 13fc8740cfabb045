import type { Random } from "../random.ts";
import { hostOf, metadata, type App } from "./app.ts";

export function virtualService(app: App): string {
  const routes = app.rpcMethods.map(
    (method) => `    - name: ${method.toLowerCase()}
      match:
        - uri:
            exact: /${app.rpcService}/${method}
          headers:
            x-acme-tenant: { regex: "^[a-z0-9-]+$" }
      route:
        - destination: { host: ${hostOf(app)}, port: { number: ${app.port} }, subset: stable }
          weight: 95
        - destination:
            host: ${hostOf(app)}
            port:
              number: ${app.port}
            subset: canary
          weight: 5
      timeout: 4s
      retries: { attempts: 2, perTryTimeout: 1s, retryOn: "connect-failure,refused-stream,reset" }`,
  );
  return `# ${app.rpcService}: the methods that have a canary.
apiVersion: networking.istio.io/v1
kind: VirtualService
${metadata(app)}
spec:
  hosts:
    - ${hostOf(app)}
  http:
${routes.join("\n")}
    - route:
        - destination:
            host: ${hostOf(app)}
            port:
              number: ${app.port}
            subset: stable
      timeout: 10s
`;
}

export function destinationRule(app: App, random: Random): string {
  return `apiVersion: networking.istio.io/v1
kind: DestinationRule
${metadata(app)}
spec:
  host: ${hostOf(app)}
  trafficPolicy:
    loadBalancer:
      simple: ${random.pick(["LEAST_REQUEST", "ROUND_ROBIN", "RANDOM"])}
    connectionPool:
      tcp: { connectTimeout: 2s, maxConnections: 1000 }
      http:
        http2MaxRequests: 10000
        maxRequestsPerConnection: 0
        idleTimeout: 1h
    outlierDetection:
      consecutive5xxErrors: ${random.integer(5, 10)}
      interval: 10s
      baseEjectionTime: 30s
      maxEjectionPercent: 30
  subsets:
    - name: stable
      labels: { version: stable }
    - name: canary
      labels:
        version: canary
`;
}

export function gateway(app: App): string {
  return `apiVersion: networking.istio.io/v1
kind: Gateway
${metadata(app, "-public")}
spec:
  selector:
    istio: ingressgateway
  servers:
    - port: { number: 443, name: https-${app.name}, protocol: HTTPS }
      hosts:
        - "${app.name}.acme.example"
      tls:
        mode: SIMPLE
        credentialName: ${app.name}-certificate
        minProtocolVersion: TLSV1_2
`;
}

export function grpcRoute(app: App): string {
  const rules = app.rpcMethods.map(
    (method) => `    - matches:
        - method: { service: ${app.rpcService}, method: ${method} }
      backendRefs:
        - { name: ${app.name}, port: ${app.port}, weight: 1 }`,
  );
  return `apiVersion: gateway.networking.k8s.io/v1
kind: GRPCRoute
${metadata(app)}
spec:
  parentRefs:
    - kind: Service
      group: ""
      name: ${app.name}
      port: ${app.port}
  rules:
${rules.join("\n")}
`;
}

export function serviceEntry(app: App): string {
  return `apiVersion: networking.istio.io/v1
kind: ServiceEntry
${metadata(app, "-partner")}
spec:
  hosts: [api-${app.name}.partner.example]
  location: MESH_EXTERNAL
  resolution: DNS
  ports:
    - number: 443
      name: tls
      protocol: TLS
  exportTo:
    - "."
`;
}

export function envoyFilter(app: App): string {
  return `apiVersion: networking.istio.io/v1alpha3
kind: EnvoyFilter
${metadata(app, "-grpc-stats")}
spec:
  workloadSelector:
    labels:
      app: ${app.name}
  configPatches:
    - applyTo: HTTP_FILTER
      match:
        context: SIDECAR_INBOUND
        listener:
          filterChain:
            filter:
              name: envoy.filters.network.http_connection_manager
              subFilter: { name: envoy.filters.http.router }
      patch:
        operation: INSERT_BEFORE
        value:
          name: envoy.filters.http.grpc_stats
          typed_config:
            "@type": type.googleapis.com/envoy.extensions.filters.http.grpc_stats.v3.FilterConfig
            emit_filter_state: true
            stats_for_all_methods: false
`;
}
