import type { Protocol } from "../mesh/objects/protocol.ts";
import { namespaceOf } from "../mesh/world/age.ts";
import type { ServiceSurvey } from "../survey/survey.ts";
import type { SurveyState } from "../survey/subject.ts";
import { edgesOf, workloadId } from "./graph-edges.ts";
import {
  byHost,
  gatewayId,
  hostId,
  subsetId,
  titleOfHost,
  type GraphEdge,
  type GraphNode,
  type MeshGraph,
} from "./mesh-graph.ts";
import { lackingIn, type Lacking } from "./refused.ts";

/** Gateways, gRPC services with their subsets, external hosts, and who calls them. */
export function graphOf(services: readonly ServiceSurvey[], state: SurveyState): MeshGraph {
  const surveyed = byHost(services);
  const lacking = lackingIn(state, surveyed);
  const all = [...edgesOf(services, state), ...refusedEdges(lacking)];
  // What gRPC services have nothing to do with is left out.
  const edges = all.filter(
    ({ kind, to }) => kind !== "call" || surveyed.has(to.replace(/^host /, "")),
  );
  const used = new Set(edges.flatMap(({ from, to }) => [from, to]));
  const made = [
    ...gatewayNodes(services, lacking),
    ...Array.from(surveyed, ([host, ports]) => serviceNode(host, ports, state)),
    ...otherHosts(used, surveyed, state),
    ...subsetNodes(edges),
    ...workloadNodes(used, state),
  ];
  const nodes = made.map((node) => marked(node, lacking));
  const known = new Set(nodes.map(({ id }) => id));
  return { nodes, edges: edges.filter(({ from, to }) => known.has(from) && known.has(to)) };
}

/** The node, and its gaps. */
function marked(node: GraphNode, lacking: readonly Lacking[]): GraphNode {
  const own = lacking.filter(({ id }) => id === node.id);
  if (own.length === 0) return node;
  return {
    ...node,
    lines: [...node.lines, ...new Set(own.map(({ line }) => line))],
    faults: [...node.faults, ...new Set(own.map(({ fault }) => fault))],
  };
}

/** The calls that a refused object would send on from a gateway. */
function refusedEdges(lacking: readonly Lacking[]): readonly GraphEdge[] {
  return lacking.flatMap(({ id, line, to }) =>
    to.map((host) => ({
      kind: "route" as const,
      from: id,
      to: hostId(host),
      labels: [],
      percent: undefined,
      faults: [line],
    })),
  );
}

function gatewayNodes(
  services: readonly ServiceSurvey[],
  lacking: readonly Lacking[],
): readonly GraphNode[] {
  const found = new Map<string, Set<string>>();
  for (const { gateway } of lacking) if (gateway !== undefined) found.set(gateway, new Set());
  for (const { exposures } of services) {
    for (const { gateway, port, isTls } of exposures) {
      const lines = found.get(gateway) ?? new Set();
      lines.add(`port ${port}${isTls ? ", TLS" : ", plaintext"}`);
      found.set(gateway, lines);
    }
  }
  return Array.from(found, ([title, lines]) => ({
    id: gatewayId(title),
    kind: "gateway",
    title,
    lines: [...lines],
    faults: [],
    gaps: [],
  }));
}

function serviceNode(
  host: string,
  ports: readonly ServiceSurvey[],
  { cluster }: SurveyState,
): GraphNode {
  const [first] = ports;
  const gaps = ports.flatMap((it) => it.gaps);
  const texts = (isHigh: boolean): readonly string[] => [
    ...new Set(gaps.filter(({ weight }) => (weight === "high") === isHigh).map(({ text }) => text)),
  ];
  const protocols = ports.map(({ port }) => {
    const known = cluster.hostsNamed(host)[0]?.ports.find(({ number }) => number === port);
    return `port ${port}${known === undefined ? "" : `, ${protocolWords[known.protocol] ?? known.protocol}`}`;
  });
  return {
    id: hostId(host),
    kind: first?.isExternal === true ? "external" : "service",
    title: first?.service ?? host,
    lines: [...protocols, ...policyLines(ports)],
    faults: texts(true),
    gaps: texts(false),
  };
}

/** Names that differ from Istio's spelling. */
const protocolWords: Readonly<Partial<Record<Protocol, string>>> = {
  GRPC: "gRPC",
  "GRPC-Web": "gRPC-Web",
  HTTP2: "HTTP/2",
  HTTP: "HTTP/1.1",
  auto: "protocol not declared",
};

const policyKinds: Readonly<Record<string, string>> = {
  DestinationRule: "DestinationRule",
  AuthorizationPolicy: "AuthorizationPolicy",
  PeerAuthentication: "PeerAuthentication",
};

/** `AuthorizationPolicy orders`; the mode of mutual TLS instead of who sets it. */
function policyLines(ports: readonly ServiceSurvey[]): readonly string[] {
  const [first] = ports;
  const mutual = first?.aspects.find(({ key }) => key === "mutualTls")?.value ?? "";
  const mode = /^(?:STRICT|PERMISSIVE|DISABLE)/.exec(mutual)?.[0];
  const policies = ports
    .flatMap(({ resources }) => resources)
    .filter(({ kind }) => kind in policyKinds && kind !== "PeerAuthentication")
    .map(({ kind, name }) => `${kind} ${name}`);
  return [...(mode === undefined ? [] : [`mutual TLS ${mode}`]), ...new Set(policies)];
}

/** Hosts without evidence of gRPC that routes lead to, or that calls come from. */
function otherHosts(
  used: ReadonlySet<string>,
  surveyed: ReadonlyMap<string, unknown>,
  { cluster }: SurveyState,
): readonly GraphNode[] {
  return [...used].flatMap((id): readonly GraphNode[] => {
    const host = /^host (.+)$/.exec(id)?.[1];
    if (host === undefined || surveyed.has(host)) return [];
    const [known] = cluster.hostsNamed(host);
    return [
      {
        id,
        kind: known === undefined || known.service ? "service" : "external",
        title: titleOfHost(cluster, host),
        lines: [],
        faults: known === undefined ? ["no such host in the input"] : [],
        gaps: [],
      },
    ];
  });
}

function subsetNodes(edges: readonly GraphEdge[]): readonly GraphNode[] {
  const subsets = edges.filter(({ kind }) => kind === "subset");
  return [...new Map(subsets.map((it) => [it.to, it])).values()].map(({ to, from }) => {
    const host = from.replace(/^host /, "");
    const name = to.slice(subsetId(host, "").length);
    const faults = [...new Set(subsets.filter((it) => it.to === to).flatMap((it) => it.faults))];
    return { id: to, kind: "subset", title: name, lines: [], faults, gaps: [] };
  });
}

function workloadNodes(used: ReadonlySet<string>, state: SurveyState): readonly GraphNode[] {
  return state
    .mesh()
    .all.workload()
    .filter((it) => used.has(workloadId(it)))
    .map((it) => ({
      id: workloadId(it),
      kind: "workload",
      title: `${namespaceOf(it.resource)}/${it.resource.name}`,
      lines: [it.resource.kind],
      faults: [],
      gaps: [],
    }));
}
