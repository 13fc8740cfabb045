/**
 * The lists that Kustomize merges item by item, with their merge keys, the first of which is required.
 * All other lists are replaced as a whole, those of custom resources among them.
 * Source: `x-kubernetes-patch-merge-key` and `x-kubernetes-list-map-keys` in the OpenAPI of Kubernetes 1.32.
 */
export interface ListKeys {
  readonly [path: string]: readonly [string, ...string[]];
}

const container = {
  env: ["name"],
  ports: ["containerPort", "protocol"],
  volumeDevices: ["devicePath"],
  volumeMounts: ["mountPath"],
} as const satisfies ListKeys;

const podSpec: ListKeys = {
  containers: ["name"],
  ephemeralContainers: ["name"],
  hostAliases: ["ip"],
  imagePullSecrets: ["name"],
  initContainers: ["name"],
  resourceClaims: ["name"],
  schedulingGates: ["name"],
  topologySpreadConstraints: ["topologyKey", "whenUnsatisfiable"],
  volumes: ["name"],
  ...below("containers.*", container),
  ...below("ephemeralContainers.*", container),
  ...below("initContainers.*", container),
};

const workload = below("spec.template.spec", podSpec);

const byType: Readonly<Record<string, ListKeys>> = {
  "/Pod": below("spec", podSpec),
  "/ReplicationController": workload,
  "/Service": { "spec.ports": ["port", "protocol"] },
  "/ServiceAccount": { imagePullSecrets: ["name"], secrets: ["name"] },
  "apps/DaemonSet": workload,
  "apps/Deployment": workload,
  "apps/ReplicaSet": workload,
  "apps/StatefulSet": workload,
  "batch/CronJob": below("spec.jobTemplate.spec.template.spec", podSpec),
  "batch/Job": workload,
};

/** For resources of a type, such as `apps/Deployment`: by path, where `*` is any item. */
export function listKeysOf(type: string): ListKeys {
  return byType[type] ?? {};
}

function below(path: string, keys: ListKeys): ListKeys {
  return Object.fromEntries(Object.entries(keys).map(([key, names]) => [`${path}.${key}`, names]));
}
