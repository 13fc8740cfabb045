import { writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { DidChangeWatchedFilesNotification } from "vscode-languageserver-protocol/node";
import { describe, expect, it } from "vitest";
import { startLsp } from "../support/lsp-client.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { runCli } from "../support/run-cli.ts";

const route = `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata:
  name: orders
  namespace: shop
spec:
  hosts:
    - orders
  http:
    - route:
        - destination:
            host: orders
            port:
              number: 50051
            subset: v3
`;
const rule = `apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata:
  name: orders
  namespace: shop
spec:
  host: orders
  subsets:
    - name: v1
      labels:
        version: v1
`;
const service = `apiVersion: v1
kind: Service
metadata:
  name: orders
  namespace: shop
spec:
  selector:
    app: orders
  ports:
    - name: grpc
      port: 50051
`;
const files = { "a/route.yaml": route, "b/rule.yaml": rule, "c/service.yaml": service };

const custom = (field: string): string =>
  `customRules:\n  named:\n    kind: Service\n    require: { field: ${field}, exists: true }\n    message: "Service \`{name}\` is unnamed"\n`;

describe("the language server", () => {
  it("tells of a file that nobody opened when the edit of another changes what is found there", async () => {
    const client = await startLsp(temporaryFolder(files));
    const [found] = await client.until("a/route.yaml", ({ length }) => length > 0);
    expect(found).toMatchObject({
      range: { start: { line: 14, character: 20 }, end: { line: 14, character: 22 } },
      severity: 1,
      code: "subset-undefined",
      source: "istio-grpc-lint",
      codeDescription: { href: expect.stringContaining("/rules/references/subset-undefined.md") },
      relatedInformation: [{ location: { uri: client.uri("b/rule.yaml") } }],
    });
    client.open("b/rule.yaml", rule);
    client.change("b/rule.yaml", rule.replaceAll("v1\n", "v3\n").replace("io/v3", "io/v1"));
    await client.until("a/route.yaml", ({ length }) => length === 0);
    expect(client.errors()).toBe("");
    expect(await client.end()).toBe(0);
  });

  it("says the same as the command line, of the same files", async () => {
    const folder = temporaryFolder({
      ...files,
      ".istio-grpc-lint.yaml": "ignore: [skipped/**]\nrules:\n  subset-undefined: warning\n",
      "skipped/route.yaml": route,
      "d/broken.yaml": "apiVersion: v1\nkind: Service\nmetadata: {name: x}\nspec: {portz: []}\n",
    });
    const printed = runCli(["-f", "json"], { cwd: folder });
    const expected: {
      diagnostics: { path: string; ruleId: string; start: { line: number; column: number } }[];
    } = JSON.parse(printed.stdout);
    const client = await startLsp(folder);
    await client.until("a/route.yaml", ({ length }) => length > 0);
    await client.until("d/broken.yaml", ({ length }) => length > 0);
    const told = ["a/route.yaml", "b/rule.yaml", "d/broken.yaml", "skipped/route.yaml"].flatMap(
      (path) =>
        client.diagnostics(path).map(({ code, severity, range: { start } }) => ({
          path,
          ruleId: code,
          severity: ["", "error", "warning", "info"][severity ?? 0],
          line: start.line + 1,
          column: start.character + 1,
        })),
    );
    expect(told).toMatchObject(
      expected.diagnostics.map(({ path, ruleId, start }) => ({
        path,
        ruleId,
        line: start.line,
        column: start.column,
      })),
    );
    await client.end();
  });

  it("runs the rules of the configuration, and anew when they change", async () => {
    const folder = temporaryFolder({
      ...files,
      ".istio-grpc-lint.yaml": custom("metadata.labels.owner"),
    });
    const client = await startLsp(folder);
    const [found] = await client.until("c/service.yaml", ({ length }) => length > 0);
    expect(found).toMatchObject({
      code: "named",
      message: expect.stringContaining("Service `orders` is unnamed"),
      range: { start: { line: 3, character: 8 } },
    });
    const config = join(folder, ".istio-grpc-lint.yaml");
    const touched = (text: string): void => {
      writeFileSync(config, text);
      const changes = [{ uri: client.uri(".istio-grpc-lint.yaml"), type: 2 as const }];
      void client.connection.sendNotification(DidChangeWatchedFilesNotification.type, { changes });
    };
    touched(custom("metadata.name"));
    await client.until("c/service.yaml", ({ length }) => length === 0);
    touched(custom("metadata.name").replace("exists: true", "atMost: often"));
    const [fault] = await client.until(".istio-grpc-lint.yaml", ({ length }) => length > 0);
    expect(fault).toMatchObject({
      code: "configuration",
      message: expect.stringContaining("`often` is not a number or a duration"),
      range: { start: { line: 3 } },
    });
    await client.end();
  });

  it("shows that the first check is under way", async () => {
    const folder = temporaryFolder(files);
    const capabilities = { window: { workDoneProgress: true } };
    const client = await startLsp(folder, { params: { capabilities } });
    await client.until("a/route.yaml", () => client.progress().length > 1);
    expect(client.progress()).toEqual([`begin: checking ${basename(folder)}`, "end"]);
    await client.end();
  });

  it("says where a configuration is broken, and of no open file that it is correct", async () => {
    const folder = temporaryFolder({
      ...files,
      ".istio-grpc-lint.yaml": "rules: {no-such: off}\n",
    });
    const client = await startLsp(folder);
    client.open("c/service.yaml", service);
    const [fault] = await client.until(".istio-grpc-lint.yaml", ({ length }) => length > 0);
    expect(fault).toMatchObject({ severity: 1, range: { start: { line: 0, character: 8 } } });
    const [notChecked] = await client.until("c/service.yaml", ({ length }) => length > 0);
    expect(notChecked?.message).toMatch(/^this file was not checked: /);
    writeFileSync(join(folder, ".istio-grpc-lint.yaml"), "preset: strict\n");
    void client.connection.sendNotification("workspace/didChangeWatchedFiles", {
      changes: [{ uri: client.uri(".istio-grpc-lint.yaml"), type: 2 }],
    });
    await client.until(".istio-grpc-lint.yaml", ({ length }) => length === 0);
    await client.until("c/service.yaml", (all) => all.every(({ code }) => code !== "not-checked"));
    await client.until("a/route.yaml", ({ length }) => length > 0);
    await client.end();
  });

  it("looks at a file by itself where no folder is open", async () => {
    const client = await startLsp(temporaryFolder(files), { folders: [] });
    client.open("c/service.yaml", service.replace("ports:", "portz:"));
    const found = await client.until("c/service.yaml", ({ length }) => length > 0);
    expect(found.map(({ code }) => code)).toContain("unknown-field");
    await client.end();
  });

  it("takes each folder for itself where several are open", async () => {
    const root = temporaryFolder({
      "one/a.yaml": route,
      "one/b.yaml": rule,
      "two/a.yaml": route,
      "two/b.yaml": rule.replaceAll("v1\n", "v3\n").replace("io/v3", "io/v1"),
    });
    const client = await startLsp(root, { folders: [join(root, "one"), join(root, "two")] });
    await client.until("one/a.yaml", ({ length }) => length > 0);
    client.open("two/a.yaml", route.replace("subset: v3", "subset: v4"));
    const found = await client.until("two/a.yaml", ({ length }) => length > 0);
    expect(found.map(({ code }) => code)).toEqual(["subset-undefined"]);
    await client.end();
  });
});
