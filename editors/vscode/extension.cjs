// Starts the language server that comes with the extension, and restarts it when somebody asks for that.
const { join } = require("node:path");
const { commands, window, workspace } = require("vscode");
const { LanguageClient, TransportKind } = require("vscode-languageclient/node");

const name = "istio-grpc-lint";

let client;

/** The server of the extension, or another one that a user names. */
function serverOptions(extensionPath) {
  const settings = workspace.getConfiguration(name);
  const module = settings.get("path") || join(extensionPath, "server", "dist", "cli.cjs");
  const args = ["server", ...(settings.get("arguments") ?? [])];
  return { module, args, transport: TransportKind.stdio };
}

/** What the server reads of the settings. */
function options() {
  const settings = workspace.getConfiguration(name);
  return {
    pause: settings.get("pause"),
    codeLens: settings.get("codeLens"),
    inlayHints: settings.get("inlayHints"),
  };
}

async function start(context) {
  const documentSelector = [
    { scheme: "file", language: "yaml" },
    { scheme: "file", pattern: "**/*.{yaml,yml}" },
    { scheme: "file", language: "json" },
  ];
  client = new LanguageClient(name, "Istio gRPC Lint", serverOptions(context.extensionPath), {
    documentSelector,
    initializationOptions: options(),
    synchronize: { configurationSection: name },
  });
  try {
    await client.start();
  } catch (error) {
    void window.showErrorMessage(`istio-grpc-lint could not start: ${String(error)}`);
  }
}

async function stop() {
  const running = client;
  client = undefined;
  await running?.stop();
}

async function activate(context) {
  context.subscriptions.push(
    commands.registerCommand(`${name}.restart`, async () => {
      await stop();
      await start(context);
    }),
    commands.registerCommand(`${name}.showOutput`, () => client?.outputChannel.show()),
  );
  await start(context);
}

module.exports = { activate, deactivate: stop };
