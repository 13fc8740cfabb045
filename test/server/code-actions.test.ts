import { describe, expect, it } from "vitest";
import {
  CodeActionRequest,
  type CodeAction,
  type Diagnostic,
  type InitializeParams,
  type TextEdit,
} from "vscode-languageserver-protocol/node";
import { TextDocument } from "vscode-languageserver-textdocument";
import { startLsp, type LspClient } from "../support/lsp-client.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const text = `# Größe 🚀
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: orders, namespace: shop, annotations: { "x": "🚀🚀 é" } }
spec:
  hosts: [orders]
  http:
    - route: [{ destination: { host: "orders" } }]
      timout: 5s # 🚀
      retries: { attempts: 1, retryOn: "unavailable, cancelled" }
`;
const fixed = text.replace(", cancelled", ",cancelled,connect-failure,refused-stream");

async function actionsAt(
  client: LspClient,
  found: Diagnostic,
  only?: readonly string[],
): Promise<readonly CodeAction[]> {
  const actions = await client.connection.sendRequest(CodeActionRequest.type, {
    textDocument: { uri: client.uri("a.yaml") },
    range: found.range,
    context: { diagnostics: [found], ...(only && { only: [...only] }) },
  });
  return (actions ?? []).flatMap((each) => ("kind" in each ? each : []));
}

function editsOf(actions: readonly CodeAction[], client: LspClient): TextEdit[] {
  return actions.flatMap(({ edit }) => edit?.changes?.[client.uri("a.yaml")] ?? []);
}

function applied(source: string, edits: TextEdit[]): string {
  return TextDocument.applyEdits(TextDocument.create("file:///a.yaml", "yaml", 1, source), edits);
}

const utf8: Partial<InitializeParams> = {
  capabilities: { general: { positionEncodings: ["utf-8", "utf-16"] } },
};

describe("actions of the language server", () => {
  it.each([
    ["with LF", text, fixed],
    ["with CRLF", text.replaceAll("\n", "\r\n"), fixed.replaceAll("\n", "\r\n")],
  ])("fix all that is safe in the exact bytes, %s", async (_, source, expected) => {
    const client = await startLsp(temporaryFolder({ "a.yaml": source }));
    client.open("a.yaml", source);
    const [found] = await client.until("a.yaml", ({ length }) => length > 0);
    if (found === undefined) throw new Error("nothing was found");
    const all = await actionsAt(client, found, ["source.fixAll"]);
    expect(all.map(({ kind }) => kind)).toEqual(["source.fixAll.istio-grpc-lint"]);
    expect(applied(source, editsOf(all, client))).toBe(expected);
    await client.end();
  });

  it("fix one finding, or silence it here or in the file", async () => {
    const client = await startLsp(temporaryFolder({ "a.yaml": text }));
    client.open("a.yaml", text);
    const found = await client.until("a.yaml", ({ length }) => length > 0);
    const slip = found.find(({ code }) => code === "unknown-field");
    if (slip === undefined) throw new Error("the slip was not found");
    const actions = await actionsAt(client, slip);
    expect(actions.map(({ title, isPreferred }) => [title, isPreferred])).toEqual([
      [expect.stringMatching(/timeout.*\(may change behaviour\)$/), false],
      ["Ignore `unknown-field` here", undefined],
      ["Ignore `unknown-field` in this file", undefined],
    ]);
    const [fix, here] = actions;
    if (fix === undefined || here === undefined) throw new Error("actions are missing");
    expect(applied(text, editsOf([fix], client))).toBe(text.replace("timout", "timeout"));
    const silenced = applied(text, editsOf([here], client));
    expect(silenced).toContain("      # istio-grpc-lint: ignore[unknown-field]\n      timout");
    client.change("a.yaml", silenced);
    await client.until("a.yaml", (all) => all.every(({ code }) => code !== "unknown-field"));
    await client.end();
  });

  it("count bytes of UTF-8 for clients that like them better", async () => {
    const client = await startLsp(temporaryFolder({ "a.yaml": text }), { params: utf8 });
    expect(client.initialized.capabilities.positionEncoding).toBe("utf-8");
    const line = '    - { name: "🚀é", timout: 5s, route: [{ destination: { host: orders } }] }';
    const slipped = `${text.split("\n").slice(0, 7).join("\n")}\n${line}\n`;
    client.open("a.yaml", slipped);
    const found = await client.until("a.yaml", (all) =>
      all.some(({ code }) => code === "unknown-field"),
    );
    const slip = found.find(({ code }) => code === "unknown-field");
    const { start, end } = slip?.range ?? { start: { character: 0 }, end: { character: 0 } };
    expect(Buffer.from(line).subarray(start.character, end.character).toString()).toBe("timout");
    await client.end();
  });
});
