import type { Located, Span } from "../../yaml/source.ts";
import { gather } from "../../collections/gather.ts";
import { probedPort } from "../objects/probed-port.ts";
import { commandWords, type Container, type Probe } from "../objects/workload.ts";

/** A reason to believe that a container speaks TLS on a port of its own. */
export interface TlsSign {
  readonly port: number;
  readonly span: Span;
  /** At most six words for a label. */
  readonly text: string;
  /** The port is named where TLS is; certificates alone may be for another port, or for calls of its own. */
  readonly isSure: boolean;
}

/** Ports where the arguments and probes of a container say that it speaks TLS, the surest reason of each. */
export function servedTls(container: Container): readonly TlsSign[] {
  if (container.probes.some(isPlaintext)) return [];
  const words = commandWords(container);
  const found = [
    ...gather(container.probes, probedByTls),
    ...gather(words, listensWithTls),
    ...certificateFlags(container, words),
  ];
  return found.filter((sign, index) => found.findIndex(({ port }) => port === sign.port) === index);
}

/** Probes over gRPC have no TLS, and `grpc_health_probe` has it by its flag. */
function isPlaintext({ grpc, command }: Probe): boolean {
  const isHealthProbe = command[0]?.value.endsWith("grpc_health_probe") === true;
  return grpc !== undefined || isHealthProbe;
}

function probedByTls(probe: Probe): readonly TlsSign[] {
  const scheme = probe.httpGet?.get("scheme");
  const port = probedPort(probe);
  if (scheme?.text !== "HTTPS" || port === undefined) return [];
  return [{ port, span: scheme.span, text: "the server is probed with TLS", isSure: true }];
}

/** `--listen-client-urls=https://0.0.0.0:2379`, the form of etcd. */
function listensWithTls({ value, span }: Located<string>): readonly TlsSign[] {
  const at = value.indexOf("=");
  const urls = /listen/.test(value.slice(0, at)) ? value.slice(at + 1).split(",") : [];
  const port = urls
    .map((url) => /^https:\/\/(?:0\.0\.0\.0|\[::\]|\*)?:(\d+)/.exec(url)?.[1])
    .find((it) => it !== undefined);
  if (port === undefined) return [];
  return [{ port: Number(port), span, text: "the server listens with TLS", isSure: true }];
}

/** In the name of a flag, at its start or after `-`, `_` or `.`. */
const certificate = /(?:^|[-_.])(?:tls|ssl|server)[-_.]?(?:cert|crt)/i;
const key = /(?:^|[-_.])(?:tls|ssl|server)[-_.]?(?:private[-_.]?)?key/i;
const ofOthers = /client|peer|ca[-_.]|webhook|metrics?|health|http|upstream|remote|web|admin/i;

/** Turns TLS off, whatever certificates there are. */
const off =
  /^--?(?:(?:enable[-_.]?)?(?:tls|ssl)(?:[-_.]?enabled?)?=false|(?:no|disable)[-_.]?(?:tls|ssl)|(?:tls|ssl)[-_.]?disabled?)(?:=true)?$|^--?insecure(?:=true)?$/i;

/** The name of a flag without its dashes; empty for another word. */
function flagIn(word: string): string {
  const [, name = ""] = /^--?([^=\s]+)/.exec(word) ?? [];
  return name;
}

/** A certificate and its key, where the container has no other port that they may be for. */
function certificateFlags(
  { ports }: Container,
  words: readonly Located<string>[],
): readonly TlsSign[] {
  if (words.some(({ value }) => off.test(value))) return [];
  const own = words.filter(({ value }) => !ofOthers.test(flagIn(value)) && !value.endsWith("="));
  const cert = own.find(({ value }) => certificate.test(flagIn(value)));
  const port = ports[0]?.number?.value;
  if (cert === undefined || !own.some(({ value }) => key.test(flagIn(value)))) return [];
  if (ports.length !== 1 || port === undefined) return [];
  return [{ port, span: cert.span, text: "the server gets a certificate", isSure: false }];
}
