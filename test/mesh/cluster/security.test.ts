import { describe, expect, it } from "vitest";
import { tcpForm } from "../../../src/mesh/proxy/authorization.ts";
import { clientTls } from "../../../src/mesh/proxy/client-tls.ts";
import { readCluster } from "../../support/cluster-of.ts";

const workload = (injected: boolean): string => `
apiVersion: apps/v1
kind: Deployment
metadata: { name: orders, namespace: shop }
spec:
  template:
    metadata: { labels: { app: orders, sidecar.istio.io/inject: "${injected}" } }
    spec: { containers: [{ name: app, ports: [{ containerPort: 50051 }] }] }
---`;

const service = (more: string): string => `
apiVersion: v1
kind: Service
metadata: { name: orders, namespace: shop }
spec: { selector: { app: orders }, ports: [{ name: grpc, port: 9090, targetPort: 50051 }]${more} }
---`;

function peerAuthentication(namespace: string, name: string, spec: string): string {
  return `
apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata: { name: ${name}, namespace: ${namespace} }
spec: ${spec}
---`;
}

const modeFor = (text: string, passthrough = false): string | undefined => {
  const { cluster } = readCluster(text);
  const [host] = cluster.hosts;
  const [port] = host?.ports ?? [];
  if (host === undefined || port === undefined) return undefined;
  const question = { host, port, rule: undefined, tls: undefined, passthrough, isSidecar: true };
  return clientTls(question, cluster).mode;
};

const mode = (policies: string, port: number): string | undefined => {
  const { cluster } = readCluster(workload(true) + policies);
  const [pod] = cluster.pods;
  return pod && cluster.mutualTls.modeOf(pod.workload, port).mode;
};

const selected = (rest: string): string => `{ selector: { matchLabels: { app: orders } }${rest} }`;

const policy = (namespace: string, name: string, spec: string): string => `
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: ${name}, namespace: ${namespace} }
spec: ${spec}
---`;

const rule = (text: string): ReturnType<typeof tcpForm> | undefined => {
  const { catalogue } = readCluster(policy("shop", "a", `{ action: DENY, rules: [${text}] }`));
  const [first] = catalogue.authorizationPolicies()[0]?.rules ?? [];
  return first && tcpForm(first);
};

describe("the mode of a port", () => {
  it("is the workload's, then the namespace's, then the mesh's", () => {
    const mesh = peerAuthentication("istio-system", "a", "{ mtls: { mode: STRICT } }");
    const namespace = peerAuthentication("shop", "b", "{ mtls: { mode: PERMISSIVE } }");
    const own = peerAuthentication("shop", "c", selected(", mtls: { mode: DISABLE }"));
    expect(mode(mesh, 50051)).toBe("STRICT");
    expect(mode(mesh + namespace, 50051)).toBe("PERMISSIVE");
    expect(mode(mesh + namespace + own, 50051)).toBe("DISABLE");
  });

  it("is of the pod's ports, not the Service's", () => {
    const own = peerAuthentication(
      "shop",
      "c",
      selected(", portLevelMtls: { 50051: { mode: STRICT } }"),
    );
    expect(mode(own, 50051)).toBe("STRICT");
    expect(mode(own, 9090)).toBe("PERMISSIVE");
  });

  it("is not decided by a selector in the root namespace", () => {
    const root = peerAuthentication("istio-system", "a", selected(", mtls: { mode: STRICT }"));
    expect(mode(root, 50051)).toBe("PERMISSIVE");
  });

  it("is decided by the first of two policies", () => {
    const text =
      peerAuthentication("shop", "b", "{ mtls: { mode: STRICT } }") +
      peerAuthentication("shop", "a", "{ mtls: { mode: DISABLE } }");
    expect(mode(text, 50051)).toBe("DISABLE");
  });
});

describe("a client", () => {
  it("uses mutual TLS by itself, and plaintext where the namespace switches it off", () => {
    expect(modeFor(service("") + workload(true))).toBe("auto");
    const off = peerAuthentication("shop", "a", "{ mtls: { mode: DISABLE } }");
    expect(modeFor(service("") + workload(true) + off)).toBe("DISABLE");
  });

  it("speaks plaintext to a headless Service unless every pod has a sidecar", () => {
    const headless = service(", clusterIP: None");
    expect(modeFor(headless + workload(true), true)).toBe("ISTIO_MUTUAL");
    expect(modeFor(headless + workload(false), true)).toBe("DISABLE");
  });
});

describe("authorization", () => {
  it("asks DENY before ALLOW, the root namespace before the pod's", () => {
    const text =
      workload(true) +
      policy("shop", "a", "{ action: ALLOW, rules: [{}] }") +
      policy("shop", "b", "{ action: DENY, rules: [{}] }") +
      policy("istio-system", "c", "{ action: DENY, rules: [{}] }") +
      policy("web", "d", "{ action: DENY, rules: [{}] }");
    const { cluster } = readCluster(text);
    const [pod] = cluster.pods;
    const found = pod ? cluster.authorizationOf(pod.workload) : [];
    expect(found.map(({ resource }) => resource.name)).toEqual(["c", "b", "a"]);
  });

  it("loses conditions on requests on TCP ports", () => {
    expect(rule('{ to: [{ operation: { paths: ["/x"], ports: ["50051"] } }] }')).toEqual({
      isChanged: true,
      operations: ["port"],
      asksSource: false,
    });
    expect(rule("{ from: [{ source: { namespaces: [web] } }] }")).toEqual({
      isChanged: false,
      operations: [],
      asksSource: true,
    });
  });
});
