import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { runCli } from "../support/run-cli.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const routes = `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: cart, namespace: shop }
spec:
  hosts: [cart.shop.svc.cluster.local]
  http:
    - match: [{ uri: { exact: /shop.v1.Cart/Gett } }]
      route: [{ destination: { host: cart.shop.svc.cluster.local, port: { number: 7070 } } }]
    - route: [{ destination: { host: cart.shop.svc.cluster.local, port: { number: 7070 } } }]
`;
const proto =
  'syntax = "proto3";\npackage shop.v1;\nservice Cart { rpc Get(Q) returns (Q); }\nmessage Q {}\n';
const image = JSON.stringify({
  file: [
    {
      name: "cart.proto",
      package: "shop.v1",
      service: [{ name: "Cart", method: [{ name: "Get" }] }],
    },
  ],
});

function check(
  files: Readonly<Record<string, string | Buffer>>,
  ...args: readonly string[]
): string {
  const { stdout, stderr } = runCli([...args, "-f", "concise"], { cwd: temporaryFolder(files) });
  return `${stdout}${stderr}`;
}

const unknown = /rpc-method-unknown.*no RPC `Gett`/;

describe("files that define RPCs", () => {
  it("are found in folders and read with the manifests there", () => {
    expect(check({ "k8s/routes.yaml": routes, "proto/cart.proto": proto }, ".")).toMatch(unknown);
  });

  it.each(["cart.binpb", "cart.desc.gz"])("may be a descriptor set: %s", (name) => {
    const content = name.endsWith(".gz") ? gzipSync(image) : Buffer.from(image);
    expect(check({ "routes.yaml": routes, [name]: content }, ".")).toMatch(unknown);
  });

  it("are context of a single file where a configuration says what belongs together", () => {
    const files = { "routes.yaml": routes, "cart.proto": proto, "broken.proto": "service {" };
    expect(check(files, "routes.yaml")).not.toMatch(unknown);
    const found = check(
      { ...files, ".istio-grpc-lint.yaml": "preset: recommended\n" },
      "routes.yaml",
    );
    expect(found).toMatch(unknown);
    expect(found).not.toMatch(/proto-syntax/);
  });

  it("are checked where they are named, and not read as YAML", () => {
    expect(check({ "cart.proto": proto }, "cart.proto")).not.toMatch(/error/);
    expect(check({ "cart.proto": "service {" }, "cart.proto")).toMatch(/proto-syntax/);
  });

  it("may be ignored", () => {
    const files = { "routes.yaml": routes, "cart.proto": "service {" };
    expect(check(files, ".", "--ignore-pattern", "*.proto")).not.toMatch(/proto-syntax/);
  });

  it("may be something else under such a name", () => {
    const files = {
      "routes.yaml": routes,
      "model.pb": Buffer.from([10, 200, 1, 7, 7]),
      "a.desc": "text",
    };
    expect(check(files, ".")).not.toMatch(/proto-syntax|error/);
  });

  it("are not loaded where no rule asks for them", () => {
    const files = { "routes.yaml": routes, "cart.proto": "service {" };
    expect(check(files, ".", "--skip", "protobuf,streaming")).not.toMatch(/proto/);
  });
});
