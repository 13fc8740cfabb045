import type { Resource } from "../manifest/resource.ts";
import { ambientLabel, ztunnelAlone } from "../mesh/ask/ambient.ts";
import type { RegisteredHost, RegisteredPort } from "../mesh/proxy/registered-host.ts";
import type { GrpcEvidence } from "../mesh/objects/evidence.ts";
import type { HostPort } from "../mesh/objects/service.ts";
import { callOf } from "../simulate/call-text.ts";
import { requestClasses, type CallSources } from "../simulate/request-classes.ts";
import type { RequestClass } from "../simulate/request-samples.ts";
import { simulationOf, type Simulation } from "../simulate/simulate.ts";
import type { Field } from "../yaml/field.ts";
import { accessOf, identitiesIn } from "./access.ts";
import { aspect, weights, type Aspect, type AspectKey, type Gap } from "./aspect.ts";
import { circuitBreakingOf, outlierDetectionOf } from "./breaking.ts";
import { exposuresIn, type Exposure } from "./exposure.ts";
import { localityOf } from "./locality.ts";
import { accessLogsOf, metricsOf, tracingOf } from "./observability.ts";
import { drainOf, healthOf } from "./operation.ts";
import { faultsOf, retriesOf, timeoutsOf } from "./route-settings.ts";
import { routeRows, routingOf, type RouteRow } from "./routing.ts";
import { exposureOf, grpcWebOf, mutualTlsOf } from "./security.ts";
import {
  podsBehind,
  serviceTitle,
  upstreamFor,
  type CallRow,
  type Subject,
  type SurveyState,
} from "./subject.ts";
import { algorithmOf, balancingOf, cyclingOf, protocolOf } from "./traffic.ts";

/** What one port of a gRPC service gets from the mesh. */
export interface ServiceSurvey {
  /** `shop/orders`; the host of a ServiceEntry. */
  readonly service: string;
  readonly host: string;
  readonly port: number;
  readonly isExternal: boolean;
  readonly evidence: readonly GrpcEvidence[];
  /** `Deployment shop/orders`. */
  readonly workloads: readonly string[];
  readonly aspects: readonly Aspect[];
  /** By weight, the heaviest first. */
  readonly gaps: readonly (Gap & { readonly aspect: AspectKey })[];
  readonly routes: readonly RouteRow[];
  readonly exposures: readonly Exposure[];
  /** What decides something about it: its Service, pods, routes, policies. */
  readonly resources: readonly Resource[];
}

/** A card for each port that serves gRPC, by the name of its service. */
export function surveyOf(state: SurveyState): readonly ServiceSurvey[] {
  const { cluster, catalogue } = state;
  const mesh = state.mesh();
  const sources = { ...state, rpcs: mesh.rpcs(), rpcServices: mesh.settings.rpcServices };
  const simulation = simulationOf(cluster, catalogue);
  const exposures = exposuresIn(sources, simulation);
  const classesOf = requestClasses(sources);
  const evidenceOf = evidenceReader(state);
  const identities = identitiesIn(state);
  return cluster.hosts
    .flatMap((host) =>
      host.ports.flatMap((port) => {
        const evidence = evidenceOf(host, port);
        if (evidence.length === 0 || port.protocol === "UDP") return [];
        const requests = classesOf(host);
        const callerHasSidecar = cluster.injects(host.namespace);
        const subject: Subject = {
          state,
          host,
          port,
          evidence,
          pods: podsBehind(cluster, host, port),
          upstream: upstreamFor(cluster, host, port),
          callerHasSidecar,
          calls: callsTo({ host, port }, requests, { sources, simulation }),
          exposures: exposures.get(`${host.host}:${port.number}`) ?? [],
        };
        return [serviceSurvey(subject, identities)];
      }),
    )
    .toSorted((left, right) => (titleOf(left) < titleOf(right) ? -1 : 1));
}

function titleOf({ isExternal, service, port }: ServiceSurvey): string {
  return `${isExternal ? 1 : 0} ${service} ${String(port).padStart(5, "0")}`;
}

/** Why a port of the registry serves gRPC, by the same port as rules see it. */
function evidenceReader({
  mesh,
}: SurveyState): (host: RegisteredHost, port: RegisteredPort) => readonly GrpcEvidence[] {
  const known = mesh();
  const byField = new Map<string, HostPort>();
  for (const port of known.all.servicePort()) byField.set(keyOf(port.field), port);
  for (const { ports } of known.all.serviceEntry()) {
    for (const port of ports) byField.set(keyOf(port.field), port);
  }
  return (_, { field }) => {
    const port = byField.get(keyOf(field));
    return port === undefined ? [] : known.evidenceFor(port, "hint");
  };
}

function keyOf({ source, span }: Field): string {
  return `${source.path} ${span.start}`;
}

interface Asking {
  readonly sources: CallSources & { readonly resources: readonly Resource[] };
  readonly simulation: Simulation;
}

