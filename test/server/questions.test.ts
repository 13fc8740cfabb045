import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  CodeLensRequest,
  CompletionRequest,
  DefinitionRequest,
  DocumentSymbolRequest,
  HoverRequest,
  InlayHintRequest,
  PrepareRenameRequest,
  ReferencesRequest,
  RenameRequest,
  type Location,
} from "vscode-languageserver-protocol/node";
import { positionOf, startLsp, type LspClient } from "../support/lsp-client.ts";

const service = `apiVersion: v1
kind: Service
metadata:
  name: orders
  namespace: shop
spec:
  selector:
    app: orders
  ports:
    - name: grpc-api
      port: 50051
      targetPort: api
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: orders-v1
  namespace: shop
spec:
  selector: { matchLabels: { app: orders } }
  template:
    metadata: { labels: { app: orders, version: v1 } }
    spec:
      containers:
        - name: orders
          image: example.com/orders:1
          ports: [{ name: api, containerPort: 50051 }]
`;
const rule = `apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: orders, namespace: shop }
spec:
  host: orders.shop.svc.cluster.local
  trafficPolicy:
    connectionPool:
      http:
        http2MaxRequests: 100
  subsets:
    - name: v1
      labels: { version: v1 }
`;
const route = `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: orders, namespace: shop }
spec:
  hosts: ["orders"]
  gateways: [mesh, public]
  http:
    - route:
        - destination:
            host: orders
            subset: v1
            port: { number: 50051 }
      timeout: 5s
      retries:
        attempts: 2
        perTryTimeout: 2s
        retryOn: connect-failure,unavailable
`;
const gateway = `apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: public, namespace: shop }
spec:
  selector: { istio: ingressgateway }
  servers:
    - port: { number: 443, name: https, protocol: HTTPS }
      hosts: ["shop.example.com"]
      tls: { mode: SIMPLE, credentialName: cert }
`;
const files = {
  "service.yaml": service,
  "rule.yaml": rule,
  "route.yaml": route,
  "gateway.yaml": gateway,
};
type File = keyof typeof files;
const paths: readonly File[] = ["service.yaml", "rule.yaml", "route.yaml", "gateway.yaml"];

