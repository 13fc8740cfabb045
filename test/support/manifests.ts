/** Manifests for tests that are not about rules: one for each way a run can end. */

export const clean = `apiVersion: v1
kind: Service
metadata: { name: ratings, namespace: prod }
spec:
  ports: [{ name: grpc, port: 50051 }]
`;

/** One error: \`unknown-field\`. */
export const withError = clean.replace("ports:", "portz:");

/** One warning: \`lb-least-conn-deprecated\`. */
export const withWarning = `apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: ratings, namespace: prod }
spec:
  host: ratings.prod.svc.cluster.local
  trafficPolicy:
    loadBalancer: { simple: LEAST_CONN }
`;

export const notYaml = `apiVersion: v1
kind: Service
metadata: { name: ratings
`;

export const notKubernetes = `name: build
steps: [test]
`;
