import { gather } from "../../collections/gather.ts";
import { groupBy } from "../../collections/group-by.ts";
import { lazy, onceFor } from "../../collections/lazy.ts";
import type { Resource } from "../../manifest/resource.ts";
import type { Mesh } from "../../mesh/mesh.ts";
import type { Gateway } from "../../mesh/objects/gateway.ts";
import type { ServiceEntry } from "../../mesh/objects/service-entry.ts";
import type { Service } from "../../mesh/objects/service.ts";
import type { DestinationRule } from "../../mesh/objects/traffic-policy.ts";
import type { RpcPath } from "../../mesh/resolve/rpc-paths.ts";
import type { Selector } from "../../mesh/objects/select.ts";
import type { Workload } from "../../mesh/objects/workload.ts";
import type { Field } from "../../yaml/field.ts";
import type { Span } from "../../yaml/source.ts";
import { definitionOf, type Occurrence, type Target } from "./occurrence.ts";
import { routeOccurrences } from "./route-occurrences.ts";
import { rpcOccurrences } from "./rpc-occurrences.ts";
import {
  containerPortTarget,
  hostTarget,
  objectTarget,
  podTarget,
  portTarget,
  subsetTarget,
} from "./targets.ts";

export type OccurrencesIn = (resource: Resource) => readonly Occurrence[];

/** Finds every name in a resource that stands for something the inputs hold, and what it defines itself. */
export function occurrenceFinder(mesh: Mesh): OccurrencesIn {
  const views = viewsIn(mesh);
  return onceFor((resource: Resource) => occurrencesIn(resource, views));
}

/** The views of a mesh by their resource. */
interface Views {
  readonly mesh: Mesh;
  readonly services: () => ReadonlyMap<Resource, readonly Service[]>;
  readonly entries: () => ReadonlyMap<Resource, readonly ServiceEntry[]>;
  readonly rules: () => ReadonlyMap<Resource, readonly DestinationRule[]>;
  readonly gateways: () => ReadonlyMap<Resource, readonly Gateway[]>;
  readonly rpcPaths: () => ReadonlyMap<Resource, readonly RpcPath[]>;
}

function viewsIn(mesh: Mesh): Views {
  const { service, serviceEntry, destinationRule, gateway, rpcPath } = mesh.all;
  return {
    mesh,
    services: lazy(() => groupBy(service(), ({ resource }) => resource)),
    entries: lazy(() => groupBy(serviceEntry(), ({ resource }) => resource)),
    rules: lazy(() => groupBy(destinationRule(), ({ resource }) => resource)),
    gateways: lazy(() => groupBy(gateway(), ({ resource }) => resource)),
    rpcPaths: lazy(() => groupBy(mesh.rpcs() ? rpcPath() : [], ({ resource }) => resource)),
  };
}

function occurrencesIn(resource: Resource, views: Views): readonly Occurrence[] {
  const { mesh } = views;
  const read = readers[resource.type] ?? nothing;
  return [
    ...(resource.role === "resource" ? [definitionOf(objectTarget(resource))] : []),
    ...read(resource, views),
    ...routeOccurrences(resource, mesh),
    ...rpcOccurrences(views.rpcPaths().get(resource) ?? [], mesh),
    ...selectorOccurrences(resource, mesh),
    ...targetRefOccurrences(resource, mesh),
    ...accountOccurrences(resource, mesh),
  ];
}

type Reader = (resource: Resource, views: Views) => readonly Occurrence[];

const nothing: Reader = () => [];

const readers: Readonly<Record<string, Reader>> = {
  "/Service": serviceOccurrences,
  "networking.istio.io/ServiceEntry": serviceEntryOccurrences,
  "networking.istio.io/DestinationRule": destinationRuleOccurrences,
  "networking.istio.io/Gateway": gatewayOccurrences,
};

function named(span: Span | undefined, target: Target | undefined): readonly Occurrence[] {
  return span && target ? [{ span, target, isDefinition: false }] : [];
}

function serviceOccurrences(resource: Resource, { mesh, services }: Views): readonly Occurrence[] {
  const service = services().get(resource)?.[0];
  if (service === undefined) return [];
  const pods = mesh.workloadsOf(service);
  return [
    ...gather(service.ports, (port) => {
      const target = portTarget(port);
      return [definitionOf(target), ...named(port.name?.span, target)];
    }),
    ...podsUnder(resource.spec?.get("selector"), pods),
    ...gather(service.ports, ({ targetPort, field }) => {
      if (field.get("targetPort") === undefined) return [];
      return gather(pods, (pod) => {
        const ports = gather(pod.containers, (it) => it.ports);
        const found = ports.find(
          ({ name, number }) =>
            (name?.value ?? "") === targetPort?.value || number?.value === targetPort?.value,
        );
        return found ? named(targetPort?.span, containerPortTarget(found, pod)) : [];
      });
    }),
  ];
}

