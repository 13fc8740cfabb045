import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable, Writable } from "node:stream";
import { pathToFileURL } from "node:url";

const program = process.env["CHROMIUM"] ?? "chromium";

/** Whether tests can open pages in Chromium. */
export const hasBrowser = spawnSync(program, ["--version"]).status === 0;

export interface Page {
  /** The value of an expression in the page, as JSON can hold it. */
  evaluate(expression: string): Promise<unknown>;
  /** Presses a key as a keyboard does. */
  press(key: string, code: string): Promise<void>;
  darken(): Promise<void>;
  /** Shows the page as a screen of this size does. */
  resize(width: number, height: number): Promise<void>;
  /** PNG, base64. */
  screenshot(): Promise<string>;
  /** What the page asked for, itself included. */
  readonly requests: readonly string[];
  /** Errors of scripts and of the security policy. */
  readonly complaints: readonly string[];
  close(): Promise<void>;
}

type Reply = Readonly<Record<string, unknown>>;

/** Opens a page with the text `html` in a headless Chromium, which is spoken to over pipes. */
export async function openPage(html: string): Promise<Page> {
  return open((profile) => {
    const file = join(profile, "page.html");
    writeFileSync(file, html);
    return file;
  });
}

/** Opens a page that is on the disk. */
export async function openFile(file: string): Promise<Page> {
  return open(() => file);
}

async function open(fileIn: (profile: string) => string): Promise<Page> {
  const profile = mkdtempSync(join(tmpdir(), "istio-grpc-lint-browser-"));
  const file = fileIn(profile);
  const flags = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"];
  const browser = spawn(
    program,
    [...flags, "--remote-debugging-pipe", "--window-size=1200,1600", `--user-data-dir=${profile}`],
    { stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"] },
  );
  const [, , , input, output] = browser.stdio;
  if (!(input instanceof Writable) || !(output instanceof Readable)) throw new Error("no pipes");
  const requests: string[] = [];
  const complaints: string[] = [];
  const connection = connect(input, output, ({ method, params }) => {
    const { request, exceptionDetails, entry } = Object(params);
    if (method === "Network.requestWillBeSent") requests.push(String(Object(request).url));
    if (method === "Runtime.exceptionThrown") complaints.push(JSON.stringify(exceptionDetails));
    if (method === "Log.entryAdded") complaints.push(String(Object(entry).text));
  });
  const { targetId } = await connection.send("Target.createTarget", { url: "about:blank" });
  const attached = await connection.send("Target.attachToTarget", { targetId, flatten: true });
  const sessionId = String(attached["sessionId"]);
  const send = (method: string, params: object = {}): Promise<Reply> =>
    connection.send(method, params, sessionId);
  for (const domain of ["Page", "Network", "Runtime", "Log"]) await send(`${domain}.enable`);
  const loaded = connection.until("Page.loadEventFired");
  await send("Page.navigate", { url: pathToFileURL(file).href });
  await loaded;
  return {
    requests,
    complaints,
    async evaluate(expression) {
      const { result, exceptionDetails } = await send("Runtime.evaluate", {
        expression,
        returnByValue: true,
        awaitPromise: true,
      });
      if (exceptionDetails !== undefined) throw new Error(JSON.stringify(exceptionDetails));
      return Object(result).value;
    },
    async press(key, code) {
      const event = { key, code, text: key };
      await send("Input.dispatchKeyEvent", { type: "keyDown", ...event });
      await send("Input.dispatchKeyEvent", { type: "keyUp", ...event });
    },
    async darken() {
      const features = [{ name: "prefers-color-scheme", value: "dark" }];
      await send("Emulation.setEmulatedMedia", { features });
    },
    async resize(width, height) {
      const metrics = { width, height, deviceScaleFactor: 1, mobile: width < 600 };
      await send("Emulation.setDeviceMetricsOverride", metrics);
    },
    async screenshot() {
      return String((await send("Page.captureScreenshot", { format: "png" }))["data"]);
    },
    async close() {
      const ended = new Promise((resolve) => {
        browser.once("exit", resolve);
      });
      await connection.send("Browser.close");
      await ended;
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

interface Connection {
  send(method: string, params?: object, sessionId?: string): Promise<Reply>;
  /** Resolves at the next event of a kind. */
  until(method: string): Promise<void>;
}

/** Messages of the DevTools protocol: JSON, each ended by a zero byte. */
function connect(
  input: Writable,
  output: Readable,
  onEvent: (event: { readonly method: unknown; readonly params: unknown }) => void,
): Connection {
  const waiting = new Map<number, (message: Reply) => void>();
  const awaited = new Map<string, () => void>();
  let last = 0;
  let rest = "";
  output.setEncoding("utf8").on("data", (chunk: string) => {
    const messages = (rest + chunk).split("\u0000");
    rest = messages.pop() ?? "";
    for (const text of messages) {
      const { id, method, params, ...reply } = Object(JSON.parse(text));
      waiting.get(id)?.(reply);
      if (method === undefined) continue;
      onEvent({ method, params });
      awaited.get(method)?.();
    }
  });
  return {
    send: (method, params = {}, sessionId) =>
      new Promise((resolve, reject) => {
        last += 1;
        waiting.set(last, ({ error, result }) => {
          if (error === undefined) resolve(Object(result));
          else reject(new Error(`${method}: ${JSON.stringify(error)}`));
        });
        input.write(`${JSON.stringify({ id: last, method, params, sessionId })}\u0000`);
      }),
    until: (method) =>
      new Promise((resolve) => {
        awaited.set(method, resolve);
      }),
  };
}
