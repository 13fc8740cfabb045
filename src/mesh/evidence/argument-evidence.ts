import type { Located } from "../../yaml/source.ts";
import type { GrpcEvidence } from "../objects/evidence.ts";
import { keptFor } from "../../collections/lazy.ts";
import { gather } from "../../collections/gather.ts";
import { serverEvidence } from "./known-servers.ts";
import { commandWords, type Container } from "../objects/workload.ts";

/** A port that a container is given for gRPC, and where that is written. */
interface GivenPort {
  readonly port: number;
  readonly evidence: GrpcEvidence;
}

/** The ports of a container that its flags, variables and image suggest for gRPC; flags and variables first. */
export const weakEvidenceOf = keptFor((container: Container): readonly GivenPort[] => {
  const words = gather(commandWords(container), wordsOf);
  return [
    ...flagPorts(words),
    ...commandPort(words),
    ...variablePorts(container),
    ...serverEvidence(container),
  ];
});

/** Scripts of a shell hold whole commands in one text. */
function wordsOf({ value, span }: Located<string>): readonly Located<string>[] {
  return value.split(/\s+/).map((word) => ({ value: unquoted(word), span }));
}

const closing = new Set(['"', "'", ",", ";"]);

function unquoted(word: string): string {
  const start = word.startsWith('"') || word.startsWith("'") ? 1 : 0;
  let end = word.length;
  while (end > start && closing.has(word[end - 1] ?? "")) end -= 1;
  return word.slice(start, end);
}

/** `--grpc-port`, `-grpc_addr`, `--query.grpc-server.host-port`, `--grpc`; not what is sent to another server. */
const flag = /^--?([a-z\d][a-z\d._-]*)(?:=(.*))?$/i;
const namesGrpc = /(?:^|[-_.])grpc/i;
const listens = /grpc$|(?:port|addr|address|bind|listen|endpoint)$/i;
const otherUse =
  /web|gateway|gw|ui|rest|json|http|metric|prom|health|probe|admin|debug|client|remote|upstream|backend|target|xds|proxy|tls/i;

function flagPorts(words: readonly Located<string>[]): readonly GivenPort[] {
  return words.flatMap((word, index) => {
    const [, name = "", written] = flag.exec(word.value) ?? [];
    if (!namesGrpc.test(name) || !listens.test(name) || otherUse.test(name)) return [];
    const port = localPort(written ?? words[index + 1]?.value ?? "");
    return port === undefined ? [] : [given(port, word, `\`--${name}\` opens this port`)];
  });
}

/** A server begun by `… grpc --port N`, as `dagster api grpc -p 3030` is. */
function commandPort(words: readonly Located<string>[]): readonly GivenPort[] {
  const start = words.findIndex(
    ({ value }, index) => value === "grpc" && /^[\w./]/.test(words[index - 1]?.value ?? ""),
  );
  if (start < 1 || words.some(({ value }) => /client/i.test(value))) return [];
  const at = words.findIndex(({ value }, index) => index > start && /^(?:-p|--port)$/.test(value));
  const [command] = words.slice(start);
  const port = localPort(words[at + 1]?.value ?? "");
  if (at < 0 || command === undefined || port === undefined) return [];
  return [given(port, command, "the command serves gRPC here")];
}

const variable =
  /^(?:([A-Z\d]+)_)?GRPC_(?:SERVER_|LISTEN_|BIND_)?(?:PORT|ADDR|ADDRESS|LISTEN|BIND)$/;
/** Prefixes of frameworks, and words that everyone has. */
const ownPrefixes: ReadonlySet<string> = new Set(["SERVER", "APP", "QUARKUS", "SPRING", "LISTEN"]);

function variablePorts({ field, name }: Container): readonly GivenPort[] {
  const image = field.get("image")?.text ?? "";
  return (field.get("env")?.items() ?? []).flatMap((entry) => {
    const key = entry.get("name")?.string();
    const [found, prefix] =
      variable.exec(key?.value.toUpperCase().replaceAll(/[.-]/g, "_") ?? "") ?? [];
    const value = entry.get("value")?.text;
    if (key === undefined || found === undefined || value === undefined) return [];
    const isOwn =
      prefix === undefined ||
      ownPrefixes.has(prefix) ||
      `${name} ${image}`.toUpperCase().includes(prefix);
    const port = isOwn ? localPort(value) : undefined;
    return port === undefined ? [] : [given(port, key, `\`${key.value}\` opens this port`)];
  });
}

/** The port of an address to listen at: `50051`, `:50051`, `0.0.0.0:50051`, not that of another host. */
function localPort(address: string): number | undefined {
  const found =
    /^(?:tcp:\/\/)?(?:(?:0\.0\.0\.0|127\.0\.0\.1|localhost|\[::1?\]|\[::0\]|\*)?:)?(\d{2,5})$/.exec(
      address,
    );
  return found?.[1] === undefined ? undefined : Number(found[1]);
}

function given(port: number, { span }: Located<string>, text: string): GivenPort {
  return { port, evidence: { kind: "argument", span, text } };
}
