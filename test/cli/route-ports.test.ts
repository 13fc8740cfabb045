import { describe, expect, it } from "vitest";
import { runCli } from "../support/run-cli.ts";
import { orders as service } from "../support/shop-mesh.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

function ask(ports: string, to = "orders"): ReturnType<typeof runCli> {
  const own = service.replace("ports: [{ name: grpc, port: 9090 }]", `ports: [${ports}]`);
  const cwd = temporaryFolder({ "service.yaml": own });
  const words = ["route", "--from", "shop", "--to", to, "--call", "shop.v1.Orders/Get", "."];
  return runCli(words, { cwd });
}

function asked(to: string): readonly string[] {
  return ["route", "--from", "shop", "--to", to, "--call", "shop.v1.Orders/Get"];
}

describe("route to a host without a port", () => {
  it("takes the only one, and says so", () => {
    const { stdout, status } = ask("{ name: rpc, port: 9090 }");
    expect(stdout).toContain("shop -> orders:9090  shop.v1.Orders/Get\n");
    expect(stdout).toContain("port 9090: the only one of service shop/orders\n");
    expect(status).toBe(0);
  });

  it("takes the only one that is declared as gRPC", () => {
    const { stdout } = ask("{ name: http, port: 80 }, { name: grpc, port: 9090 }");
    expect(stdout).toContain(
      "port 9090: the only one of service shop/orders that is declared as gRPC\n",
    );
  });

  it("asks for one where several may be meant", () => {
    const several = ask("{ name: grpc-a, port: 9090 }, { name: grpc-b, port: 9091 }");
    expect(several).toMatchObject({ status: 2, stdout: "" });
    expect(several.stderr).toContain("service shop/orders has several ports for gRPC");
    expect(several.stderr).toContain("use `orders:9090` or `orders:9091`");
    const plain = ask("{ name: http, port: 80 }, { name: tcp, port: 9090 }");
    expect(plain.stderr).toContain("use `orders:80` or `orders:9090`");
  });

  it("says of a name that is not known what it says with a port", () => {
    const { stderr, status } = ask("{ name: grpc, port: 9090 }", "ordres");
    expect(stderr).toContain("`ordres` does not resolve");
    expect(stderr).toContain("did you mean `orders`?");
    expect(status).toBe(2);
  });

  it("never takes a port of a host outside that the input does not have", () => {
    const { stderr, status } = ask("{ name: grpc, port: 9090 }", "api.example.com");
    expect(stderr).toContain("use HOST:PORT");
    expect(status).toBe(2);
  });
});

const orders = `syntax = "proto3";
package shop.v1;
service Orders { rpc Get(Q) returns (Q); rpc List(Q) returns (Q); }
message Q {}
`;

function asking(from: string, call: string): ReturnType<typeof runCli> {
  const cwd = temporaryFolder({ "service.yaml": service, "orders.proto": orders });
  return runCli(["route", "--from", from, "--to", "orders", "--call", call, "."], { cwd });
}

describe("a name that route cannot take", () => {
  it.each([
    ["orders", "shop.v1.Orders/Get", "use `shop/orders`"],
    ["shop", "Get", "use `shop.v1.Orders/Get`"],
    ["shop", "Put", "use `pkg.Service/Method`"],
  ])("of %s, %s, is said with what is meant", (from, call, help) => {
    const { status, stderr } = asking(from, call);
    expect(status).toBe(2);
    expect(stderr).toContain(help);
  });

  it("but an RPC that no file defines is followed, and remarked on", () => {
    const { status, stdout } = asking("shop", "shop.v1.Orders/Put");
    expect(status).toBe(0);
    expect(stdout).toContain(
      "help: `shop.v1.Orders` has no RPC `Put` in the `.proto` files: it has `Get` and `List`",
    );
  });

  it("names the ports of a Service that has another", () => {
    const cwd = temporaryFolder({ "service.yaml": service });
    const { stdout } = runCli([...asked("orders:9091"), "."], { cwd });
    expect(stdout).toContain("help: `orders` has no port 9091: it has `9090`");
  });

  it("takes IPv6 addresses in brackets", () => {
    const cwd = temporaryFolder({ "service.yaml": service });
    const { stdout } = runCli([...asked("[2001:db8::1]:9090"), "."], { cwd });
    expect(stdout).toContain("shop -> [2001:db8::1]:9090");
    expect(stdout).toContain("`2001:db8::1` is an address outside the cluster");
  });
});
