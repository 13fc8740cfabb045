import { gather } from "../../collections/gather.ts";
import type { Resource } from "../../manifest/resource.ts";
import type { Mesh } from "../mesh.ts";
import { oncePerMesh } from "./once-per-mesh.ts";

/** Whether pods may run as a service account: there is one, or something names it that makes pods or gives it rights. */
export function isKnownAccount(name: string, namespace: string, mesh: Mesh): boolean {
  const namespaces = known(mesh).get(name);
  // What leaves its namespace open may be applied to any.
  return namespaces !== undefined && (namespaces.has(namespace) || namespaces.has(""));
}

const known = oncePerMesh((mesh): ReadonlyMap<string, ReadonlySet<string>> => {
  const index = new Map<string, Set<string>>();
  for (const { name, namespace = "" } of accountsIn(mesh)) {
    const namespaces = index.get(name) ?? new Set();
    index.set(name, namespaces.add(namespace));
  }
  return index;
});

interface Account {
  readonly name: string;
  readonly namespace: string | undefined;
}

function accountsIn(mesh: Mesh): readonly Account[] {
  return [
    ...mesh.ofType("/ServiceAccount"),
    ...gather(mesh.all.workload(), ({ resource, podSpec }) =>
      named(resource, [
        podSpec?.get("serviceAccountName")?.text,
        podSpec?.get("serviceAccount")?.text,
      ]),
    ),
    ...gather(mesh.ofType("networking.istio.io/WorkloadEntry"), (it) =>
      named(it, [it.spec?.get("serviceAccount")?.text]),
    ),
    ...gather(mesh.ofType("networking.istio.io/WorkloadGroup"), (it) =>
      named(it, [it.spec?.at("template", "serviceAccount")?.text]),
    ),
    ...gather(mesh.ofType("gateway.networking.k8s.io/Gateway"), (it) => named(it, ofGateway(it))),
    ...mesh.all.madeObject().filter(({ type }) => type === "/ServiceAccount"),
  ];
}

function named({ namespace }: Resource, names: readonly (string | undefined)[]): Account[] {
  return names.flatMap((name) => (name === undefined ? [] : [{ name, namespace }]));
}

/**
 * The account of the pods that Istio makes for a Gateway: the one of an annotation; else the Gateway's name, after which most
 * classes put their own. Source: istio `pilot/pkg/config/kube/gatewaycommon/deploymentcontroller.go` (1.31).
 */
function ofGateway({ name, spec, metadata }: Resource): readonly (string | undefined)[] {
  const annotation = (key: string): string | undefined =>
    metadata?.at("annotations", `gateway.istio.io/${key}`)?.text;
  return [
    annotation("service-account"),
    annotation("name-override"),
    name,
    `${name}-${spec?.get("gatewayClassName")?.text ?? ""}`,
  ];
}
