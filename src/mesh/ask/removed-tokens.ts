import { gather } from "../../collections/gather.ts";
import type { Resource } from "../../manifest/resource.ts";
import type { Field } from "../../yaml/field.ts";
import type { Mesh } from "../mesh.ts";
import type { Gateway } from "../objects/gateway.ts";
import { matchLabelsOf } from "../objects/match-labels.ts";
import type { AuthorizationPolicy } from "../objects/policies.ts";
import type { Destination, Route } from "../objects/route.ts";
import { nearest } from "../world/nearest.ts";
import { holdsNamespace } from "../world/open-world.ts";
import { sameDeployment } from "../world/same-deployment.ts";
import { oncePerMesh } from "./once-per-mesh.ts";
import { gatewaysPerhapsUnder } from "./reached-gateways.ts";

/** The rules of a RequestAuthentication. */
export function jwtRulesOf({ spec }: Resource): readonly Field[] {
  return spec?.get("jwtRules")?.items() ?? [];
}

/** What a gateway that sends to a destination does with tokens. */
export interface RemovedToken {
  readonly destination: Destination;
  readonly rule: Field;
  /** The RequestAuthentication of the rule. */
  readonly resource: Resource;
}

/** The JWT rules of gateways that send to the pods of a policy, and keep the token. */
export function removedTokens(policy: AuthorizationPolicy, mesh: Mesh): readonly RemovedToken[] {
  const pods = mesh.workloadsUnder(policy);
  if (pods.some((pod) => pod.isGateway || mesh.serversAt(pod).length > 0)) return [];
  const services = new Set(gather(pods, (pod) => mesh.servicesOf(pod)));
  const sent = gather([...services], (service) =>
    mesh
      .routesTo(service)
      .filter(({ viaGateway }) => viaGateway)
      .flatMap((route) => route.destinations.filter((it) => it.service === service)),
  );
  if (sent.length === 0) return [];
  const found = gather(keepers(mesh), ({ resource, gateways, rules }) =>
    sent
      .filter(({ route: { owners } }) =>
        owners.some((owner) => mesh.gatewaysOf(owner).some((it) => gateways.has(it))),
      )
      .flatMap((destination) => rules.map((rule) => ({ destination, rule, resource }))),
  );
  return nearest(policy.resource, found, ({ resource }) => resource);
}

interface Keeper {
  readonly resource: Resource;
  readonly gateways: ReadonlySet<Gateway>;
  readonly rules: readonly Field[];
}

/** The RequestAuthentications of gateways that take tokens out of requests. */
const keepers = oncePerMesh((mesh): readonly Keeper[] =>
  gather(mesh.ofType("security.istio.io/RequestAuthentication"), (resource) => {
    const rules = jwtRulesOf(resource).filter((it) => !isForwarded(it) && !mayBeInCookie(it));
    if (rules.length === 0) return [];
    const choice = { resource, selector: matchLabelsOf(resource) };
    const gateways = new Set(gatewaysPerhapsUnder(choice, mesh));
    return gateways.size === 0 ? [] : [{ resource, gateways, rules }];
  }),
);

function isForwarded(rule: Field): boolean {
  return rule.get("forwardOriginalToken")?.boolean()?.value === true;
}

/** Envoy leaves tokens in cookies where they are. Source: envoy `source/extensions/filters/http/jwt_authn/extractor.cc` removeJwt. */
function mayBeInCookie(rule: Field): boolean {
  return rule.get("fromCookies")?.item(0) !== undefined;
}

/** Of one issuer, whose token both read from the same place. */
export function areAlike(rule: Field, other: Field): boolean {
  return (
    issuerOf(rule) !== undefined &&
    issuerOf(rule) === issuerOf(other) &&
    !isReadElsewhere(rule, other)
  );
}

function issuerOf(rule: Field): string | undefined {
  return rule.get("issuer")?.text;
}

/** The first proxy removes the token from the place where it found it, and from no other. */
export function isReadElsewhere(rule: Field, other: Field): boolean {
  return places.some((key) => placeIn(rule, key) !== placeIn(other, key));
}

const places = ["fromHeaders", "fromParams", "fromCookies"] as const;

function placeIn(rule: Field, key: string): string {
  return (rule.get(key)?.items() ?? []).map((it) => it.get("name")?.text ?? it.text).join();
}

/** The route writes a token of its own. */
export function setsToken({ headerOperations }: Route): boolean {
  return headerOperations.some(
    ({ direction, name }) =>
      direction === "request" && name.value.toLowerCase() === "authorization",
  );
}

/** Whether gateway, route and policy are surely of one mesh: next to each other, or in namespaces that they all write. */
export function areOfOneMesh(
  { resource: policy }: AuthorizationPolicy,
  { resource, destination: { route } }: RemovedToken,
  mesh: Mesh,
): boolean {
  const isPlaced = (it: Resource): boolean =>
    (it.namespace !== undefined && policy.namespace !== undefined) ||
    sameDeployment(it, policy) === "certain";
  return holdsNamespace(undefined, mesh) || [resource, route.resource].every(isPlaced);
}
