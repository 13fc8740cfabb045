import { describe, expect, it } from "vitest";
import type { Owner } from "../../../src/mesh/objects/gateway-classes.ts";
import { meshOf } from "../../support/mesh-of.ts";

/** Whose the object called `it` is, in a repository that has something of Istio elsewhere, or has not. */
function ownerIn(text: string, isIstioElsewhere = true): Owner | undefined {
  const elsewhere = `apiVersion: networking.istio.io/v1
kind: Sidecar
metadata: { name: default, namespace: elsewhere }
`;
  const mesh = meshOf({
    "project/all.yaml": text,
    ...(isIstioElsewhere && { "elsewhere/mesh.yaml": elsewhere }),
  });
  const resource = mesh.all.resource().find(({ name }) => name === "it");
  return resource && mesh.implementerOf(resource).by;
}

const gateway = (
  className: string,
  name = "it",
): string => `apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: ${name}, namespace: shop }
spec: { gatewayClassName: ${className}, listeners: [{ name: http, protocol: HTTP, port: 80 }] }
`;

const gatewayClass = (controller: string): string => `apiVersion: gateway.networking.k8s.io/v1
kind: GatewayClass
metadata: { name: public }
spec: { controllerName: ${controller} }
`;

const route = (...parents: readonly string[]): string => `apiVersion: gateway.networking.k8s.io/v1
kind: GRPCRoute
metadata: { name: it, namespace: shop }
spec: { parentRefs: [${parents.join(", ")}], rules: [] }
`;

const service = (metadata = "", name = "it"): string => `apiVersion: v1
kind: Service
metadata: { name: ${name}, namespace: shop${metadata} }
spec: { selector: { app: orders }, ports: [{ name: http, port: 9000 }] }
`;

const pods = (metadata: string, container = "server"): string => `apiVersion: apps/v1
kind: Deployment
metadata: { name: orders, namespace: shop }
spec:
  template:
    metadata: { labels: { app: orders }, ${metadata} }
    spec: { containers: [{ name: ${container} }] }
`;

const namespace = (metadata: string): string => `apiVersion: v1
kind: Namespace
metadata: { name: shop, ${metadata} }
`;

const join = (...documents: readonly string[]): string => documents.join("---\n");

describe("a Gateway", () => {
  it.each<[string, Owner]>([
    ["istio", "istio"],
    ["istio-waypoint", "istio"],
    ["openshift-default", "istio"],
    ["cilium", "other"],
    ["eg", "other"],
    ["gke-l7-global-external-managed", "other"],
    ["public", "unknown"],
  ])("of class %s is of %s", (className, owner) => {
    expect(ownerIn(gateway(className))).toBe(owner);
  });

  it.each<[string, Owner]>([
    ["istio.io/gateway-controller", "istio"],
    ["openshift.io/gateway-controller/v1", "istio"],
    ["gateway.envoyproxy.io/gatewayclass-controller", "other"],
    ["istio.io.example.com/controller", "other"],
  ])("of a class of controller %s is of %s", (controller, owner) => {
    expect(ownerIn(join(gateway("public"), gatewayClass(controller)))).toBe(owner);
  });

  it("is another's by its controller, whatever the name of its class", () => {
    const controller = gatewayClass("example.com/controller").replace("public", "istio");
    expect(ownerIn(join(gateway("istio"), controller))).toBe("other");
  });

  it("of an unknown class is nobody's of Istio where nothing speaks of Istio", () => {
    expect(ownerIn(gateway("public"), false)).toBe("other");
  });
});

describe("a route", () => {
  it("is whose its Gateway is", () => {
    expect(ownerIn(join(route("{ name: edge }"), gateway("istio", "edge")))).toBe("istio");
    expect(ownerIn(join(route("{ name: edge }"), gateway("kong", "edge")))).toBe("other");
    expect(ownerIn(route("{ name: edge }"))).toBe("unknown");
  });

  it("is Istio's where one of its parents is", () => {
    const text = join(
      route("{ name: edge }", "{ name: mesh }"),
      gateway("kong", "edge"),
      gateway("istio", "mesh"),
    );
    expect(ownerIn(text)).toBe("istio");
  });

  it("of a Service is of that Service's mesh", () => {
    const parent = '{ group: "", kind: Service, name: orders }';
    const linkerd = service(", annotations: { linkerd.io/inject: enabled }", "orders");
    expect(ownerIn(join(route(parent), linkerd))).toBe("other");
    expect(ownerIn(join(route(parent), service("", "orders")))).toBe("unknown");
    const injected = namespace("labels: { istio-injection: enabled }");
    expect(ownerIn(join(route(parent), injected))).toBe("istio");
  });

  it("of a Gateway and a Service of each other has an owner", () => {
    const parents = ['{ group: "", kind: Service, name: orders }', "{ name: edge }"];
    const backend = route(...parents).replace(
      "rules: []",
      "rules: [{ backendRefs: [{ name: orders, port: 9000 }] }]",
    );
    expect(ownerIn(join(backend, service("", "orders"), gateway("istio", "edge")))).toBe("istio");
  });
});

describe("a Service", () => {
  it.each<[string, string, Owner]>([
    ["nothing of note", pods("annotations: {}"), "unknown"],
    [
      "pods that ask for a sidecar",
      pods('annotations: { sidecar.istio.io/inject: "true" }'),
      "istio",
    ],
    ["pods that refuse one", pods('annotations: { sidecar.istio.io/inject: "false" }'), "unknown"],
    ["pods that bring a proxy", pods("annotations: {}", "istio-proxy"), "istio"],
    ["pods of Linkerd", pods("annotations: { linkerd.io/inject: ingress }"), "other"],
    ["a namespace of Istio", namespace("labels: { istio.io/rev: stable }"), "istio"],
    ["an ambient namespace", namespace("labels: { istio.io/dataplane-mode: ambient }"), "istio"],
    ["a namespace without sidecars", namespace("labels: { istio-injection: disabled }"), "unknown"],
    ["a namespace of Kuma", namespace("labels: { kuma.io/sidecar-injection: enabled }"), "other"],
    [
      "a namespace of two meshes",
      namespace(
        "labels: { istio-injection: enabled }, annotations: { linkerd.io/inject: enabled }",
      ),
      "unknown",
    ],
    [
      "a policy of Istio beside it",
      `apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata: { name: default, namespace: shop }
`,
      "istio",
    ],
    [
      "a route of Istio from elsewhere",
      `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: public, namespace: edge }
spec:
  hosts: [shop.example.com]
  http: [{ route: [{ destination: { host: it.shop.svc.cluster.local } }] }]
`,
      "istio",
    ],
  ])("with %s", (_, beside, owner) => {
    expect(ownerIn(join(service(), beside))).toBe(owner);
  });
});

const protocolIn = (text: string): string | undefined =>
  meshOf({ "all.yaml": text }).all.service()[0]?.ports[0]?.protocol;

describe("names of ports", () => {
  it("declare protocols where something speaks of Istio", () => {
    expect(protocolIn(service())).toBe("auto");
    expect(protocolIn(service(", annotations: { networking.istio.io/exportTo: . }"))).toBe("HTTP");
  });

  it("are not asked where `appProtocol` is written", () => {
    const declared = service().replace("port: 9000", "port: 9000, appProtocol: kubernetes.io/h2c");
    expect(protocolIn(declared)).toBe("HTTP2");
  });
});
