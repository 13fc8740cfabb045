import { gather } from "../../collections/gather.ts";
import { embeddedDocuments } from "../../yaml/embedded.ts";
import type { Field } from "../../yaml/field.ts";
import type { Mesh } from "../mesh.ts";
import type { Container } from "../objects/workload.ts";

/** What a collector of OpenTelemetry is told to do: its configuration, in a ConfigMap that its container mounts. */
export function collectorConfigs(container: Container, mesh: Mesh): readonly Field[] {
  if (!isCollector(container)) return [];
  return gather(mountedConfigMaps(container), (name) => {
    const { resource } = container.workload;
    const maps = mesh.meantBy(resource, "/ConfigMap", { name, namespace: resource.namespace });
    return gather(maps, ({ root }) =>
      gather(root.get("data")?.fields() ?? [], (field) =>
        /^receivers:/m.test(field.text ?? "") ? embeddedDocuments(field) : [],
      ),
    );
  });
}

/** By its image: the released distributions, and those that others build. */
function isCollector({ field }: Container): boolean {
  return /otel|opentelemetry-collector/i.test(field.get("image")?.text ?? "");
}

/** Names of the ConfigMaps behind the volumes that a container mounts. */
function mountedConfigMaps({ field, workload }: Container): readonly string[] {
  const mounted = new Set(
    (field.get("volumeMounts")?.items() ?? []).map((it) => it.get("name")?.text),
  );
  const volumes = workload.podSpec?.get("volumes")?.items() ?? [];
  return volumes
    .filter((volume) => mounted.has(volume.get("name")?.text))
    .flatMap((volume) => volume.at("configMap", "name")?.text ?? []);
}

/** A gRPC server of a collector that takes telemetry in. */
export interface OtlpServer {
  readonly port: number;
  /** The receiver's `grpc`, with its `endpoint` and `tls` where they are written. */
  readonly grpc: Field;
}

const otlpPort = 4317;

/** The OTLP receivers that take part in a pipeline and serve gRPC. */
export function otlpServers(container: Container, mesh: Mesh): readonly OtlpServer[] {
  return gather(collectorConfigs(container, mesh), (config) => {
    const pipelines = config.at("service", "pipelines")?.fields() ?? [];
    const used = new Set(
      gather(pipelines, (it) => (it.get("receivers")?.items() ?? []).map(({ text }) => text)),
    );
    return (config.get("receivers")?.fields() ?? [])
      .filter(({ step }) => /^otlp(?:\/|$)/.test(String(step)) && used.has(String(step)))
      .flatMap((receiver) => {
        const grpc = receiver.at("protocols", "grpc");
        const endpoint = grpc?.get("endpoint")?.text;
        const port = endpoint === undefined ? otlpPort : Number(/:(\d+)$/.exec(endpoint)?.[1]);
        return grpc === undefined || Number.isNaN(port) ? [] : [{ port, grpc }];
      });
  });
}

/** A Service whose pods an exporter of a collector looks up, to send to each by its address. */
export interface SpreadTarget {
  readonly host: string;
  readonly port: number;
  readonly field: Field;
  /** By the name of the Service in DNS; otherwise by its endpoints. */
  readonly isByDns: boolean;
}

/** What the exporters `loadbalancing` spread over; not where they ask for the names of pods. */
export function spreadTargets(container: Container, mesh: Mesh): readonly SpreadTarget[] {
  return gather(collectorConfigs(container, mesh), (config) =>
    (config.get("exporters")?.fields() ?? [])
      .filter(({ step }) => /^loadbalancing(?:\/|$)/.test(String(step)))
      .flatMap((exporter) => targetOf(exporter) ?? []),
  );
}

function targetOf(exporter: Field): SpreadTarget | undefined {
  const dns = exporter.at("resolver", "dns");
  const hostname = dns?.get("hostname");
  if (hostname?.text !== undefined) {
    const port = Number(dns?.get("port")?.scalar()?.value ?? otlpPort);
    return { host: hostname.text, port, field: hostname, isByDns: true };
  }
  const endpoints = exporter.at("resolver", "k8s");
  const service = endpoints?.get("service");
  const byName = endpoints?.get("return_hostnames")?.boolean()?.value === true;
  if (service?.text === undefined || byName) return undefined;
  const port = Number(endpoints?.get("ports")?.item(0)?.scalar()?.value ?? otlpPort);
  return { host: service.text, port, field: service, isByDns: false };
}
