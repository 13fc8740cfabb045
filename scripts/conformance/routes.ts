import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { namespaceOf } from "../../src/mesh/world/age.ts";
import type { Call, Caller } from "../../src/simulate/call.ts";
import { canonical } from "../../src/simulate/facts/compact.ts";
import { podName } from "../../src/simulate/inbound.ts";
import { outcomeData } from "../../src/simulate/outcome-data.ts";
import { simulationOf, type Simulation } from "../../src/simulate/simulate.ts";
import type { SourceFile } from "../../src/yaml/source.ts";
import { filesOf, namesIn } from "./istiod/case-files.ts";
import { readMesh, type CaseMesh } from "./istiod/read-mesh.ts";
import type { ConformanceSet, Judgement } from "./set.ts";

/** What becomes of single calls, by kind of fact. */
export const routes: ConformanceSet = {
  name: "routes",
  *judge(folder) {
    for (const id of namesIn(folder)) {
      const path = join(folder, id, "calls.json");
      if (!existsSync(path)) continue;
      const sources = sourcesOf(folder, id);
      if (sources.length > 0) yield* judgeCalls(id, sources, path);
    }
  },
};

/** The manifests lie beside the calls, or with the facts of the same mesh. */
function sourcesOf(folder: string, id: string): readonly SourceFile[] {
  const istiod = join(folder, "..", "istiod");
  const own = join(folder, id, "mesh.yaml");
  const generated = join(istiod, "generated", id, "input.yaml");
  for (const path of [own, generated]) {
    if (existsSync(path)) return [{ path: "input.yaml", text: readFileSync(path, "utf8") }];
  }
  const real = join(istiod, "real", id);
  return existsSync(join(real, "files.txt")) ? filesOf(real) : [];
}

interface Entry {
  readonly [key: string]: unknown;
}

function* judgeCalls(
  id: string,
  sources: readonly SourceFile[],
  path: string,
): Iterable<Judgement> {
  const data: unknown = JSON.parse(readFileSync(path, "utf8"));
  const mesh = readMesh(sources);
  const simulation = simulationOf(mesh.cluster, mesh.catalogue);
  const gateways = entriesOf(isEntry(data) ? data["gateways"] : []);
  for (const entry of entriesOf(isEntry(data) ? data["calls"] : [])) {
    const call = callOf(entry, mesh, simulation, gateways);
    const expected = isEntry(entry["outcome"]) ? entry["outcome"] : {};
    const actual = call ? outcomeData(simulation.run(call)) : {};
    yield* judgeFacts(`${id} ${textIn(entry, "id")}`, expected, isEntry(actual) ? actual : {});
  }
}

/** The facts of each kind; a destination's are put together from all destinations. */
const kinds: Readonly<Record<string, readonly string[]>> = {
  result: ["result", "why", "as", "dial", "vhost", "direct", "redirect"],
  rule: ["rule"],
  timeout: ["timeout_ms", "deadline_ms"],
  retries: ["retries"],
  "route settings": ["fault", "mirror", "rewrite", "req_headers", "resp_headers", "hash"],
  authorization: ["authz", "by"],
  filters: ["filters"],
  failure: ["fails", "sees"],
};
const targetKinds: Readonly<Record<string, readonly string[]>> = {
  destinations: ["host", "port", "subset", "cluster", "weight", "missing"],
  tls: ["tls"],
  "HTTP version": ["http"],
};
const endpointKinds: Readonly<Record<string, readonly string[]>> = {
  "endpoints reached": ["pods", "address", "port"],
  sent: ["sent", "sni"],
  inbound: ["in", "app", "passthrough", "app_at"],
  authorization: ["authz", "by"],
  filters: ["filters"],
  failure: ["fails", "sees"],
};

function* judgeFacts(id: string, expected: Entry, actual: Entry): Iterable<Judgement> {
  const wanted = partsOf(expected);
  const ours = partsOf(actual);
  for (const topic of new Set([...wanted.keys(), ...ours.keys()])) {
    const left = wanted.get(topic) ?? "nothing";
    const right = ours.get(topic) ?? "nothing";
    yield { topic, id, expected: left, actual: right, agrees: left === right };
  }
}

