import { namespaceOf } from "../mesh/world/age.ts";
import { dialedPorts } from "../mesh/ask/dialed-ports.ts";
import type { Workload } from "../mesh/objects/workload.ts";
import type { Target } from "../simulate/outcome.ts";
import { failures } from "../simulate/outcome-words.ts";
import type { ServiceSurvey } from "../survey/survey.ts";
import { failureOf, shortHost, type RouteRow } from "../survey/routing.ts";
import type { SurveyState } from "../survey/subject.ts";
import { counted, factsIn, itemsIn, methodNamer, textIn } from "../survey/words.ts";
import { gatewayId, hostId, subsetId, type EdgeKind, type GraphEdge } from "./mesh-graph.ts";

/** Every edge, those between the same two nodes as one. */
export function edgesOf(
  services: readonly ServiceSurvey[],
  state: SurveyState,
): readonly GraphEdge[] {
  return merged([
    ...services.flatMap(gatewayEdges),
    ...services.flatMap(routeEdges),
    ...callEdges(state),
  ]);
}

function edge(
  kind: EdgeKind,
  from: string,
  to: string,
  more: Partial<Pick<GraphEdge, "labels" | "percent" | "faults">> = {},
): GraphEdge {
  const { labels = [], percent, faults = [] } = more;
  return { kind, from, to, labels, percent, faults };
}

/** From gateways to the service; its subsets come after it. */
function gatewayEdges({ exposures, host }: ServiceSurvey): readonly GraphEdge[] {
  const nameOf = methodNamer(exposures.map(({ path }) => path));
  return exposures.map(({ gateway, host: name, path, outcome, to, weight }) => {
    const failure = failureOf(outcome);
    const sum = (outcome.to ?? []).reduce((all, it) => all + (it.weight ?? 0), 0);
    const isElsewhere = (outcome.to ?? []).some((it) => `${it.host}:${it.port}` !== to);
    const share = isElsewhere && weight !== undefined && sum > 0 ? (100 * weight) / sum : undefined;
    return edge("route", gatewayId(gateway), hostId(host), {
      labels: [`${name} ${nameOf(path)}`],
      percent: share,
      faults: failure === undefined ? [] : [failure],
    });
  });
}

/** From the host that is called to other hosts and to subsets. */
function routeEdges({ host, routes }: ServiceSurvey): readonly GraphEdge[] {
  return routes.flatMap((row) => {
    const { to = [], settings } = row.outcome;
    const sum = to.reduce((all, { weight = 0 }) => all + weight, 0);
    const labels = labelsOf(row, routes.length === 1);
    const targets = to.flatMap((it) => targetEdges(host, it, { labels, sum }));
    const mirrors = itemsIn(settings?.["mirror"]).flatMap((it) => {
      const target = textIn(factsIn(it), "host");
      return target === undefined || target === host
        ? []
        : [edge("mirror", hostId(host), hostId(target), { labels: ["mirror"] })];
    });
    return targets.concat(mirrors);
  });
}

interface Share {
  readonly labels: readonly string[];
  /** Of the weights of all destinations. */
  readonly sum: number;
}

function targetEdges(
  host: string,
  { host: target, subset, weight, fails = [] }: Target,
  { labels, sum }: Share,
): readonly GraphEdge[] {
  if (target === undefined) return [];
  const percent = weight === undefined || sum === 0 ? undefined : (100 * weight) / sum;
  const more = { labels, percent, faults: fails.map((it) => failures[it]) };
  const there = target === host ? [] : [edge("route", hostId(host), hostId(target), more)];
  return subset === undefined
    ? there
    : there.concat(edge("subset", hostId(target), subsetId(target, subset), more));
}

function labelsOf({ methods }: RouteRow, isOnly: boolean): readonly string[] {
  return isOnly ? [] : [counted(methods, 2)];
}

/** Addresses in the variables and arguments of workloads. */
function callEdges(state: SurveyState): readonly GraphEdge[] {
  const mesh = state.mesh();
  const homeOf = homes(state);
  return mesh.all.workload().flatMap((workload) =>
    workload.containers.flatMap((container) =>
      dialedPorts(container, mesh).flatMap(({ port }) => {
        const { resource } = port.service;
        const target = hostId(
          `${resource.name}.${namespaceOf(resource)}.svc.${mesh.settings.clusterDomain}`,
        );
        const from = homeOf(workload);
        return from === target ? [] : [edge("call", from, target, {})];
      }),
    ),
  );
}

/** The node that calls of a workload start from: its Service's, or one of its own. */
function homes({ cluster }: SurveyState): (workload: Workload) => string {
  const home = new Map<string, string>();
  for (const host of cluster.hosts) {
    if (host.service === undefined) continue;
    for (const { workload } of cluster.podsOf(host)) {
      const key = workloadId(workload);
      if (!home.has(key)) home.set(key, hostId(host.host));
    }
  }
  return (workload) => home.get(workloadId(workload)) ?? workloadId(workload);
}

export function workloadId({ resource }: Workload): string {
  return `workload ${resource.kind} ${namespaceOf(resource)}/${resource.name}`;
}

function merged(edges: readonly GraphEdge[]): readonly GraphEdge[] {
  const found = new Map<string, GraphEdge>();
  for (const each of edges) {
    const key = `${each.kind} ${each.from} ${each.to}`;
    const known = found.get(key);
    found.set(
      key,
      known === undefined
        ? each
        : {
            ...known,
            labels: [...new Set([...known.labels, ...each.labels])],
            percent: known.percent === each.percent ? known.percent : undefined,
            faults: [...new Set([...known.faults, ...each.faults])],
          },
    );
  }
  return [...found.values()];
}

/** `90 %`; else the host that clients of a gateway call, or the methods. The rest is in the tip. */
export function edgeText({ labels, percent, from }: GraphEdge): string {
  if (percent !== undefined) return `${Math.round(percent)} %`;
  const isOutside = from.startsWith("gateway ");
  const texts = [...new Set(labels.map((it) => (isOutside ? (it.split(" ", 1)[0] ?? it) : it)))];
  const [first, ...rest] = texts;
  if (first === undefined) return "";
  return rest.length === 0 ? shortHost(first) : `${shortHost(first)} +${rest.length}`;
}
