import type { JsonNode, JsonObject, JsonText } from "../../rpc/json-text.ts";
import { similarName } from "../../text/similar-name.ts";

/** What is wrong with a bootstrap of xDS, at a stretch of its text. */
export interface BootstrapFault {
  readonly start: number;
  readonly end: number;
  readonly kind: "not-json" | "missing" | "empty" | "unknown-credentials" | "misspelt";
  /** The field that it is about. */
  readonly name: string;
  /** For a field that is misspelt: whether gRPC needs it. */
  readonly isNeeded: boolean;
  readonly written: string;
}

const fields = {
  root: [
    "xds_servers",
    "node",
    "certificate_providers",
    "server_listener_resource_name_template",
    "client_default_listener_resource_name_template",
    "authorities",
    "allowed_grpc_services",
  ],
  server: ["server_uri", "channel_creds", "server_features", "call_creds"],
  node: ["id", "cluster", "locality", "metadata"],
} as const;

/**
 * Those that a library has without help of the program; `fake` in C++ and what is made of it. Sources: grpc-go
 * `xds/bootstrap/credentials.go`; grpc-java `META-INF/services/io.grpc.xds.XdsCredentialsProvider`; gRPC
 * `src/core/credentials/transport/channel_creds_registry_init.cc`; grpc-node `xds-bootstrap.ts`.
 */
const credentials: ReadonlySet<string> = new Set(["fake", "google_default", "insecure", "tls"]);

/**
 * Why gRPC refuses a bootstrap, or reads less of it than is written.
 * Source: grpc-go `internal/xds/bootstrap/bootstrap.go` UnmarshalJSON (1.68); gRFC A27.
 */
export function bootstrapFaults({ root, faults }: JsonText): readonly BootstrapFault[] {
  const syntax = faults.find(({ kind }) => kind === "syntax" || kind === "trailing-text");
  if (syntax) return [fault(syntax, "not-json", "")];
  if (root?.kind !== "object") return [];
  const servers = member(root, "xds_servers");
  return [
    ...misspelt(root, fields.root, ["xds_servers"]),
    ...(servers?.kind === "list"
      ? servers.items.flatMap((it) => (it.kind === "object" ? ofServer(it) : []))
      : []),
    ...(servers?.kind === "list" && servers.items.length === 0 && !member(root, "authorities")
      ? [fault(servers, "empty", "xds_servers")]
      : []),
    ...nodeOf(root).flatMap((node) => misspelt(node, fields.node, [])),
  ];
}

function nodeOf(root: JsonObject): readonly JsonObject[] {
  const node = member(root, "node");
  return node?.kind === "object" ? [node] : [];
}

function ofServer(server: JsonObject): readonly BootstrapFault[] {
  const needed = ["server_uri", "channel_creds"];
  const wrong = misspelt(server, fields.server, needed);
  const uri = member(server, "server_uri");
  const creds = member(server, "channel_creds");
  const isThere = (name: string): boolean =>
    member(server, name) !== undefined || wrong.some((it) => it.name === name);
  return [
    ...wrong,
    ...needed
      .filter((name) => !isThere(name))
      .map((name) => fault({ start: server.start, end: server.start + 1 }, "missing", name)),
    ...(uri?.kind === "string" && uri.text === "" ? [fault(uri, "empty", "server_uri")] : []),
    ...(creds?.kind === "list" ? ofCredentials(creds, creds.items) : []),
  ];
}

function ofCredentials(list: JsonNode, items: readonly JsonNode[]): readonly BootstrapFault[] {
  if (items.length === 0) return [fault(list, "empty", "channel_creds")];
  const types = items.flatMap((it) => {
    const type = it.kind === "object" ? member(it, "type") : undefined;
    return type?.kind === "string" ? [type] : [];
  });
  const [first] = types;
  return first && types.every(({ text }) => !credentials.has(text))
    ? [{ ...fault(first, "unknown-credentials", "type"), written: first.text }]
    : [];
}

function member({ members }: JsonObject, name: string): JsonNode | undefined {
  return members.find(({ key }) => key.text === name)?.value;
}

/** Keys that are nearly those of gRPC, or theirs in camel case. */
function misspelt(
  object: JsonObject,
  known: readonly string[],
  needed: readonly string[],
): readonly BootstrapFault[] {
  const present = new Set(object.members.map(({ key }) => key.text));
  return object.members.flatMap(({ key }) => {
    if (known.includes(key.text)) return [];
    const snake = key.text.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    const name = known.includes(snake) ? snake : similarName(key.text, known);
    if (name === undefined || present.has(name)) return [];
    const isNeeded = needed.includes(name);
    return [{ ...fault(key, "misspelt", name), written: key.text, isNeeded }];
  });
}

function fault(
  { start, end }: { readonly start: number; readonly end: number },
  kind: BootstrapFault["kind"],
  name: string,
): BootstrapFault {
  return { start, end, kind, name, isNeeded: true, written: "" };
}
