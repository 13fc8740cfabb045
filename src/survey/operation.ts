import { grpcProbePort } from "../mesh/objects/probed-port.ts";
import { gather } from "../collections/gather.ts";
import type { Probe, Workload } from "../mesh/objects/workload.ts";
import type { Field } from "../yaml/field.ts";
import { aspect, type Aspect, type Gap } from "./aspect.ts";
import type { ServedPod, Subject } from "./subject.ts";

const kinds = ["startupProbe", "readinessProbe", "livenessProbe"] as const;

/** How Kubernetes finds out that a pod is able to answer. */
export function healthOf({ pods, host }: Subject): Aspect | undefined {
  const [served] = pods;
  if (served === undefined || host.service === undefined) return undefined;
  const native = "the same: the kubelet probes pods, also over gRPC";
  const probes = gather(served.pod.workload.containers, (it) => it.probes);
  const texts = kinds.flatMap((kind) => {
    const own = probes.filter((it) => it.kind === kind);
    return own.length === 0
      ? []
      : [`${kind.replace("Probe", "")}: ${own.map(probeText).join(", ")}`];
  });
  const readiness = probes.filter(({ kind }) => kind === "readinessProbe");
  return aspect({
    key: "health",
    value: texts.length === 0 ? "no probes: pods count as ready once they run" : texts.join("; "),
    field: (readiness[0] ?? probes[0])?.field,
    native,
    gaps: healthGaps(readiness, served),
  });
}

function healthGaps(readiness: readonly Probe[], { target }: ServedPod): readonly Gap[] {
  if (readiness.length === 0) {
    return [
      {
        weight: "medium",
        text: "pods get calls before they can answer: no readiness probe",
        help: `add \`readinessProbe: { grpc: { port: ${target} } }\``,
      },
    ];
  }
  if (readiness.some((it) => grpcProbePort(it) !== undefined)) return [];
  return [
    {
      weight: "low",
      text: "the readiness probe does not use the gRPC health service",
      help: `use \`grpc: { port: ${target} }\``,
    },
  ];
}

function probeText(probe: Probe): string {
  if (probe.grpc) return `gRPC on ${portOf(probe.grpc)}`;
  if (grpcProbePort(probe)) return "`grpc_health_probe`";
  if (probe.httpGet) {
    return `HTTP on ${portOf(probe.httpGet)}`;
  }
  if (probe.tcpSocket) return `TCP on ${portOf(probe.tcpSocket)}`;
  return probe.command.length > 0 ? "a command" : "unknown";
}

function portOf(handler: Field): string {
  return String(handler.get("port")?.scalar()?.value ?? "");
}

/** What happens to calls when a pod ends. */
export function drainOf({ pods, host }: Subject): Aspect | undefined {
  const [served] = pods;
  if (served === undefined || host.service === undefined) return undefined;
  const { workload } = served.pod;
  const grace = workload.podSpec?.get("terminationGracePeriodSeconds");
  const seconds = grace?.number()?.value ?? 30;
  const preStop = preStopOf(workload);
  const hook = preStop === undefined ? "no `preStop`" : "with a `preStop` hook";
  const native = `SIGTERM at once, SIGKILL after ${seconds} s; ${hook}`;
  if (!served.pod.hasSidecar) {
    return aspect({ key: "drain", value: native, field: grace, native });
  }
  const setting = (path: string): string | undefined =>
    workload.proxySettings.find((it) => it.path === path)?.value?.value;
  const waits = setting("proxyMetadata.EXIT_ON_ZERO_ACTIVE_CONNECTIONS") === "true";
  const drain = setting("terminationDrainDuration");
  const proxy = waits
    ? "the proxy stays until its connections end"
    : `the proxy drains for ${drain ?? "5s"}${drain === undefined ? " (Istio's default)" : ""}`;
  const holds = setting("holdApplicationUntilProxyStarts") === "true";
  return aspect({
    key: "drain",
    value: `${proxy}, of ${seconds} s in all; ${hook}${holds ? "; the application waits for the proxy at start" : ""}`,
    field: workload.proxySettings.length > 0 ? annotationOf(workload) : (grace ?? preStop),
    native,
  });
}

function annotationOf({ template }: Workload): Field | undefined {
  return template.at("metadata", "annotations", "proxy.istio.io/config");
}

function preStopOf({ containers }: Workload): Field | undefined {
  return containers
    .filter(({ name }) => name !== "istio-proxy")
    .flatMap(({ field }) => field.at("lifecycle", "preStop") ?? [])[0];
}