describe("the language server answers", () => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "istio-grpc-lint-")));
  let client: LspClient;
  beforeAll(async () => {
    for (const [path, text] of Object.entries(files)) writeFileSync(join(folder, path), text);
    client = await startLsp(folder, { params: { initializationOptions: { inlayHints: true } } });
  });
  afterAll(async () => {
    await client.end();
    rmSync(folder, { recursive: true });
  });

  const at = (path: File, piece: string, skip = 1) => ({
    textDocument: { uri: client.uri(path) },
    position: positionOf(files[path], piece, skip),
  });
  /** `rule.yaml: v1`: the file and the text there. */
  const shown = ({ uri, range }: Location): string => {
    const path = paths.find((each) => client.uri(each) === uri) ?? "service.yaml";
    const line = files[path].split("\n")[range.start.line] ?? "";
    return `${path}: ${line.slice(range.start.character, range.end.character)}`;
  };
  const definition = async (
    path: File,
    piece: string,
    skip?: number,
  ): Promise<readonly string[]> => {
    const found = await client.connection.sendRequest(
      DefinitionRequest.type,
      at(path, piece, skip),
    );
    return [found ?? []].flat().flatMap((each) => ("uri" in each ? shown(each) : []));
  };

  const references = async (
    path: File,
    piece: string,
    skip: number,
  ): Promise<readonly string[]> => {
    const params = { ...at(path, piece, skip), context: { includeDeclaration: true } };
    const found = await client.connection.sendRequest(ReferencesRequest.type, params);
    return (found ?? []).map(shown).toSorted();
  };

  it.each([
    ["route.yaml", "host: orders", 8, "service.yaml: orders"],
    ["route.yaml", "subset: v1", 9, "rule.yaml: v1"],
    ["route.yaml", "number: 50051", 10, "service.yaml: 50051"],
    ["route.yaml", "public", 1, "gateway.yaml: public"],
    ["route.yaml", '"orders"', 3, "service.yaml: orders"],
    ["rule.yaml", "orders.shop", 2, "service.yaml: orders"],
    ["service.yaml", "targetPort: api", 13, "service.yaml: api"],
    ["service.yaml", "app: orders", 6, "service.yaml: orders-v1"],
  ] as const)("where %s `%s` is defined", async (path, piece, skip, expected) => {
    expect(await definition(path, piece, skip)).toEqual([expected]);
  });

  it("who names a Service and a subset", async () => {
    expect(await references("service.yaml", "name: orders", 7)).toEqual([
      'route.yaml: "orders"',
      "route.yaml: orders",
      "rule.yaml: orders.shop.svc.cluster.local",
      "service.yaml: orders",
    ]);
    expect(await references("rule.yaml", "name: v1", 7)).toEqual([
      "route.yaml: v1",
      "rule.yaml: v1",
    ]);
  });

  it("what a rename changes, in every file", async () => {
    const prepared = await client.connection.sendRequest(
      PrepareRenameRequest.type,
      at("rule.yaml", "orders.shop", 2),
    );
    expect(prepared).toMatchObject({ placeholder: "orders" });
    const renamed = await client.connection.sendRequest(RenameRequest.type, {
      ...at("rule.yaml", "orders.shop", 2),
      newName: "orders-api",
    });
    const changes = new Map(Object.entries(renamed?.changes ?? {}));
    const written = paths.map((path) =>
      changes.get(client.uri(path))?.map(({ newText }) => newText),
    );
    const name = "orders-api";
    expect(written).toEqual([[name], [name], [name, name], undefined]);
    const refused = client.connection.sendRequest(RenameRequest.type, {
      ...at("rule.yaml", "name: v1", 7),
      newName: "V 1",
    });
    await expect(refused).rejects.toThrow("is not a DNS label");
  });

  it.each([
    ["route.yaml", "host: orders", 8, "port 50051 (`grpc-api`): **GRPC**, by `grpc-api`"],
    [
      "route.yaml",
      "unavailable",
      2,
      "`unavailable` retries calls that the server ends with `UNAVAILABLE` (14)",
    ],
    ["route.yaml", "attempts:", 2, "3 attempts × 2s = **6s**: `timeout` ends the call after 5s"],
    ["rule.yaml", "http2MaxRequests", 2, "default: 2^32-1"],
  ] as const)("what %s `%s` is", async (path, piece, skip, expected) => {
    const hover = await client.connection.sendRequest(HoverRequest.type, at(path, piece, skip));
    expect(JSON.stringify(hover?.contents)).toContain(expected);
  });

  it.each([
    ["route.yaml", "            subset: v1", "            subset: ", ["v1"]],
    [
      "route.yaml",
      "            host: orders",
      "            host: ",
      ["orders", "orders.shop.svc.cluster.local"],
    ],
    ["route.yaml", "port: { number: 50051 }", "port:\n              number: ", ["50051"]],
    ["route.yaml", "connect-failure,unavailable", "connect-failure,", ["unavailable", "reset"]],
    ["route.yaml", "      timeout: 5s", "      ", ["timeout", "fault", "mirror"]],
    ["rule.yaml", "        http2MaxRequests: 100", "        ", ["http2MaxRequests", "maxRetries"]],
    ["rule.yaml", "kind: DestinationRule", "kind: ", ["DestinationRule", "VirtualService"]],
  ] as const)(
    "what can be written in %s in place of `%s`",
    async (path, piece, typed, expected) => {
      const text = files[path].replace(piece, typed);
      client.open(path, text);
      const list = await client.connection.sendRequest(CompletionRequest.type, {
        textDocument: { uri: client.uri(path) },
        position: positionOf(text, typed, typed.length),
      });
      const items = Array.isArray(list) ? list : (list?.items ?? []);
      expect(items.map(({ label }) => label)).toEqual(expect.arrayContaining([...expected]));
      client.change(path, files[path]);
    },
  );

  it("what a file holds, what leads there, and what is in effect", async () => {
    const textDocument = { uri: client.uri("service.yaml") };
    const symbols = await client.connection.sendRequest(DocumentSymbolRequest.type, {
      textDocument,
    });
    expect(symbols?.map(({ name }) => name)).toEqual(["Service orders", "Deployment orders-v1"]);
    const lenses = await client.connection.sendRequest(CodeLensRequest.type, { textDocument });
    expect(lenses?.map(({ command }) => command?.title)).toEqual(["1 route leads here"]);
    const range = { start: { line: 0, character: 0 }, end: { line: 99, character: 0 } };
    const hints = await client.connection.sendRequest(InlayHintRequest.type, {
      textDocument,
      range,
    });
    expect(hints?.map(({ label }) => label)).toEqual(["GRPC"]);
  });
});
