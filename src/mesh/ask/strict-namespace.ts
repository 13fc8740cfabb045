import { groupBy } from "../../collections/group-by.ts";
import type { Located } from "../../yaml/source.ts";
import type { Mesh } from "../mesh.ts";
import type { PeerAuthentication } from "../objects/policies.ts";
import { selects } from "../objects/select.ts";
import type { Service } from "../objects/service.ts";
import { nearest } from "../world/nearest.ts";
import { oncePerMesh } from "./once-per-mesh.ts";
import { surelyTogether } from "./surely-together.ts";

/**
 * What makes all pods of a Service's namespace accept mutual TLS alone, for a Service whose pods are not in the inputs;
 * `undefined` where policies for some pods of it may say otherwise.
 */
export function strictNamespace(service: Service, mesh: Mesh): Located<string> | undefined {
  const { resource, selector } = service;
  const together = (policiesIn(mesh).get(resource.namespace) ?? []).filter((policy) =>
    surelyTogether(policy.resource, resource),
  );
  // Of variants in several folders the nearest is meant.
  const near = nearest(resource, together, (policy) => policy.resource);
  const wide = near.filter((policy) => policy.selector.size === 0);
  const isNarrowed = near.some(
    (policy) => policy.selector.size > 0 && selects(policy.selector, selector),
  );
  const [only] = wide;
  if (wide.length !== 1 || isNarrowed || selector.size === 0) return undefined;
  return only?.mode?.value === "STRICT" ? only.mode : undefined;
}

const policiesIn = oncePerMesh(
  (mesh): ReadonlyMap<string | undefined, readonly PeerAuthentication[]> =>
    groupBy(mesh.all.peerAuthentication(), ({ resource }) => resource.namespace),
);
