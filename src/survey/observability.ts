import { matchLabelsOf } from "../mesh/objects/match-labels.ts";
import type { Resource } from "../manifest/resource.ts";
import { byAge, namespaceOf } from "../mesh/world/age.ts";
import { selectsAll } from "../mesh/resolve/pod.ts";
import { isHttp, isTcp } from "../mesh/objects/protocol.ts";
import type { Workload } from "../mesh/objects/workload.ts";
import type { Field } from "../yaml/field.ts";
import { aspect, type Aspect } from "./aspect.ts";
import type { Subject } from "./subject.ts";

/** Telemetry resources that apply to the pods, the most specific first. */
function telemetriesFor({ state, pods, host }: Subject): readonly Resource[] {
  const { config } = state.cluster;
  const labels = pods[0]?.pod.labels ?? new Map<string, string>();
  const all = state.resources
    .filter(({ kind, group }) => kind === "Telemetry" && group === "telemetry.istio.io")
    .toSorted(byAge);
  const own = all.filter((it) => namespaceOf(it) === host.namespace);
  const root = all.filter(
    (it) => namespaceOf(it) === config.rootNamespace && matchLabelsOf(it).size === 0,
  );
  return [
    ...own
      .filter((it) => matchLabelsOf(it).size > 0 && selectsAll(matchLabelsOf(it), labels))
      .slice(0, 1),
    ...own.filter((it) => matchLabelsOf(it).size === 0).slice(0, 1),
    ...root.slice(0, 1),
  ];
}

/** The setting of the most specific Telemetry that has it. */
function telemetryOf(subject: Subject, key: string): Field | undefined {
  return telemetriesFor(subject)
    .map(({ spec }) => spec?.get(key))
    .find((field) => field !== undefined);
}

function proxySetting(pod: Workload | undefined, path: string): string | undefined {
  return pod?.proxySettings.find((it) => it.path === path)?.value?.value;
}

/** What proxies count. */
export function metricsOf(subject: Subject): Aspect {
  const { port, pods } = subject;
  const native = "CPU and memory; calls only if the application counts them";
  const changed = telemetryOf(subject, "metrics");
  const annotation = pods[0]?.pod.workload.annotations.get("prometheus.io/scrape");
  const scrape =
    annotation?.value === "true" ? "; the application's own metrics are scraped and merged" : "";
  if (isTcp(port.protocol)) {
    return aspect({
      key: "metrics",
      value: `bytes and connections only: the port is ${port.protocol}`,
      field: port.field,
      native,
      grade: "gap",
    });
  }
  const counts = isHttp(port.protocol) || port.protocol === "auto";
  const value = counts
    ? `\`istio_requests_total\` with \`grpc_response_status\`, latency and sizes, message counts${scrape}`
    : "bytes and connections only";
  return aspect({
    key: "metrics",
    value: changed ? `${value}; changed by a Telemetry` : value,
    field: changed,
    native,
  });
}

/** Where spans come from. */
export function tracingOf(subject: Subject): Aspect {
  const { state, pods } = subject;
  const native = "application spans only";
  const mesh = state.cluster.config.written;
  const written = telemetryOf(subject, "tracing");
  const own = proxySetting(pods[0]?.pod.workload, "tracing.sampling");
  const entry = written?.item(0);
  if (entry !== undefined) {
    const isOff = entry.get("disableSpanReporting")?.boolean()?.value === true;
    const share = entry.get("randomSamplingPercentage")?.number()?.value;
    const names = (entry.get("providers")?.items() ?? []).flatMap(
      (it) => it.get("name")?.text ?? [],
    );
    const to = names.length > 0 ? ` to \`${names.join("`, `")}\`` : "";
    return aspect({
      key: "tracing",
      value: isOff
        ? "disabled by a Telemetry"
        : `${share === undefined ? "sampled as set for the mesh" : `${share} % of the calls`}${to}`,
      field: entry,
      native,
    });
  }
  const sampling = own ?? mesh?.at("defaultConfig", "tracing", "sampling")?.text;
  const isOn = sampling !== undefined || mesh?.get("enableTracing")?.boolean()?.value === true;
  if (isOn) {
    return aspect({
      key: "tracing",
      value: `${sampling ?? "1"} % of the calls, as set in the mesh config`,
      field: mesh?.at("defaultConfig", "tracing") ?? mesh?.get("enableTracing"),
      native,
    });
  }
  return aspect({
    key: "tracing",
    value: "nothing in the input configures it",
    field: undefined,
    native,
    gaps: [
      {
        weight: "low",
        text: "no spans: nothing configures tracing",
        help: "add a Telemetry with `tracing`, and propagate trace headers in the application",
      },
    ],
  });
}

/** Whether proxies write a line for each call. */
export function accessLogsOf(subject: Subject): Aspect {
  const native = "application logs only";
  const mesh = subject.state.cluster.config.written;
  const written = telemetryOf(subject, "accessLogging")?.item(0);
  if (written !== undefined) {
    const isOff = written.get("disabled")?.boolean()?.value === true;
    const filter = written.at("filter", "expression")?.text;
    const value = isOff
      ? "disabled by a Telemetry"
      : `on${filter === undefined ? "" : `, where \`${filter}\``}`;
    return aspect({ key: "accessLogs", value, field: written, native });
  }
  const file = mesh?.get("accessLogFile");
  if (file?.text) {
    return aspect({ key: "accessLogs", value: `on, to \`${file.text}\``, field: file, native });
  }
  return aspect({
    key: "accessLogs",
    value: "nothing in the input enables them",
    field: undefined,
    native,
  });
}
