import type { Resource } from "../../manifest/resource.ts";
import type { Field } from "../../yaml/field.ts";
import type { Catalogue } from "./catalogue.ts";
import { gather } from "../../collections/gather.ts";
import { ownerOfClassName, ownerOfController, type Owner } from "../objects/gateway-classes.ts";
import { groupBy } from "../../collections/group-by.ts";
import { lazy, onceFor } from "../../collections/lazy.ts";
import { meshMarkOf, type MeshMark } from "../objects/mesh-marks.ts";
import type { Lookups } from "./lookups.ts";
import type { Pods } from "./pods.ts";
import type { Service } from "../objects/service.ts";
import { isIstioKind, isMarked, type Signs } from "./signs-of-istio.ts";
import { folderOf, sameDeployment } from "../world/same-deployment.ts";
import type { DestinationRule } from "../objects/traffic-policy.ts";
import { ownProxyOf } from "../objects/injection.ts";
import type { Workload } from "../objects/workload.ts";

/** The implementer of an object, and the field that shows it, if any. */
export interface Implementer {
  readonly by: Owner;
  readonly reason: Field | undefined;
}

/** Facts of Istio are true of what Istio implements alone: of its gateways and their routes, and of what its proxies serve. */
export interface Implementers {
  /** Whose a GatewayClass, Gateway, route, Service, pod or namespace is. */
  implementerOf(resource: Resource): Implementer;
  /** Whether anything in the inputs speaks of Istio: where nothing does, nothing there is Istio's; and of OpenShift. */
  signs(): Signs;
}

interface Sources {
  readonly resources: readonly Resource[];
  readonly catalogue: Catalogue;
  readonly pods: Pick<Pods, "workloadsOf">;
  readonly lookups: Pick<Lookups, "meantBy" | "named" | "namespaceOf" | "anyRoutesTo">;
  readonly rulesFor: (service: Service) => readonly DestinationRule[];
  readonly signs: () => Signs;
}

const gatewayApi = "gateway.networking.k8s.io";
const gatewayType = `${gatewayApi}/Gateway`;
const gatewayApiGroup = /^gateway\.networking\.(?:k8s|x-k8s)\.io$/;

export function implementersOf(sources: Sources): Implementers {
  const { signs } = sources;
  const member = memberOwner(sources);
  const isNearIstio = nearIstio(sources);
  const implementerOf = onceFor((resource: Resource): Implementer => {
    if (isIstioKind(resource)) return { by: "istio", reason: resource.root.get("apiVersion") };
    const found = gatewayApiGroup.test(resource.group)
      ? ofGatewayApi(resource)
      : member(resource, routed);
    return found.by === "unknown" && !isNearIstio(resource)
      ? { by: "other", reason: undefined }
      : found;
  });

  function ofGatewayApi(resource: Resource): Implementer {
    if (resource.kind === "GatewayClass") return ofClass(resource);
    if (resource.kind === "Gateway") return ofGateway(resource, sources.lookups);
    const parents = parentsOf(resource);
    return parents.length === 0
      ? member(resource, () => undefined)
      : strongest(parents.map((parent) => ofParent(parent, resource)));
  }

  function ofParent(parent: Field, from: Resource): Implementer {
    const type = typeOf(parent);
    const name = parent.get("name")?.text ?? "";
    const namespace = parent.get("namespace")?.text ?? from.namespace;
    const found = sources.lookups.meantBy(from, type, { name, namespace });
    const isBeside = type === "/Service" && namespace === from.namespace;
    const owners = found.map((it) => implementerOf(it).by);
    const [by = isBeside ? member(from, () => undefined).by : "unknown"] = owners;
    return { by: owners.every((it) => it === by) ? by : "unknown", reason: parent };
  }

  /** Whose proxies are configured to send to it, wherever it is: Istio's by one route, others' if every route is theirs. */
  function routed(service: Service): Implementer | undefined {
    const routes = sources.lookups.anyRoutesTo(service);
    const route = routes.find(({ resource }) => isIstioKind(resource) || isAtGateway(resource));
    const reason = route?.field ?? sources.rulesFor(service)[0]?.resource.root.get("kind");
    if (reason) return { by: "istio", reason };
    const areOthers = routes.length > 0 && routes.every(({ resource: it }) => isAtOthers(it));
    return areOthers ? { by: "other", reason: routes[0]?.field } : undefined;
  }

  function isAtGateway(route: Resource): boolean {
    return parentsOf(route).some(
      (parent) => typeOf(parent) === gatewayType && ofParent(parent, route).by === "istio",
    );
  }

  function isAtOthers(route: Resource): boolean {
    return parentsOf(route).every(
      (parent) => typeOf(parent) === gatewayType && ofParent(parent, route).by === "other",
    );
  }

  return { implementerOf, signs };
}

