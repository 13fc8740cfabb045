import { alertsIn } from "./objects/alerts.ts";
import { objectsMadeFor } from "./objects/made-objects.ts";
import { istioSettings } from "./objects/istio-settings.ts";
import type { Resource } from "../manifest/resource.ts";
import type { Traffic } from "./build-mesh.ts";
import type { MeshInputs } from "./mesh-inputs.ts";
import type { Catalogue } from "./resolve/catalogue.ts";
import { durationFieldsOf } from "./objects/duration-fields.ts";
import { gather } from "../collections/gather.ts";
import { groupBy } from "../collections/group-by.ts";
import { lazy, onceFor } from "../collections/lazy.ts";
import type { Mesh } from "./mesh.ts";
import { clientViews } from "./resolve/client-views.ts";
import { rpcViews } from "./resolve/rpc-paths.ts";
import { writtenAt, type Places, type WrittenAt } from "./objects/written-at.ts";

const ofResource = ({ resource }: { readonly resource: Resource }): Resource => resource;

/** Views of a mesh, and those of resources that may have something at certain places. */
type Placed = <View>(
  views: () => readonly View[],
  resourceOf: (view: View) => Resource,
) => (places?: readonly Places[]) => readonly View[];

function placedBy(written: WrittenAt): Placed {
  return (views, resourceOf) => {
    const byResource = lazy(() => groupBy(views(), resourceOf));
    const ofAll = onceFor((resources: readonly Resource[]) =>
      gather(resources, (resource) => byResource().get(resource) ?? []),
    );
    return (places) => {
      if (places === undefined) return views();
      const resources = written(places);
      return resources.length === 0 ? [] : ofAll(resources);
    };
  };
}

type RouteViews = Pick<
  Mesh["all"],
  "route" | "destination" | "gatewayApiRoute" | "anyRoute" | "anyDestination" | "anyGatewayApiRoute"
>;

function routeViews(catalogue: Catalogue, traffic: Traffic, placed: Placed): RouteViews {
  const destinations = lazy(() => gather(traffic.routes(), (it) => it.destinations));
  const anyDestinations = lazy(() => gather(traffic.anyRoutes(), (it) => it.destinations));
  const anyApiRoutes = lazy(() => [
    ...catalogue.gatewayApiRoutes(),
    ...catalogue.connectionRoutes(),
  ]);
  return {
    gatewayApiRoute: placed(catalogue.gatewayApiRoutes, ofResource),
    route: placed(traffic.routes, ofResource),
    destination: placed(destinations, ({ route }) => route.resource),
    anyGatewayApiRoute: placed(anyApiRoutes, ofResource),
    anyRoute: placed(traffic.anyRoutes, ofResource),
    anyDestination: placed(anyDestinations, ({ route }) => route.resource),
  };
}

/** What rules read, by name; each view is made when it is first asked for. */
export function allViews(inputs: MeshInputs, catalogue: Catalogue, traffic: Traffic): Mesh["all"] {
  const written = writtenAt(inputs.resources);
  const placed = placedBy(written);
  const containers = lazy(() => gather(catalogue.workloads(), (it) => it.containers));
  const ports = lazy(() => gather(catalogue.services(), (it) => it.ports));
  const probes = lazy(() => gather(containers(), (it) => it.probes));
  const policies = lazy(() => gather(catalogue.destinationRules(), (it) => it.policies));
  const servers = lazy(() => gather(catalogue.gateways(), (it) => it.servers));
  const operations = lazy(() => gather(catalogue.authorizationPolicies(), (it) => it.operations));
  const { problems, paths, definitions } = rpcViews(inputs.protos, {
    ...traffic,
    operations,
    resources: inputs.resources,
    patches: catalogue.envoyPatches,
  });
  return {
    yamlProblem: inputs.problems,
    protoProblem: problems,
    rpcPath: placed(paths, ofResource),
    rpcDefinition: definitions,
    ...clientViews({ ...inputs, containers }),
    violation: inputs.violations,
    resource: (places) => (places ? written(places) : inputs.resources),
    durationField: lazy(() => gather(inputs.resources, durationFieldsOf)),
    service: placed(catalogue.services, ofResource),
    servicePort: placed(ports, ({ service }) => service.resource),
    serviceEntry: placed(catalogue.serviceEntries, ofResource),
    workload: placed(catalogue.workloads, ofResource),
    container: placed(containers, ({ workload }) => workload.resource),
    probe: placed(probes, ({ container }) => container.workload.resource),
    virtualService: placed(catalogue.virtualServices, ofResource),
    ...routeViews(catalogue, traffic, placed),
    destinationRule: placed(catalogue.destinationRules, ofResource),
    trafficPolicy: placed(policies, ({ rule }) => rule.resource),
    gateway: placed(catalogue.gateways, ofResource),
    gatewayServer: placed(servers, ({ gateway }) => gateway.resource),
    authorizationPolicy: placed(catalogue.authorizationPolicies, ofResource),
    authorizationOperation: placed(operations, ({ policy }) => policy.resource),
    peerAuthentication: placed(catalogue.peerAuthentications, ofResource),
    envoyPatch: placed(catalogue.envoyPatches, ofResource),
    istioSettings: lazy(() =>
      istioSettings(inputs.resources, inputs.documents, catalogue.workloads()),
    ),
    alert: lazy(() => alertsIn(inputs.documents)),
    madeObject: lazy(() => objectsMadeFor(inputs.documents)),
    staleSuppression: () => [],
    malformedSuppression: () => [],
  };
}
