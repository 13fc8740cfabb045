import type { Located } from "../../yaml/source.ts";
import type { GrpcEvidence } from "../objects/evidence.ts";
import type { Container } from "../objects/workload.ts";

/**
 * Default gRPC ports of servers that many run, by the last part of their image's name. Source: their documentation:
 * OpenTelemetry Collector `receiver/otlpreceiver` (4317), Jaeger `ports/ports.go` (14250, 16685, 4317), Thanos
 * `cmd/thanos/config.go` (10901), dskit `server/server.go` of Loki, Mimir, Tempo and Cortex (9095), TensorFlow Serving `main.cc`
 * (8500), Triton `command_line_parser.cc` (8001), TorchServe `docs/grpc_api.md` (7070, 7071), MLServer `settings.py` (8081), SpiceDB
 * `serve` (50051), OpenFGA `config.go` (8081), Cerbos `conf` (3593), Qdrant `config.yaml` (6334), Weaviate (50051), Dgraph
 * `ports-usage` (5080, 7080, 9080), Temporal `config/base.yaml` (7233–7239), Zeebe gateway `network.port` (26500), SkyWalking OAP
 * `application.yml` (11800), Nacos (8848 + 1000, + 1001), Fortio `-grpc-port` (8079), grpcbin (9000), Envoy's rate limit service (8081).
 */
const grpcPorts: ReadonlyMap<string, readonly number[]> = new Map([
  ["opentelemetry-collector", [4317]],
  ["opentelemetry-collector-contrib", [4317]],
  ["opentelemetry-collector-k8s", [4317]],
  ["jaeger-collector", [4317, 14250]],
  ["jaeger-query", [16685]],
  ["all-in-one", [4317, 14250, 16685]],
  ["thanos", [10901]],
  ["loki", [9095]],
  ["mimir", [9095]],
  ["tempo", [9095]],
  ["cortex", [9095]],
  ["serving", [8500]],
  ["tritonserver", [8001]],
  ["torchserve", [7070, 7071]],
  ["mlserver", [8081]],
  ["spicedb", [50051]],
  ["openfga", [8081]],
  ["cerbos", [3593]],
  ["qdrant", [6334]],
  ["weaviate", [50051]],
  ["dgraph", [5080, 7080, 9080]],
  ["server", [7233, 7234, 7235, 7239]],
  ["zeebe", [26500]],
  ["zeebe-gateway", [26500]],
  ["skywalking-oap-server", [11800]],
  ["nacos-server", [9848, 9849]],
  ["fortio", [8079]],
  ["grpcbin", [9000]],
  ["ratelimit", [8081]],
]);

/** What alone is the name of much else. */
const fullNames: ReadonlyMap<string, string> = new Map([
  ["serving", "tensorflow/serving"],
  ["server", "temporalio/server"],
  ["all-in-one", "jaegertracing/all-in-one"],
  ["ratelimit", "envoyproxy/ratelimit"],
  ["cortex", "cortexproject/cortex"],
  ["loki", "grafana/loki"],
  ["mimir", "grafana/mimir"],
  ["tempo", "grafana/tempo"],
]);

/** Hints: what an image listens to by default, and what a framework is set to. */
export function serverEvidence(
  container: Container,
): readonly { readonly port: number; readonly evidence: GrpcEvidence }[] {
  return [...imagePorts(container), ...kestrelPorts(container)];
}

function imagePorts({ field }: Container): ReturnType<typeof serverEvidence> {
  const image = field.get("image")?.string();
  const path = image?.value.split("@", 1)[0]?.replace(/:[^:/]*$/, "") ?? "";
  const name = path.slice(path.lastIndexOf("/") + 1);
  const full = fullNames.get(name);
  if (image === undefined || (full !== undefined && !path.endsWith(full))) return [];
  return (grpcPorts.get(name) ?? []).map((port) => ({
    port,
    evidence: hint(image, `\`${name}\` serves gRPC here`),
  }));
}

/** Kestrel serves what its URLs say; that it is gRPC only its protocols, or a name, suggest. */
function kestrelPorts({ field, name }: Container): ReturnType<typeof serverEvidence> {
  const env = field.get("env")?.items() ?? [];
  const valueOf = (wanted: string): Located<string> | undefined =>
    env
      .find((entry) => entry.get("name")?.text === wanted)
      ?.get("value")
      ?.string();
  const urls = valueOf("ASPNETCORE_URLS");
  const onlyHttp2 = valueOf("Kestrel__EndpointDefaults__Protocols")?.value === "Http2";
  const isNamed = /(?:^|[-./])grpc(?:[-.:]|$)/i.test(`${name}/${field.get("image")?.text ?? ""}`);
  if (urls === undefined || (!onlyHttp2 && !isNamed)) return [];
  return urls.value.split(";").flatMap((url) => {
    const port = Number(/^http:\/\/[^/]*:(\d+)/i.exec(url.trim())?.[1]);
    if (!Number.isInteger(port)) return [];
    if (!onlyHttp2) return [{ port, evidence: hint(urls, "URL of a server named gRPC") }];
    const text = "Kestrel serves only HTTP/2 here";
    return [{ port, evidence: { kind: "argument" as const, span: urls.span, text } }];
  });
}

function hint({ span }: Located<string>, text: string): GrpcEvidence {
  return { kind: "server", span, text };
}