/** The facts of an outcome by topic, as text. */
function partsOf(outcome: Entry): ReadonlyMap<string, string> {
  const parts = new Map<string, unknown[]>();
  const put = (topic: string, value: Entry): void => {
    if (Object.keys(value).length > 0) parts.set(topic, [...(parts.get(topic) ?? []), value]);
  };
  collect(outcome, put);
  return new Map(Array.from(parts, ([topic, values]) => [topic, canonical(values)]));
}

function collect(outcome: Entry, put: (topic: string, value: Entry) => void): void {
  for (const [topic, keys] of Object.entries(kinds)) put(topic, pick(outcome, keys));
  for (const target of entriesOf(outcome["to"])) {
    for (const [topic, keys] of Object.entries(targetKinds)) put(topic, pick(target, keys));
    const known = new Set([...Object.values(targetKinds).flat(), "endpoints", "fails", "sees"]);
    put("policy", Object.fromEntries(Object.entries(target).filter(([key]) => !known.has(key))));
    put("failure", pick(target, ["fails", "sees"]));
    collectEndpoints(target["endpoints"], put);
  }
  collectEndpoints(outcome["endpoints"], put);
}

function collectEndpoints(list: unknown, put: (topic: string, value: Entry) => void): void {
  const endpoints = entriesOf(list).toSorted((left, right) =>
    canonical(left) < canonical(right) ? -1 : 1,
  );
  for (const endpoint of endpoints) {
    for (const [topic, keys] of Object.entries(endpointKinds)) put(topic, pick(endpoint, keys));
    const { hop } = endpoint;
    if (isEntry(hop)) collect(hop, put);
  }
}

function pick(entry: Entry, keys: readonly string[]): Entry {
  return Object.fromEntries(
    keys.flatMap((key) => (entry[key] === undefined ? [] : [[key, entry[key]]])),
  );
}

function callOf(
  entry: Entry,
  mesh: CaseMesh,
  simulation: Simulation,
  gateways: readonly Entry[],
): Call | undefined {
  const to = textIn(entry, "to");
  const colon = to.lastIndexOf(":");
  const from = isEntry(entry["from"])
    ? callerOf(entry["from"], mesh, simulation, gateways)
    : undefined;
  const tls = entry["tls"];
  return (
    from && {
      from,
      host: to.slice(0, colon),
      port: Number(to.slice(colon + 1)),
      authority: textIn(entry, "authority") || to,
      tls: isEntry(tls)
        ? { sni: textIn(tls, "sni"), hasCertificate: tls["cert"] === true }
        : undefined,
      path: textIn(entry, "path"),
      headers: new Map(
        Object.entries(isEntry(entry["headers"]) ? entry["headers"] : {}).map(([name, value]) => [
          name.toLowerCase(),
          String(value),
        ]),
      ),
    }
  );
}

function callerOf(
  from: Entry,
  { cluster, resources }: CaseMesh,
  simulation: Simulation,
  gateways: readonly Entry[],
): Caller | undefined {
  const podTitle = textIn(from, "pod");
  if (podTitle !== "") {
    const pod = cluster.pods.find((it) => podName(it) === podTitle);
    return pod && { kind: "pod", pod };
  }
  const named = textIn(from, "gateway");
  if (named.startsWith("gateway-api ")) {
    const title = named.slice("gateway-api ".length);
    const gateway = resources.find(
      (it) =>
        it.kind === "Gateway" &&
        it.group === "gateway.networking.k8s.io" &&
        `${namespaceOf(it)}/${it.name}` === title,
    );
    return gateway && { kind: "managed gateway", gateway };
  }
  if (named !== "") {
    void gateways;
    const proxy = simulation.gateways.find((it) =>
      it.gateways.some(({ resource }) => `${namespaceOf(resource)}/${resource.name}` === named),
    );
    return proxy && { kind: "gateway", proxy };
  }
  const namespace = textIn(from, "ns");
  const labels = isEntry(from["labels"]) ? from["labels"] : {};
  return {
    kind: "namespace",
    account: "default",
    client: {
      namespace,
      labels: new Map([
        ["app", "client"],
        ...Object.entries(labels).map(([key, value]) => [key, String(value)] as const),
      ]),
    },
    hasSidecar: simulation.injects(namespace),
  };
}

function textIn(entry: Entry, key: string): string {
  const value = entry[key];
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
}

function entriesOf(value: unknown): readonly Entry[] {
  return Array.isArray(value) ? value.filter(isEntry) : [];
}

function isEntry(value: unknown): value is Entry {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
