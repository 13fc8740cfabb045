// Measures the model of the mesh: building it, and asking it everything. `npm run bench:model`. Time has to grow as the
// resources do: look at the last column.
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { defaultSettings } from "../../src/config/settings.ts";
import { readSources, type ReadSources } from "../../src/engine/read-sources.ts";
import { namespaceOf } from "../../src/mesh/world/age.ts";
import { buildMesh } from "../../src/mesh/build-mesh.ts";
import { catalogueOf } from "../../src/mesh/resolve/catalogue.ts";
import { clusterOf } from "../../src/mesh/proxy/cluster.ts";
import type { Mesh } from "../../src/mesh/mesh.ts";
import { parts } from "../../test/support/lint-text.ts";
import { companyManifests } from "./manifests/company.ts";

/** Applications in the company: about 1,000, 5,000 and 20,000 resources. */
const sizes = [75, 375, 1500];

/** Each question counts with the least time it took, every round with a model of its own. */
const rounds = 5;

setFlagsFromString("--expose-gc");
const collectGarbage: unknown = runInNewContext("gc");

/** One kind of question, asked about everything in the model. Each gives how many answers there were. */
const questions: Readonly<Record<string, (mesh: Mesh, read: ReadSources) => number>> = {
  "all views": ({ all }) =>
    [
      all.service(),
      all.servicePort(),
      all.serviceEntry(),
      all.workload(),
      all.container(),
      all.probe(),
      all.virtualService(),
      all.gatewayApiRoute(),
      all.route(),
      all.destination(),
      all.destinationRule(),
      all.trafficPolicy(),
      all.gateway(),
      all.gatewayServer(),
      all.authorizationPolicy(),
      all.peerAuthentication(),
      all.envoyPatch(),
    ].reduce((total, { length }) => total + length, 0),
  "pods and Services": (mesh) =>
    count(mesh.all.service(), (it) => mesh.workloadsOf(it)) +
    count(mesh.all.workload(), (it) => mesh.servicesOf(it)) +
    count(mesh.all.authorizationPolicy(), (it) => mesh.workloadsUnder(it)) +
    count(mesh.all.peerAuthentication(), (it) => mesh.workloadsUnder(it)) +
    count(mesh.all.workload(), (it) => mesh.authorizationOf(it)),
  evidence: (mesh) =>
    count(mesh.all.servicePort(), (it) => mesh.evidenceFor(it)) +
    count(mesh.all.route(), ({ evidence, grpcOnly }) => (grpcOnly ? evidence : [])),
  "DestinationRules and policies": (mesh) =>
    count(mesh.all.destination(), ({ rules, policy, subset, port }) =>
      [policy, subset, port].some((it) => it !== undefined) ? rules : [],
    ) + count(mesh.all.destinationRule(), (it) => mesh.destinationsUnder(it)),
  "mutual TLS": (mesh) =>
    count(mesh.all.workload(), (it) =>
      [undefined, 8080, 50051].map((port) => mesh.mutualTlsOf(it, port)),
    ),
  gateways: (mesh) =>
    count(mesh.all.virtualService(), (it) => mesh.gatewaysOf(it)) +
    count(mesh.all.gatewayServer(), (it) => mesh.virtualServicesOf(it)),
  "Sidecar scopes": (mesh, { resources }) => {
    const { clusterDomain } = mesh.settings;
    const catalogue = catalogueOf(resources.filter(({ role }) => role === "resource"));
    const cluster = clusterOf({ resources, catalogue, config: mesh.config(), clusterDomain });
    const clients = [...new Set(resources.map(namespaceOf))].map((namespace) => ({
      namespace,
      labels: new Map<string, string>(),
    }));
    return count([...clients, ...cluster.pods], (client) => cluster.scopeOf(client).hosts);
  },
};

function count<Thing>(things: readonly Thing[], ask: (thing: Thing) => readonly unknown[]): number {
  return things.reduce((total, thing) => total + ask(thing).length, 0);
}

/** Milliseconds of user CPU time, which other programs on the machine hardly change. */
function timed(work: () => number): { readonly time: number; readonly answers: number } {
  const start = process.cpuUsage().user;
  const answers = work();
  return { time: (process.cpuUsage().user - start) / 1000, answers };
}

