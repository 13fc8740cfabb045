import { describe, expect, it } from "vitest";
import type { EvidenceGrade } from "../../../src/mesh/objects/evidence.ts";
import { meshOf } from "../../support/mesh-of.ts";

const service = (port: string): string => `apiVersion: v1
kind: Service
metadata: { name: rpc, namespace: shop }
spec: { selector: { app: rpc }, ports: [${port}] }
---
`;

const pod = (container: string): string => `apiVersion: v1
kind: Pod
metadata: { name: rpc, namespace: shop, labels: { app: rpc } }
spec: { containers: [{ name: rpc, image: example/rpc, ${container} }] }
`;

/** What speaks for the only port of a Service: its kinds. */
function kindsFor(least: EvidenceGrade, ...texts: readonly string[]): readonly string[] {
  const mesh = meshOf({ "mesh.yaml": texts.join("") });
  const port = mesh.all.servicePort()[0];
  return port === undefined ? [] : mesh.evidenceFor(port, least).map(({ kind }) => kind);
}

describe("names of container ports", () => {
  it.each(["grpc", "grpc-api", "h2c", "GRPC"])("takes %s for gRPC", (name) => {
    expect(kindsFor("declared", service(`{ port: 80, targetPort: ${name} }`))).toEqual([
      "port-name",
    ]);
  });

  it.each(["api-grpc", "grpc-web", "grpc-gateway", "grpc-metrics", "grpc-health", "grpcui"])(
    "does not take %s for gRPC",
    (name) => {
      expect(kindsFor("hint", service(`{ port: 80, targetPort: ${name} }`))).toEqual([]);
    },
  );

  it("finds the name by the number, and not where the port is probed with HTTP/1.1", () => {
    const ports = "ports: [{ name: grpc, containerPort: 9000 }]";
    const number = service("{ port: 80, targetPort: 9000 }");
    expect(kindsFor("declared", number, pod(ports))).toEqual(["port-name"]);
    const probe = "livenessProbe: { httpGet: { port: grpc } }";
    expect(kindsFor("hint", number, pod(`${ports}, ${probe}`))).toEqual([]);
  });
});

describe("flags and variables", () => {
  const number = service("{ name: api, port: 9000 }");

  it.each([
    'args: ["--grpc-port=9000"]',
    'args: ["--grpc_port", "9000"]',
    'args: ["-grpc-address=0.0.0.0:9000"]',
    'args: ["--query.grpc-server.host-port=:9000"]',
    'args: ["--grpc=9000"]',
    'command: [sh, -c, "exec rpc --grpcaddr localhost:9000"]',
    'env: [{ name: GRPC_PORT, value: "9000" }]',
    'env: [{ name: RPC_GRPC_PORT, value: "9000" }]',
    'env: [{ name: QUARKUS_GRPC_SERVER_PORT, value: ":9000" }]',
  ])("reads %s", (container) => {
    expect(kindsFor("argument", number, pod(container))).toEqual(["argument"]);
    expect(kindsFor("routed", number, pod(container))).toEqual([]);
  });

  it.each([
    'args: ["--grpc-port=9001"]',
    'args: ["--grpc-addr=orders:9000"]',
    'args: ["--grpc-web-port=9000"]',
    'args: ["--xds-grpc-server=9000"]',
    'args: ["--grpc-timeout=9000"]',
    'env: [{ name: ORDERS_GRPC_PORT, value: "9000" }]',
    'env: [{ name: GRPC_ADDR, value: "orders:9000" }]',
    'env: [{ name: ASPNETCORE_URLS, value: "http://+:9000" }]',
  ])("reads no port of the server from %s", (container) => {
    expect(kindsFor("hint", number, pod(container))).toEqual([]);
  });
});
