import { spreadTargets } from "../../src/mesh/ask/collector-configs.ts";
import { serviceAt } from "../../src/mesh/ask/dialed-services.ts";
import { mayHaveSidecar } from "../../src/mesh/ask/sidecars.ts";
import { acceptsMutualTlsOnly } from "../../src/mesh/ask/strict-ports.ts";
import type { Mesh } from "../../src/mesh/mesh.ts";
import { isHttp2 } from "../../src/mesh/objects/protocol.ts";
import { portTitle, type ServicePort } from "../../src/mesh/objects/service.ts";
import { commandWords, type Container, type Workload } from "../../src/mesh/objects/workload.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { fieldsAt } from "../../src/rule/places-of.ts";
import { defineRule, istio, thread } from "../../src/rule/rule.ts";
import type { Span } from "../../src/yaml/source.ts";

export const podAddressesBypassMutualTls = defineRule({
  id: "pod-addresses-bypass-mutual-tls",
  topic: "mtls",
  summary: "a client calls pods by their addresses, without mutual TLS, and the pods demand it",
  severity: "warning",
  reads: "container",
  evidence: [
    istio(
      "pilot/pkg/networking/core/listener.go",
      "buildSidecarOutboundListeners: listeners for single pods only where a headless port is TCP",
    ),
    istio(
      "pilot/pkg/networking/core/httproute.go",
      "generateVirtualHostDomains: names of the Service, no addresses of its pods",
    ),
    istio(
      "pilot/pkg/networking/core/cluster_builder.go",
      "buildDefaultPassthroughCluster: ORIGINAL_DST, no TLS",
    ),
    thread("istio/istio#37431", "calls to the address of a pod are reset under STRICT"),
    thread(
      "open-telemetry/opentelemetry-collector#11703",
      "the exporter `loadbalancing` and a headless Service under STRICT: UNAVAILABLE",
    ),
  ],
  ofIstio: ({ workload }) => workload.resource,
  *check(container, mesh) {
    const { workload } = container;
    if (!mayHaveSidecar(workload, mesh) || isUncaptured(workload)) return;
    for (const { port, span } of dialedPods(container, mesh)) {
      const isHttp = isHttp2(port.protocol) || port.protocol === "HTTP";
      if (!isHttp || hasAddresses(port, mesh)) continue;
      if (acceptsMutualTlsOnly(port, mesh)) yield unencrypted(port, span, mesh);
    }
  },
});

function isUncaptured({ annotations }: Workload): boolean {
  return [...annotations.keys()].some((key) =>
    /^traffic\.sidecar\.istio\.io\/(?:ex|in)cludeOutbound/.test(key),
  );
}

/** A ServiceEntry of this port has addresses, those of the pods perhaps. */
function hasAddresses({ number }: ServicePort, mesh: Mesh): boolean {
  return mesh
    .ofType("networking.istio.io/ServiceEntry")
    .some(
      ({ spec }) =>
        spec?.get("addresses")?.item(0) !== undefined &&
        fieldsAt(spec, "ports[].number").some((it) => it.number()?.value === number?.value),
    );
}

interface DialedPods {
  readonly port: ServicePort;
  readonly span: Span;
}

/** Ports whose pods a client finds by itself, and dials by address. */
function dialedPods(container: Container, mesh: Mesh): readonly DialedPods[] {
  const { resource } = container.workload;
  const byExporter = spreadTargets(container, mesh).flatMap(({ host, port, field, isByDns }) => {
    const service = serviceAt(host, resource, mesh);
    const found = service?.ports.find(({ number }) => number?.value === port);
    // DNS gives the addresses of pods for a headless Service alone.
    return found && (!isByDns || service?.headless) ? [{ port: found, span: field.span }] : [];
  });
  const byFlag = commandWords(container).flatMap(({ value, span }) => {
    const port = lookedUp(value, container, mesh);
    return port?.service.headless ? [{ port, span }] : [];
  });
  return [...byExporter, ...byFlag];
}

/** `--endpoint=dnssrv+_grpc._tcp.name.namespace.svc`, `dns+name:port`: Thanos resolves them, and dials what it finds. */
function lookedUp(word: string, { workload }: Container, mesh: Mesh): ServicePort | undefined {
  const [, kind, rest = ""] = /=?\b(dnssrv|dns)\+([\w.:-]+)/.exec(word) ?? [];
  if (kind === undefined) return undefined;
  const [, ofSrv, srvHost] = /^_([\w-]+)\._tcp\.(.+)$/.exec(rest) ?? [];
  const [, host = "", number] = /^([\w.-]+):(\d+)$/.exec(rest) ?? [];
  const service = serviceAt(srvHost ?? host, workload.resource, mesh);
  return service?.ports.find((port) =>
    kind === "dnssrv" ? port.name?.value === ofSrv : port.number?.value === Number(number),
  );
}

function unencrypted(port: ServicePort, span: Span, mesh: Mesh): Finding {
  const { resource } = port.service;
  return {
    headline: `the pods of \`${resource.name}\` are called by address, which bypasses mutual TLS`,
    primary: { span, text: "resolved to addresses of pods" },
    related: [{ span: port.protocolSpan ?? mesh.nameSpan(resource), text: "routed by host name" }],
    note: `the sidecar knows port ${portTitle(port)} by the names of its Service: calls to an address pass through as plaintext, and STRICT refuses them with UNAVAILABLE (14)`,
    help: `let the client use host names, or declare the port \`appProtocol: tcp\`, for which sidecars know each pod`,
  };
}
