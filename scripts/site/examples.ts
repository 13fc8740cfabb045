/** What the playground begins with. */
export const examples: readonly { readonly title: string; readonly text: string }[] = [
  {
    title: "Retries that never fire",
    text: `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: ratings, namespace: prod }
spec:
  hosts: [ratings]
  http:
    - timeout: 10s
      retries:
        attempts: 3
        perTryTimeout: 5s
        retryOn: "unavailable, cancelled"
      route:
        - destination: { host: ratings, port: { number: 50051 } }
---
apiVersion: v1
kind: Service
metadata: { name: ratings, namespace: prod }
spec:
  selector: { app: ratings }
  ports: [{ name: grpc, port: 50051 }]
`,
  },
  {
    title: "A port that speaks HTTP/1.1",
    text: `apiVersion: v1
kind: Service
metadata: { name: cart, namespace: shop }
spec:
  selector: { app: cart }
  ports: [{ name: http, port: 7070, targetPort: grpc }]
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: cart, namespace: shop }
spec:
  selector: { matchLabels: { app: cart } }
  template:
    metadata: { labels: { app: cart } }
    spec:
      containers:
        - name: cart
          image: cart
          ports: [{ name: grpc, containerPort: 7070 }]
          readinessProbe: { grpc: { port: 7070 } }
`,
  },
  {
    title: "A policy that matches no method",
    text: `apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: cart, namespace: shop }
spec:
  action: ALLOW
  rules:
    - to: [{ operation: { methods: ["/shop.v1.Cart/Get"] } }]
`,
  },
];