function parentsOf({ spec }: Resource): readonly Field[] {
  const parent = spec?.get("parentRef");
  return spec?.get("parentRefs")?.items() ?? (parent ? [parent] : []);
}

/** The kind of a parent reference: a Gateway by default. */
function typeOf(parent: Field): string {
  const kind = parent.get("kind")?.text ?? "Gateway";
  return `${parent.get("group")?.text ?? (kind === "Service" ? "" : gatewayApi)}/${kind}`;
}

/** A route that is Istio's at one of its parents is Istio's. */
function strongest(found: readonly Implementer[]): Implementer {
  const order: readonly Owner[] = ["istio", "unknown", "other"];
  const [first = nobody] = found.toSorted(
    (left, right) => order.indexOf(left.by) - order.indexOf(right.by),
  );
  return first;
}

const nobody: Implementer = { by: "unknown", reason: undefined };

function ofClass({ spec }: Resource): Implementer {
  const reason = spec?.get("controllerName");
  return { by: reason?.text === undefined ? "unknown" : ownerOfController(reason.text), reason };
}

/** By the controller of its class where the inputs hold that; else by the name of the class. */
function ofGateway(gateway: Resource, { named }: Pick<Lookups, "named">): Implementer {
  const reason = gateway.spec?.get("gatewayClassName");
  const name = reason?.text ?? "";
  const owners = named(`${gatewayApi}/GatewayClass`, name).map((it) => ofClass(it).by);
  const [by = ownerOfClassName(name)] = owners;
  return { by: owners.every((it) => it === by) ? by : "unknown", reason };
}

/**
 * Whether something may be Istio's, for there are signs of it: objects of Istio's kinds in other projects of a repository
 * are none, and a label or an annotation speaks for its own deployment.
 */
function nearIstio({ resources, signs }: Sources): (resource: Resource) => boolean {
  const kinds = lazy(() => resources.filter(isIstioKind));
  const marked = lazy(() => resources.filter((it) => !isIstioKind(it) && isMarked(it)));
  return onceFor(
    (resource: Resource) => {
      if (!signs().istio) return false;
      if (kinds().length + marked().length === 0) return true;
      const together = marked().some((it) => sameDeployment(it, resource) === "certain");
      return together || kinds().some((it) => sameDeployment(it, resource) !== "no");
    },
    ({ document, namespace }) => `${document.source.path} ${namespace === undefined}`,
  );
}

type RoutedBy = (service: Service) => Implementer | undefined;

/**
 * Whose mesh something is part of: by its own labels and annotations, those of its pods, those of its namespace, and the
 * company it is in, for whoever writes Istio's kinds for a namespace has Istio's proxies there.
 */
function memberOwner({
  resources,
  catalogue,
  lookups,
  pods,
}: Sources): (resource: Resource, isRouted: RoutedBy) => Implementer {
  const services = lazy(() => groupBy(catalogue.services(), ({ resource }) => resource));
  const own = lazy(() => groupBy(catalogue.workloads(), ({ resource }) => resource));
  const istioKinds = lazy(() =>
    groupBy(resources.filter(isIstioKind), ({ namespace }) => namespace),
  );

  /** What others route to, and leaves its namespace open, is in the company of its own folder alone. */
  function company(resource: Resource, isOthers: boolean): Field | undefined {
    const found = istioKinds().get(resource.namespace) ?? [];
    const isOpen = resource.namespace === undefined;
    const isNear = (it: Resource): boolean =>
      isOthers ? folderOf(it) === folderOf(resource) : sameDeployment(it, resource) === "certain";
    const [first] = isOpen ? found.filter(isNear) : found;
    return first?.root.get("apiVersion");
  }

  return (resource, isRouted) => {
    const service = services().get(resource)?.[0];
    const workloads = service ? pods.workloadsOf(service) : (own().get(resource) ?? []);
    const mark =
      meshMarkOf(resource.metadata) ??
      gather(workloads, podMark)[0] ??
      meshMarkOf(lookups.namespaceOf(resource)?.metadata);
    if (mark) return { by: mark.by, reason: mark.field };
    const route = service && isRouted(service);
    if (route?.by === "istio") return route;
    const reason = company(resource, route !== undefined);
    return reason ? { by: "istio", reason } : (route ?? nobody);
  };
}

/** The pod's own settings: it requests a mesh proxy, or contains an Istio proxy. */
function podMark(pod: Workload): readonly MeshMark[] {
  const mark = meshMarkOf(pod.template.get("metadata"));
  const proxy = mark ? undefined : ownProxyOf(pod);
  return mark ? [mark] : proxy ? [{ by: "istio", field: proxy }] : [];
}
