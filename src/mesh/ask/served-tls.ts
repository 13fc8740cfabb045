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

/** Ports where the arguments, variables and probes of a container say that it speaks TLS, the surest reason of each. */
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
const ofOthers =
  /client|peer|ca[-_.]|webhook|metrics?|health|http|upstream|remote|web|admin|reporter|export/i;

/** Turns TLS off, whatever certificates there are. */
const off =
  /^--?(?:\w+_)?(?:(?:enable[-_.]?)?(?:tls|ssl)(?:[-_.]?enabled?)?=(?:false|0)|(?:no|disable)[-_.]?(?:tls|ssl)|(?:tls|ssl)[-_.]?disabled?)(?:=(?:true|1))?$|^--?insecure(?:=true)?$/i;

/** The name of a flag without its dashes; empty for another word. */
function flagIn(word: string): string {
  const [, name = ""] = /^--?([^=\s]+)/.exec(word) ?? [];
  return name;
}

/** Variables are of clients more often than flags; those of a server say so, or nothing but what they hold. */
const ofServers = /grpc|server|listen|^(?:tls|ssl)_/i;

/** Variables as flags with their values. */
function variablesOf({ field }: Container): readonly Located<string>[] {
  return (field.get("env")?.items() ?? []).flatMap((entry) => {
    const name = entry.get("name")?.text ?? "";
    const value = entry.get("value")?.string();
    return value && ofServers.test(name)
      ? [{ value: `--${name}=${value.value}`, span: value.span }]
      : [];
  });
}

/** A certificate and its key, where the container has no other port that they may be for. */
function certificateFlags(
  container: Container,
  words: readonly Located<string>[],
): readonly TlsSign[] {
  const said = [...words, ...variablesOf(container)];
  if (said.some(({ value }) => off.test(value))) return [];
  const own = said.filter(({ value }) => !ofOthers.test(flagIn(value)) && !value.endsWith("="));
  const cert = own.find(({ value }) => certificate.test(flagIn(value)));
  if (cert === undefined || !own.some(({ value }) => key.test(flagIn(value)))) return [];
  const isSure = /grpc/i.test(flagIn(cert.value));
  const port = portOf(container, isSure);
  if (port === undefined) return [];
  const text = isSure ? "the gRPC server gets a certificate" : "the server gets a certificate";
  return [{ port, span: cert.span, text, isSure }];
}

/** The only port, or the only one whose name says gRPC if the certificate is said to be for that. */
function portOf({ ports }: Container, isGrpc: boolean): number | undefined {
  const named = isGrpc ? ports.filter(({ name }) => /grpc/i.test(name?.value ?? "")) : [];
  const [port, ...others] = named.length > 0 ? named : ports;
  return others.length === 0 ? port?.number?.value : undefined;
}
