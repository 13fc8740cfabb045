import { describe, expect, it } from "vitest";
import { protocolOf, type PortDeclaration } from "../../../src/mesh/objects/protocol.ts";

const port = (declaration: Partial<PortDeclaration>): PortDeclaration => ({
  name: undefined,
  appProtocol: undefined,
  transport: undefined,
  number: 50051,
  ...declaration,
});

describe("protocolOf", () => {
  it.each([
    ["grpc", "GRPC"],
    ["grpc-api", "GRPC"],
    ["GRPC-api", "GRPC"],
    ["grpc-web", "GRPC-Web"],
    ["grpc-webfoo", "GRPC-Web"],
    ["grpcapi", "auto"],
    ["my-grpc", "auto"],
    ["http-grpc", "HTTP"],
    ["tcp-grpc", "TCP"],
    ["http2", "HTTP2"],
    ["h2c", "auto"],
    ["https-api", "HTTPS"],
    ["tls", "TLS"],
    ["grpc_api", "auto"],
  ])("reads the name %s as %s", (name, expected) =>
    expect(protocolOf(port({ name }))).toBe(expected),
  );

  it.each([
    ["kubernetes.io/h2c", "HTTP2"],
    ["kubernetes.io/ws", "HTTP"],
    ["kubernetes.io/wss", "HTTPS"],
    ["grpc", "GRPC"],
    ["GRPC", "GRPC"],
    ["h2c", "auto"],
    ["example.com/rpc", "auto"],
  ])("lets appProtocol %s win over the name", (appProtocol, expected) =>
    expect(protocolOf(port({ name: "tcp", appProtocol }))).toBe(expected),
  );

  it("takes UDP whatever else is said", () =>
    expect(protocolOf(port({ name: "grpc", transport: "UDP" }))).toBe("UDP"));

  it("takes SCTP by name", () =>
    expect(protocolOf(port({ name: "grpc", transport: "SCTP" }))).toBe("GRPC"));

  it.each([25, 53, 3306, 27017])("does not sniff port %d, where servers speak first", (number) =>
    expect(protocolOf(port({ number }))).toBe("TCP"),
  );

  it("sniffs an undeclared port", () => expect(protocolOf(port({ number: 22 }))).toBe("auto"));
});