function serviceEntryOccurrences(resource: Resource, { entries }: Views): readonly Occurrence[] {
  const entry = entries().get(resource)?.[0];
  if (entry === undefined) return [];
  return [
    ...entry.hosts.map(({ value }) => definitionOf(hostTarget(entry, value))),
    ...entry.ports.map((port) => definitionOf(portTarget(port))),
  ];
}

function destinationRuleOccurrences(
  resource: Resource,
  { mesh, rules }: Views,
): readonly Occurrence[] {
  const rule = rules().get(resource)?.[0];
  if (rule === undefined) return [];
  const owner = mesh.ownerOf(rule);
  return [
    ...named(rule.host?.span, owner && hostTarget(owner, rule.host?.value ?? "")),
    ...rule.subsets.map((subset) => definitionOf(subsetTarget(subset, resource))),
    ...gather(rule.policies, ({ port }) => {
      const found = owner?.ports.find(({ number }) => number?.value === port?.value);
      return port && found ? named(port.span, portTarget(found)) : [];
    }),
  ];
}

function gatewayOccurrences(resource: Resource, { mesh, gateways }: Views): readonly Occurrence[] {
  const gateway = gateways().get(resource)?.[0];
  if (gateway === undefined) return [];
  return [
    ...podsUnder(resource.spec?.get("selector"), mesh.podsOfGateway(gateway)),
    ...gather(gateway.servers, ({ certificate }) => {
      if (certificate === undefined) return [];
      const secrets = mesh.named("/Secret", certificate.value);
      return gather(secrets, (it) => named(certificate.span, objectTarget(it)));
    }),
  ];
}

/** Every entry of a selector leads to the pods that have all of them. */
function podsUnder(selector: Field | undefined, pods: readonly Workload[]): readonly Occurrence[] {
  return gather(selector?.entries() ?? [], ({ keySpan, span }) => {
    const entry = { ...keySpan, end: Math.max(span.end, keySpan.end) };
    return gather(pods, (pod) => named(entry, podTarget(pod)));
  });
}

/** `spec.selector.matchLabels` of policies, `spec.workloadSelector` of Sidecars and their like. */
function selectorOccurrences(resource: Resource, mesh: Mesh): readonly Occurrence[] {
  if (!resource.group.endsWith("istio.io")) return [];
  const { spec, namespace } = resource;
  const labels =
    spec?.at("selector", "matchLabels") ??
    spec?.at("workloadSelector", "labels") ??
    spec?.at("workloadSelector", "matchLabels");
  const selector: Selector = labels?.stringMap() ?? new Map();
  if (labels === undefined || selector.size === 0) return [];
  return podsUnder(labels, mesh.podsMeantBy(resource, selector, namespace));
}

/** `targetRef`, `targetRefs` and `parentRefs`. */
function targetRefOccurrences(resource: Resource, mesh: Mesh): readonly Occurrence[] {
  const { spec, namespace } = resource;
  const lists = ["targetRefs", "parentRefs"].flatMap((key) => spec?.get(key)?.items() ?? []);
  const all = [...lists, ...(spec?.pick(["targetRef"]) ?? [])];
  return gather(all, (field) => {
    const name = field.get("name")?.string();
    if (name === undefined) return [];
    const isParent = field.parent?.step === "parentRefs";
    const kind = field.get("kind")?.text ?? (isParent ? "Gateway" : "");
    const group = field.get("group")?.text ?? (isParent ? "gateway.networking.k8s.io" : "");
    const reference = {
      name: name.value,
      namespace: field.get("namespace")?.text ?? namespace,
    };
    const found = mesh.meantBy(resource, `${group}/${kind}`, reference);
    return gather(found, (it) => named(name.span, objectTarget(it)));
  });
}

function accountOccurrences(resource: Resource, mesh: Mesh): readonly Occurrence[] {
  const pod = resource.spec?.at("template", "spec") ?? resource.spec;
  const account = pod?.get("serviceAccountName")?.string();
  if (account === undefined) return [];
  const reference = { name: account.value, namespace: resource.namespace };
  const found = mesh.meantBy(resource, "/ServiceAccount", reference);
  return gather(found, (it) => named(account.span, objectTarget(it)));
}
