import { readFileSync } from "node:fs";
import { join } from "node:path";
import { outboundListeners } from "../../../src/mesh/proxy/outbound-listeners.ts";
import type { ConformanceSet, Judgement } from "../set.ts";
import { authorizationFact } from "./authorization.ts";
import { filesOf, namesIn } from "./case-files.ts";
import { proxyOf } from "../../../src/simulate/proxy.ts";
import { clusterFact, upstreamKey, upstreamsOf } from "../../../src/simulate/facts/clusters.ts";
import { clientOf, readExpected, type Expected } from "./expected.ts";
import { gatewayFacts } from "./gateways.ts";
import { inboundFacts } from "../../../src/simulate/facts/inbound.ts";
import { judgeMaps } from "./judge.ts";
import { idleTimeouts, listenerEntry } from "./listeners.ts";
import { managedGatewayFacts } from "./managed-gateways.ts";
import { readMesh, type CaseMesh } from "./read-mesh.ts";
import { routeConfigs } from "./routes.ts";
import { serviceFacts } from "./services.ts";
import type { SourceFile } from "../../../src/yaml/source.ts";

/** What istiod makes of a mesh, fact by fact: the registry, and what each proxy is given. */
export const istiod: ConformanceSet = {
  name: "istiod",
  *judge(folder) {
    yield* judgeGenerated(join(folder, "generated"));
    yield* judgeReal(join(folder, "real"));
  },
};

function* judgeGenerated(folder: string): Iterable<Judgement> {
  for (const id of namesIn(folder)) {
    const text = readFileSync(join(folder, id, "input.yaml"), "utf8");
    const sources = [{ path: "input.yaml", text }];
    yield* judgeCase(id, sources, readExpected(join(folder, id, "facts.json")));
  }
}

/** Repositories, each taken for one cluster, as far as they are there. Their topics are counted apart. */
function* judgeReal(folder: string): Iterable<Judgement> {
  for (const id of namesIn(folder)) {
    const sources = filesOf(join(folder, id));
    if (sources.length === 0) continue;
    const expected = readExpected(join(folder, id, "facts.json"));
    for (const judgement of judgeCase(id, sources, expected)) {
      yield { ...judgement, topic: `real ${judgement.topic}` };
    }
  }
}

export function* judgeCase(
  id: string,
  sources: readonly SourceFile[],
  expected: Expected,
): Iterable<Judgement> {
  const mesh = readMesh(sources);
  yield* judgeMaps("services", id, expected.services, serviceFacts(mesh.cluster));
  yield* judgeClients(id, mesh, expected);
  yield* judgePods(id, mesh, expected);
  yield* judgeGateways(id, mesh, expected);
}

function* judgeGateways(
  id: string,
  { cluster, catalogue, resources }: CaseMesh,
  expected: Expected,
): Iterable<Judgement> {
  const ours = [
    ...gatewayFacts(catalogue.gateways(), cluster),
    ...managedGatewayFacts(resources, cluster),
  ];
  const written = expected.gateways;
  for (const title of new Set([...written, ...ours].map((it) => it.title))) {
    const wanted = written.find((it) => it.title === title);
    const made = ours.find((it) => it.title === title);
    yield* judgeMaps(
      "gateway servers",
      `${id} ${title}`,
      single(wanted?.servers),
      single(made?.servers),
    );
    yield* judgeMaps(
      "gateway routes",
      `${id} ${title}`,
      wanted?.routes ?? new Map<string, unknown>(),
      made?.routes ?? new Map<string, unknown>(),
    );
  }
}

function* judgeClients(id: string, { cluster }: CaseMesh, expected: Expected): Iterable<Judgement> {
  for (const name of new Set([
    ...expected.outbound.keys(),
    ...expected.listeners.keys(),
    ...expected.routes.keys(),
  ])) {
    const clusters = groupFor(expected.outbound, name);
    const client = clientOf(name, cluster);
    const scope = cluster.scopeOf(client);
    const proxy = proxyOf(cluster, client, true);
    const ours = new Map(
      upstreamsOf(cluster, client, scope.hosts, true).map(
        (it) =>
          [
            upstreamKey(it.host.host, it.port.number, it.subset?.name?.value),
            clusterFact(it, cluster),
          ] as const,
      ),
    );
    yield* judgeMaps("outbound", `${id} ${name}`, clusters, ours);
    const listeners = outboundListeners(cluster, client, scope);
    const idleTimeoutOf = idleTimeouts(cluster, client, scope);
    yield* judgeMaps(
      "outbound listeners",
      `${id} ${name}`,
      groupFor(expected.listeners, name),
      new Map(listeners.map((it) => listenerEntry(it, scope, idleTimeoutOf))),
    );
    yield* judgeMaps(
      "routes",
      `${id} ${name}`,
      groupFor(expected.routes, name),
      routeConfigs(proxy, listeners),
    );
  }
}

function* judgePods(id: string, { cluster }: CaseMesh, expected: Expected): Iterable<Judgement> {
  for (const pod of cluster.pods) {
    const name = `${pod.namespace}/${pod.workload.resource.name}`;
    const facts = expected.inbound.get(`${name}-0`) ?? expected.inbound.get(name);
    const authorization = authorizationFact(cluster, pod);
    yield* judgeMaps(
      "authorization",
      `${id} ${name}`,
      single(
        withoutPods(expected.authorization.get(`${name}-0`) ?? expected.authorization.get(name)),
      ),
      single(authorization),
    );
    if (facts) yield* judgeMaps("inbound", `${id} ${name}`, facts, inboundFacts(cluster, pod));
  }
}

function withoutPods(fact: unknown): unknown {
  if (typeof fact !== "object" || fact === null) return fact;
  return Object.fromEntries(Object.entries(fact).filter(([key]) => key !== "pods"));
}

function single(fact: unknown): ReadonlyMap<string, unknown> {
  return new Map(fact === undefined ? [] : [["all", fact]]);
}

/** A pod that sees what its namespace sees is not named. */
function groupFor(
  section: ReadonlyMap<string, ReadonlyMap<string, unknown>>,
  name: string,
): ReadonlyMap<string, unknown> {
  const namespace = /^pod ([^/]+)\//.exec(name)?.[1] ?? name;
  return section.get(name) ?? section.get(namespace) ?? new Map<string, unknown>();
}