/** Calls from a plain pod of the service's namespace. */
function callsTo(
  { host, port }: Pick<Subject, "host" | "port">,
  requests: readonly RequestClass[],
  { sources, simulation }: Asking,
): readonly CallRow[] {
  return requests.flatMap((request) => {
    const text = {
      from: host.namespace,
      to: `${host.host}:${port.number}`,
      method: request.path,
      authority: undefined,
      sni: undefined,
      headers: request.headers,
    };
    const call = callOf(text, { ...sources, simulation });
    return "fault" in call ? [] : [{ request, outcome: simulation.run(call) }];
  });
}

function serviceSurvey(
  subject: Subject,
  identities: Parameters<typeof accessOf>[1],
): ServiceSurvey {
  const { host, port, evidence, pods, exposures } = subject;
  const rows = routeRows(subject);
  const aspects = aspectsOf(subject, rows, identities).filter((it) => it !== undefined);
  const gaps = aspects
    .flatMap(({ key, gaps: own }) => own.map((gap) => ({ ...gap, aspect: key })))
    .toSorted((left, right) => weights.indexOf(left.weight) - weights.indexOf(right.weight));
  return {
    service: serviceTitle(host),
    host: host.host,
    port: port.number,
    isExternal: host.service === undefined,
    evidence,
    workloads: pods.map(
      ({ pod }) => `${pod.workload.resource.kind} ${pod.namespace}/${pod.workload.resource.name}`,
    ),
    aspects,
    gaps,
    routes: rows,
    exposures,
    resources: touched(subject, rows),
  };
}

function aspectsOf(
  subject: Subject,
  rows: readonly RouteRow[],
  identities: Parameters<typeof accessOf>[1],
): readonly (Aspect | undefined)[] {
  if (ambientLabel(subject.host.resource, subject.state.mesh())) return ambientAspects(subject);
  const isSidecar = subject.callerHasSidecar;
  return [
    protocolOf(subject),
    routingOf(rows, subject.pods.length > 0),
    balancingOf(subject),
    ...(isSidecar ? [algorithmOf(subject), localityOf(subject), cyclingOf(subject)] : []),
    ...(isSidecar ? [circuitBreakingOf(subject), outlierDetectionOf(subject)] : []),
    retriesOf(rows),
    timeoutsOf(rows),
    faultsOf(rows),
    mutualTlsOf(subject),
    accessOf(subject, identities),
    exposureOf(subject),
    grpcWebOf(subject),
    metricsOf(subject),
    tracingOf(subject),
    accessLogsOf(subject),
    healthOf(subject),
    drainOf(subject),
  ];
}

/** In ambient mode ztunnel and waypoints replace sidecars; waypoints are not simulated here. */
function ambientAspects(subject: Subject): readonly (Aspect | undefined)[] {
  const { host, state } = subject;
  const alone = ztunnelAlone(host.resource, state.mesh());
  const native = "per connection";
  return [
    protocolOf(subject),
    aspect({
      key: "balancing",
      value: alone
        ? "per connection: ztunnel forwards connections"
        : "per request, by the waypoint",
      field: alone,
      native,
      gaps: alone
        ? [
            {
              weight: "high",
              text: "no waypoint: calls are balanced per connection",
              help: "label the Service or its namespace `istio.io/use-waypoint`",
            },
          ]
        : [],
    }),
    aspect({
      key: "mutualTls",
      value: "between ztunnels (HBONE)",
      field: alone,
      native: "none; applications may encrypt",
    }),
    exposureOf(subject),
    healthOf(subject),
    drainOf(subject),
  ];
}

/** Resources whose findings are about the service. */
function touched(
  { host, pods, state, calls, upstream, exposures }: Subject,
  rows: readonly RouteRow[],
): readonly Resource[] {
  const { cluster, resources } = state;
  const fields = [
    ...rows.map(({ field }) => field),
    ...calls.flatMap(({ outcome }) => stepFields(outcome.steps)),
    ...exposures.flatMap(({ outcome }) => stepFields(outcome.steps)),
  ].flatMap((field) => (field ? [`${field.source.path} ${rootOf(field).span.start}`] : []));
  const documents = new Set(fields);
  const own = new Set<Resource>([
    host.resource,
    ...pods.map(({ pod }) => pod.workload.resource),
    ...pods.flatMap(({ pod }) => cluster.authorizationOf(pod.workload).map((it) => it.resource)),
    ...pods.flatMap(
      ({ pod, target }) => cluster.mutualTls.modeOf(pod.workload, target).policy ?? [],
    ),
    ...(upstream?.rule ? [upstream.rule.rule, ...upstream.rule.rule.merged] : []).map(
      (it) => it.resource,
    ),
  ]);
  return resources.filter(
    (it) => own.has(it) || documents.has(`${it.root.source.path} ${rootOf(it.root).span.start}`),
  );
}

function stepFields(
  steps: readonly { readonly field: Field | undefined; readonly text: string }[],
): readonly Field[] {
  return steps.flatMap(({ field, text }) =>
    field && !text.includes("does not match") ? [field] : [],
  );
}

function rootOf(field: Field): Field {
  let at = field;
  while (at.parent !== undefined) at = at.parent;
  return at;
}
