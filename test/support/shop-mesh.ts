/** A Service with pods, and no more. */
export const orders = `apiVersion: v1
kind: Service
metadata: { name: orders, namespace: shop }
spec:
  selector: { app: orders }
  ports: [{ name: grpc, port: 9090 }]
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: orders, namespace: shop }
spec:
  selector: { matchLabels: { app: orders } }
  template:
    metadata: { labels: { app: orders } }
    spec: { containers: [{ name: app, image: orders, ports: [{ containerPort: 9090 }] }] }
`;

/** A service with pods, and a workload that calls it. */
export const shop = `apiVersion: v1
kind: Service
metadata: { name: orders, namespace: shop }
spec:
  selector: { app: orders }
  ports: [{ name: grpc, port: 9090 }]
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: orders, namespace: shop }
spec:
  replicas: 3
  selector: { matchLabels: { app: orders } }
  template:
    metadata: { labels: { app: orders, version: v1 } }
    spec:
      serviceAccountName: orders
      containers:
        - name: app
          image: orders
          ports: [{ containerPort: 9090 }]
          readinessProbe: { grpc: { port: 9090 } }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: web, namespace: shop }
spec:
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec: { serviceAccountName: web, containers: [{ name: app, image: web }] }
`;

/** What a mesh adds: routes, policies, a gateway. */
export const mesh = `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: orders, namespace: shop }
spec:
  hosts: [orders, orders.example.com]
  gateways: [mesh, public]
  http:
    - match: [{ uri: { prefix: /shop.v1.Orders/ } }]
      timeout: 2s
      retries: { attempts: 3, retryOn: "unavailable,connect-failure" }
      route: [{ destination: { host: orders, port: { number: 9090 } } }]
    - route: [{ destination: { host: orders, port: { number: 9090 } } }]
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: orders, namespace: shop }
spec:
  host: orders
  trafficPolicy:
    loadBalancer: { simple: ROUND_ROBIN }
    connectionPool: { http: { http2MaxRequests: 500, maxRequestsPerConnection: 1000 } }
    outlierDetection: { consecutive5xxErrors: 3, baseEjectionTime: 20s }
---
apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata: { name: default, namespace: shop }
spec: { mtls: { mode: STRICT } }
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: orders, namespace: shop }
spec:
  selector: { matchLabels: { app: orders } }
  rules:
    - from: [{ source: { principals: [cluster.local/ns/shop/sa/web, cluster.local/ns/edge/sa/proxy] } }]
      to: [{ operation: { paths: [/shop.v1.Orders/Get] } }]
---
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: public, namespace: shop }
spec:
  selector: { istio: ingressgateway }
  servers:
    - port: { number: 443, name: grpc, protocol: HTTPS }
      tls: { mode: SIMPLE, credentialName: orders }
      hosts: [orders.example.com]
`;
