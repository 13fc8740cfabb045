import { expect, it } from "vitest";
import { runCli } from "../support/run-cli.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const files = {
  "cart.proto":
    'syntax = "proto3";\npackage shop.v1;\nservice Cart { rpc Get(Q) returns (Q); }\nmessage Q {}\n',
  "service.yaml":
    "apiVersion: v1\nkind: Service\nmetadata: { name: cart }\nspec: { ports: [{ name: grpc, port: 7070 }] }\n",
  "scripts/smoke.sh": "grpcurl -plaintext localhost:7070 shop.v1.Cart/Gett\n",
  "README.md": "```sh\ngrpcurl -plaintext localhost:7070 shop.v1.Cart/Gott\n```\n",
};

function reported(args: readonly string[], more: Readonly<Record<string, string>> = {}): string {
  const cwd = temporaryFolder({ ...files, ...more });
  const only = ["--only", "grpc-command-rpc-unknown", "-f", "concise"];
  return runCli([...args, ...only], { cwd }).stdout;
}

it("leaves scripts and pages alone where nobody asks for them", () => {
  expect(reported(["."])).not.toContain("grpc-command");
  expect(reported([], { ".istio-grpc-lint.yaml": "{}\n" })).not.toContain("grpc-command");
});

it("reads those that are named", () => {
  const out = reported(["scripts/smoke.sh", "cart.proto", "service.yaml"]);
  expect(out).toContain("scripts/smoke.sh:1:35: warning[grpc-command-rpc-unknown]");
});

it("reads those that `include` has a glob for", () => {
  const config = { ".istio-grpc-lint.yaml": 'include: ["**", "**/*.sh"]\n' };
  const out = reported([], config);
  expect(out).toContain("scripts/smoke.sh:1:35: warning[grpc-command-rpc-unknown]");
  expect(out).not.toContain("README.md");
});
