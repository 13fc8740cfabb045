import { describe, expect, it } from "vitest";
import { grpcCallOf, hostAndPort, rpcOfSymbol } from "../../src/rpc/grpc-commands.ts";

function callOf(command: string): Readonly<Record<string, unknown>> | undefined {
  const call = grpcCallOf(command.split(" ").map((value) => ({ value })));
  if (call === undefined) return undefined;
  const { tool, address, symbol, isMethod, tls } = call;
  return { tool, address: address?.value, symbol: symbol?.value, isMethod, tls };
}

describe("the call of a command", () => {
  it.each([
    [
      "grpcurl a:1 b.C/D",
      { tool: "grpcurl", address: "a:1", symbol: "b.C/D", isMethod: true, tls: true },
    ],
    [
      "/bin/grpcurl -plaintext -d {} --max-time=3 a:1 b.C.D",
      { tool: "grpcurl", address: "a:1", symbol: "b.C.D", isMethod: true, tls: false },
    ],
    [
      "grpcurl -protoset x.pb list",
      { tool: "grpcurl", address: undefined, symbol: undefined, isMethod: false, tls: true },
    ],
    [
      "grpcurl -plaintext a:1 describe b.C",
      { tool: "grpcurl", address: "a:1", symbol: "b.C", isMethod: false, tls: false },
    ],
    [
      "X=1 timeout 5 ghz --insecure --call b.C/D -n 10 a:1",
      { tool: "ghz", address: "a:1", symbol: "b.C/D", isMethod: true, tls: false },
    ],
    [
      "grpc_health_probe -addr=a:1 -tls",
      {
        tool: "grpc_health_probe",
        address: "-addr=a:1",
        symbol: undefined,
        isMethod: false,
        tls: true,
      },
    ],
    [
      "grpc_health_probe -addr a:1",
      {
        tool: "grpc_health_probe",
        address: "a:1",
        symbol: undefined,
        isMethod: false,
        tls: false,
      },
    ],
    [
      "buf curl --schema . https://a:1/b.C/D",
      {
        tool: "buf",
        address: "https://a:1/b.C/D",
        symbol: "https://a:1/b.C/D",
        isMethod: true,
        tls: true,
      },
    ],
    [
      "evans --proto x.proto cli call b.C.D",
      { tool: "evans", address: undefined, symbol: "b.C.D", isMethod: true, tls: false },
    ],
  ])("%s", (command, expected) => {
    expect(callOf(command)).toEqual(expected);
  });

  it.each([
    ["grpcurl -plaintext=false a:1 b.C/D", true],
    ["grpcurl -plaintext=true a:1 b.C/D", false],
    ["grpcurl -alts a:1 b.C/D", undefined],
    ["grpcurl -plaintext -unix /tmp/socket b.C/D", undefined],
    ["ghz --config=/c.json a:1", undefined],
    ["ghz --config /c.json --insecure a:1", undefined],
    ["ghz $OPTIONS a:1", undefined],
    ["ghz --call b.C/D a:1", true],
    ["grpc_health_probe -addr=a:1 $OPTIONS", undefined],
    ["grpc_health_probe -addr=a:1", false],
    ["grpc_health_probe -addr a:1 -spiffe", true],
    ["grpc_health_probe -addr=a:1 -alts", undefined],
  ])("%s: TLS %s", (command, expected) => {
    expect(callOf(command)?.["tls"]).toBe(expected);
  });

  it.each(["echo grpcurl a:1 b.C/D", "brew install grpcurl", "buf build", "kubectl exec x -- ls"])(
    "%s is none",
    (command) => {
      expect(callOf(command)).toBeUndefined();
    },
  );
});

describe("an address", () => {
  it.each([
    ["a.b:1", { host: "a.b", port: 1 }],
    ["-addr=a:1", { host: "a", port: 1 }],
    ["http://a:1/b.C/D", { host: "a", port: 1 }],
    ["$HOST:1", undefined],
    [":1", undefined],
  ])("%s", (address, expected) => {
    expect(hostAndPort(address)).toEqual(expected);
  });
});

describe("a symbol", () => {
  it.each([
    ["a.B/C", { service: "a.B", method: "C" }],
    ["a.B.C", { service: "a.B", method: "C" }],
    ["--call=a.B/C", { service: "a.B", method: "C" }],
    ["a.B/$C", undefined],
    ["B", undefined],
  ])("%s", (symbol, expected) => {
    expect(rpcOfSymbol(symbol, true)).toEqual(expected);
  });
});
