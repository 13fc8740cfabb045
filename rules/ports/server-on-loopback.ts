import { otlpServers } from "../../src/mesh/ask/collector-configs.ts";
import { servicePortsOf } from "../../src/mesh/ask/probed-services.ts";
import type { ServicePort } from "../../src/mesh/objects/service.ts";
import type { Mesh } from "../../src/mesh/mesh.ts";
import { commandWords, type Container } from "../../src/mesh/objects/workload.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, istio, kubernetes, thread } from "../../src/rule/rule.ts";
import type { Located } from "../../src/yaml/source.ts";

export const serverOnLoopback = defineRule({
  id: "server-on-loopback",
  topic: "ports",
  summary: "a server is told to listen on the loopback address alone, and a Service leads to it",
  severity: "warning",
  reads: "container",
  evidence: [
    istio(
      "pilot/pkg/networking/core/cluster.go",
      "buildInboundCluster: calls go on to the pod's address (Istio 1.10)",
    ),
    kubernetes("pkg/apis/core/types.go", "EndpointAddress: loopback addresses are none"),
    thread("istio/istio#52627", "delayed connect error: 111, for a server on localhost"),
    thread("istio/istio#39758", "connection failure: 111"),
    {
      project: "OpenTelemetry Collector 0.110",
      path: "receiver/otlpreceiver/factory.go",
      detail: "createDefaultConfig: localhost:4317, since 0.104",
    },
    thread(
      "open-telemetry/opentelemetry-collector-contrib#33896",
      "OTLP receivers without an endpoint cannot be reached since 0.104",
    ),
  ],
  *check(container, mesh) {
    const { workload } = container;
    // A Sidecar may hand calls on to the loopback address.
    if (mesh.sidecarOf(workload)?.spec?.get("ingress") !== undefined) return;
    for (const { port, at } of [...listenersOf(container), ...receiversOf(container, mesh)]) {
      // Another container may have the port, and pass on to this one.
      const others = workload.containers.filter((it) => it !== container);
      if (others.some((it) => declares(it, port))) continue;
      const [served] = servicePortsOf(workload, port, mesh);
      if (served) yield unreachable(at, port, served);
    }
  },
});

function declares({ ports }: Container, number: number): boolean {
  return ports.some((port) => port.number?.value === number);
}

const flags = /^--?[\w.-]+$/;
const ofServers = /listen|bind/i;
const ofClients = /client|upstream|backend|target|endpoint|proxy|server-addr|dial/i;
const variables = /(?:^|_)(?:LISTEN|BIND)(?:_ADDR(?:ESS)?)?$|^ASPNETCORE_URLS$/;
const flagAddress = /^(?:tcp:\/\/)?(?:localhost|127\.0\.0\.1):(\d+)$/i;
const address = /^(?:https?:\/\/|tcp:\/\/)?(?:localhost|127\.0\.0\.1):(\d+)\/?$/i;

interface Listener {
  readonly port: number;
  readonly at: Located<string>;
}

/** `--listen-address=127.0.0.1:50051` */
function portOfFlag(word: string): string | undefined {
  const end = word.indexOf("=");
  const name = word.slice(0, Math.max(end, 0));
  if (!flags.test(name) || !ofServers.test(name)) return undefined;
  return flagAddress.exec(word.slice(end + 1))?.[1];
}

/** Addresses to listen at, in flags and variables that say so. */
function listenersOf(container: Container): readonly Listener[] {
  const inFlags = commandWords(container)
    .filter(({ value }) => !ofClients.test(value))
    .flatMap((word) => found(word, portOfFlag(word.value)));
  const env = (container.field.get("env")?.items() ?? [])
    .filter((entry) => variables.test(entry.get("name")?.text ?? ""))
    .flatMap((entry) => entry.get("value")?.string() ?? [])
    .flatMap((value) => found(value, address.exec(value.value)?.[1]));
  // Of several addresses one may be for callers.
  const said = commandWords(container).filter(({ value }) => /listen|bind|--?urls?\b/i.test(value));
  return said.length > 1 || (said.length > 0 && env.length > 0) ? [] : [...inFlags, ...env];
}

const loopback = /^(?:localhost|127\.0\.0\.1):\d+$/i;

/** Receivers of a collector; the default of one without an endpoint depends on the release. */
function receiversOf(container: Container, mesh: Mesh): readonly Listener[] {
  const [, minor] = /:v?0\.(\d+)\.\d+/.exec(container.field.get("image")?.text ?? "") ?? [];
  return otlpServers(container, mesh).flatMap(({ port, grpc }) => {
    const endpoint = grpc.get("endpoint")?.string();
    if (endpoint) return loopback.test(endpoint.value) ? [{ port, at: endpoint }] : [];
    const isLocal = minor !== undefined && Number(minor) >= 104;
    return isLocal ? [{ port, at: { value: "grpc", span: grpc.keySpan } }] : [];
  });
}

function found(at: Located<string>, port: string | undefined): readonly Listener[] {
  return port === undefined ? [] : [{ port: Number(port), at }];
}

function unreachable(
  at: Located<string>,
  port: number,
  { service, field, number }: ServicePort,
): Finding {
  return {
    headline: `the server listens on loopback, and \`${service.resource.name}\` leads to port ${port} of the pod`,
    primary: { span: at.span, text: "only the pod itself gets there" },
    related: [{ span: number?.span ?? field.span, text: "a port that leads to it" }],
    note: "connections go to the pod's address, with a sidecar as well: refused, UNAVAILABLE (14), delayed connect error: 111",
    help: `listen on \`0.0.0.0:${port}\``,
  };
}
