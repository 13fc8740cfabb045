import { readFileSync } from "node:fs";
import type { Cluster } from "../../../src/mesh/proxy/cluster.ts";
import type { Client } from "../../../src/mesh/proxy/sidecar-scope.ts";

type Facts = ReadonlyMap<string, unknown>;

/** A `facts.json`, by who is told what. */
export interface Expected {
  readonly services: Facts;
  /** By client, by cluster. */
  readonly outbound: ReadonlyMap<string, Facts>;
  readonly listeners: ReadonlyMap<string, Facts>;
  readonly routes: ReadonlyMap<string, Facts>;
  /** By pod, by port. */
  readonly inbound: ReadonlyMap<string, Facts>;
  readonly authorization: ReadonlyMap<string, unknown>;
  readonly gateways: readonly ExpectedGateway[];
}

export interface ExpectedGateway {
  readonly title: string;
  readonly servers: unknown;
  readonly routes: Facts;
}

interface Entry {
  readonly [key: string]: unknown;
}

export function readExpected(path: string): Expected {
  const facts: unknown = JSON.parse(readFileSync(path, "utf8"));
  const section = (key: string): readonly Entry[] => entriesOf(isEntry(facts) ? facts[key] : []);
  return {
    services: new Map(
      section("services").map((it) => [`${textIn(it, "ns")}/${textIn(it, "host")}`, it]),
    ),
    outbound: byClient(section("outbound"), "clients", "clusters", clusterKey),
    listeners: byClient(section("outbound_listeners"), "clients", "listeners", listenerKey),
    routes: byClient(section("routes"), "clients", "configs", (it) => textIn(it, "name")),
    inbound: byClient(section("inbound"), "pods", "ports", portKey),
    authorization: new Map(
      section("authorization").flatMap((it) => namesIn(it["pods"]).map((pod) => [pod, it])),
    ),
    gateways: section("gateways").map(expectedGateway),
  };
}

function expectedGateway(entry: Entry): ExpectedGateway {
  const names = namesIn(entry["gateways"]).toSorted();
  const shown = ["servers", "dropped_servers"] as const;
  return {
    title: `${textIn(entry, "ns")} ${names.join()}`,
    servers: Object.fromEntries(
      shown.flatMap((key) => (entry[key] === undefined ? [] : [[key, entry[key]]])),
    ),
    routes: new Map(entriesOf(entry["routes"]).map((it) => [textIn(it, "name"), it])),
  };
}

function textIn(entry: Entry, key: string): string {
  const value = entry[key];
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
}

function clusterKey(entry: Entry): string {
  return `${textIn(entry, "host")}:${textIn(entry, "port")} ${textIn(entry, "subset")}`;
}

function listenerKey(entry: Entry): string {
  return `${textIn(entry, "bind") || "0.0.0.0"}:${textIn(entry, "port")}`;
}

function portKey(entry: Entry): string {
  const port = textIn(entry, "port");
  return entry["passthrough"] === true ? `passthrough ${port}`.trim() : port;
}

function byClient(
  section: readonly Entry[],
  names: string,
  list: string,
  keyOf: (entry: Entry) => string,
): ReadonlyMap<string, Facts> {
  return new Map(
    section.flatMap((group) => {
      const facts = new Map(entriesOf(group[list]).map((entry) => [keyOf(entry), entry]));
      return namesIn(group[names]).map((name) => [name, facts] as const);
    }),
  );
}

function namesIn(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

function entriesOf(value: unknown): readonly Entry[] {
  return Array.isArray(value) ? value.filter(isEntry) : [];
}

function isEntry(value: unknown): value is Entry {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A namespace's client has the labels `app=client` and no pod; others are named `pod namespace/name`. */
export function clientOf(name: string, { pods }: Cluster): Client {
  const podName = name.startsWith("pod ") ? name.slice(4) : undefined;
  const pod = pods.find(({ namespace, workload }) => {
    const own = `${namespace}/${workload.resource.name}`;
    return podName === own || podName === `${own}-0`;
  });
  return pod ?? { namespace: name, labels: new Map([["app", "client"]]) };
}
