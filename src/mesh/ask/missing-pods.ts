import type { Resource } from "../../manifest/resource.ts";
import { groupBy } from "../../collections/group-by.ts";
import { onceFor } from "../../collections/lazy.ts";
import { nearNames } from "../../text/near-names.ts";
import { similarName } from "../../text/similar-name.ts";
import type { Located } from "../../yaml/source.ts";
import { makesPods } from "./made-objects.ts";
import { oncePerMesh } from "./once-per-mesh.ts";
import { labelSlip, type LabelSlip } from "./label-slip.ts";
import type { Mesh } from "../mesh.ts";
import { holdsNamespace } from "../world/open-world.ts";
import { namespacesAgree } from "../world/by-namespace.ts";
import { isPlaceholder } from "../objects/placeholder.ts";
import { selects, type Selector } from "../objects/select.ts";
import { surelyTogether } from "./surely-together.ts";
import { folderOf, sameDeployment } from "../world/same-deployment.ts";
import type { Workload } from "../objects/workload.ts";

/** Who is looking for pods, and where: in one namespace, or in all. */
export interface PodSearch {
  readonly selector: Selector;
  readonly from: Resource;
  readonly everywhere: boolean;
}

/** Why a selector is said to find no pods. */
export interface MissingPods {
  /** The inputs hold everything of where it looks; otherwise only a near label speaks for a mistake. */
  readonly sure: boolean;
  /** The label that is written, and the near one that a pod has. */
  readonly similar:
    | { readonly written: Located<string>; readonly carried: Located<string> }
    | undefined;
  /** The key that pods beside it spell differently. */
  readonly slip: LabelSlip | undefined;
  /** A pod beside it that has all the labels, in another namespace. */
  readonly elsewhere: Workload | undefined;
}

/** Why no pod has the labels of a selector; `undefined` where one has, or may have. */
export function missingPods(search: PodSearch, mesh: Mesh): MissingPods | undefined {
  const { selector, from, everywhere } = search;
  if (selector.size === 0 || isLeftOpen(search, mesh)) return undefined;
  if (findPods(search, mesh).length > 0 || isMade(search, mesh)) return undefined;
  const sure = holdsNamespace(everywhere ? undefined : from.namespace, mesh);
  const similar = similarLabel(search, mesh);
  const elsewhere = similar ? undefined : podElsewhere(search, mesh);
  if (!sure && similar === undefined && elsewhere === undefined) return undefined;
  const pods = mesh.all
    .workload()
    .filter(({ resource }) => isInReach(resource, search) && areNeighbours(resource, from));
  return { sure, similar, slip: labelSlip(selector, pods), elsewhere };
}

/** Whether a label is filled in later, at the selector or at a pod. */
function isLeftOpen(search: PodSearch, mesh: Mesh): boolean {
  return [...search.selector].some(
    ([key, { value }]) =>
      isPlaceholder(value) ||
      labelled(mesh)(key).open.some(({ resource }) => isInReach(resource, search)),
  );
}

interface Labelled {
  readonly open: readonly Workload[];
  readonly byValue: ReadonlyMap<string, readonly Workload[]>;
  readonly near: (value: string) => readonly string[];
}

/** The pods with a label, whatever its value: those where it is filled in later, and all by it. */
const labelled = oncePerMesh((mesh) =>
  onceFor((key: string): Labelled => {
    const byValue = groupBy(mesh.podsLabelled(key), (pod) => pod.labels.get(key)?.value ?? "");
    const open = [...byValue].flatMap(([value, pods]) => (isPlaceholder(value) ? pods : []));
    return { open, byValue, near: nearNames(byValue.keys()) };
  }),
);

export function findPods(search: PodSearch, mesh: Mesh): readonly Workload[] {
  const { selector, from, everywhere } = search;
  return mesh.podsWith(selector, everywhere ? undefined : from.namespace);
}

function isInReach({ namespace }: Resource, { from, everywhere }: PodSearch): boolean {
  return everywhere || namespacesAgree(namespace, from.namespace);
}

/** Workloads outside Kubernetes, and the pods that Istio makes for a Gateway of the Gateway API, or other controllers. */
function isMade(search: PodSearch, mesh: Mesh): boolean {
  const gateway = search.selector.get("gateway.networking.k8s.io/gateway-name")?.value;
  const outside = [
    ...mesh
      .ofType("networking.istio.io/WorkloadEntry")
      .map((it) => [it, it.spec?.get("labels")] as const),
    ...mesh
      .ofType("networking.istio.io/WorkloadGroup")
      .map((it) => [it, it.spec?.at("metadata", "labels")] as const),
  ];
  return (
    makesPods(search.selector, search.everywhere ? undefined : search.from.namespace, mesh) ||
    (gateway !== undefined &&
      mesh.named("gateway.networking.k8s.io/Gateway", gateway).length > 0) ||
    outside.some(
      ([it, labels]) =>
        isInReach(it, search) &&
        labels !== undefined &&
        selects(search.selector, labels.stringMap()),
    )
  );
}

/** Labels of unrelated folders are alike by chance. */
function areNeighbours(pod: Resource, from: Resource): boolean {
  return sameDeployment(pod, from) === "certain" && surelyTogether(pod, from);
}

/** Where pods of one other namespace have all the labels, and are written in the same folder. */
function podElsewhere({ selector, from, everywhere }: PodSearch, mesh: Mesh): Workload | undefined {
  if (everywhere || from.namespace === undefined) return undefined;
  const found = mesh.podsWith(selector, undefined);
  const [first, ...others] = found.filter(({ resource }) => folderOf(resource) === folderOf(from));
  const isOne = others.every(({ resource }) => resource.namespace === first?.resource.namespace);
  return isOne && first?.resource.namespace !== undefined ? first : undefined;
}

/** A label that a pod beside the selector has almost as it is asked for. */
function similarLabel(search: PodSearch, mesh: Mesh): MissingPods["similar"] {
  for (const [key, written] of search.selector) {
    const { byValue, near } = labelled(mesh)(key);
    const carriedAs = (value: string): Located<string> | undefined =>
      byValue
        .get(value)
        ?.find(
          ({ resource }) => isInReach(resource, search) && areNeighbours(resource, search.from),
        )
        ?.labels.get(key);
    const others = near(written.value).filter((value) => carriedAs(value) !== undefined);
    const name = similarName(written.value, others);
    const found = name === undefined ? undefined : carriedAs(name);
    if (found && carriedAs(written.value) === undefined) return { written, carried: found };
  }
  return undefined;
}