/** Megabytes in use once what nobody needs is gone. */
function memory(): number {
  if (typeof collectGarbage === "function") collectGarbage();
  return process.memoryUsage().heapUsed / 1e6;
}

interface Measured {
  readonly resources: number;
  readonly megabytes: number;
  readonly times: ReadonlyMap<string, { readonly time: number; readonly answers: number }>;
}

/** A host of its own on a gateway of its own, in one of 20 namespaces. */
function publicHost(index: number): { readonly path: string; readonly text: string } {
  const where = `namespace: edge-${index % 20}`;
  const text = `apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: public-${index}, ${where} }
spec:
  selector: { istio: ingressgateway }
  servers: [{ port: { number: 80, name: http, protocol: HTTP }, hosts: ["api-${index}.example.com"] }]
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: public-${index}, ${where} }
spec: { hosts: ["api-${index}.example.com"], gateways: [public-${index}], http: [{ route: [{ destination: { host: api } }] }] }
`;
  return { path: `edge/${index}/public.yaml`, text };
}

/** Half of the teams import their own hosts, those of the next team and one of another. */
function teamSidecar(team: number): { readonly path: string; readonly text: string } {
  const host = `app-0.team-0.svc.cluster.local`;
  const text = `apiVersion: networking.istio.io/v1
kind: Sidecar
metadata: { name: default, namespace: team-${team} }
spec: { egress: [{ hosts: ["./*", "team-${team + 1}/*", "team-0/${host}"] }] }
`;
  return { path: `sidecars/team-${team}.yaml`, text };
}

function measure(apps: number): Measured {
  const targets = [
    ...companyManifests(apps).map(({ path, text }) => ({ path, text })),
    ...Array.from({ length: apps }, (_, index) => publicHost(index)),
    ...Array.from({ length: 20 }, (_, index) => teamSidecar(2 * index)),
  ];
  const read = readSources({ targets, context: [] }, defaultSettings, parts);
  const before = memory();
  const mesh = buildMesh(read, defaultSettings);
  const first = askAll(mesh, read);
  const megabytes = memory() - before;
  const others = Array.from({ length: rounds - 1 }, () =>
    askAll(buildMesh(read, defaultSettings), read),
  );
  const times = new Map(
    Array.from(first, ([name, { time, answers }]) => {
      const again = others.map((it) => it.get(name)?.time ?? time);
      return [name, { time: Math.min(time, ...again), answers }];
    }),
  );
  return { resources: read.resources.length, megabytes, times };
}

function askAll(mesh: Mesh, read: ReadSources): Measured["times"] {
  return new Map(
    Object.entries(questions).map(([name, ask]) => [name, timed(() => ask(mesh, read))]),
  );
}

function row(name: string, cells: readonly string[]): string {
  return [name.padEnd(32), ...cells.map((cell) => cell.padStart(14))].join("");
}

/** How time grew for each resource up to the largest size: 1 is linear. The smallest is too quick to compare with. */
function growth(measured: readonly Measured[], timeOf: (it: Measured) => number): string {
  const [first, last] = [measured.at(-2), measured.at(-1)];
  if (first === undefined || last === undefined) return "";
  return (timeOf(last) / last.resources / (timeOf(first) / first.resources)).toFixed(2);
}

measure(sizes[0] ?? 0);
const measured = sizes.map(measure);
const counts = measured.map(({ resources }) => `${resources}`);
console.log(row("resources", [...counts, "growth each"]));
for (const name of Object.keys(questions)) {
  const cells = measured.map(({ times }) => {
    const { time = 0, answers = 0 } = times.get(name) ?? {};
    return `${time.toFixed(0)} ms /${answers}`;
  });
  console.log(row(name, [...cells, growth(measured, (it) => it.times.get(name)?.time ?? 0)]));
}
const megabytes = measured.map((it) => `${it.megabytes.toFixed(0)} MB`);
console.log(row("memory of the model", [...megabytes, growth(measured, (it) => it.megabytes)]));
