import type { Resource } from "../../manifest/resource.ts";
import type { Field } from "../../yaml/field.ts";
import type { Located } from "../../yaml/source.ts";
import { keptFor, withLazy } from "../../collections/lazy.ts";
import { injectionOf, ownProxyOf, type Injection } from "./injection.ts";
import { proxySettingsOf, type ProxySetting } from "./proxy-settings.ts";

/** Something that makes pods: a Pod, or a workload kind with a pod template. */
export interface Workload {
  readonly resource: Resource;
  /** Where the pod's `metadata` and `spec` are: `spec.template`, or the Pod itself. */
  readonly template: Field;
  readonly labels: ReadonlyMap<string, Located<string>>;
  readonly annotations: ReadonlyMap<string, Located<string>>;
  readonly podSpec: Field | undefined;
  readonly containers: readonly Container[];
  readonly injection: Injection;
  /** Its proxy is a gateway or waypoint, so that Gateways decide what it listens to. */
  readonly isGateway: boolean;
  /** Its gRPC library talks xDS itself (`inject.istio.io/templates: grpc-agent`). */
  readonly proxyless: boolean;
  /** What `proxy.istio.io/config` sets. */
  readonly proxySettings: readonly ProxySetting[];
}

export interface Container {
  readonly workload: Workload;
  readonly field: Field;
  readonly name: string;
  readonly ports: readonly ContainerPort[];
  readonly probes: readonly Probe[];
}

/** The words of the command and the arguments of a container. */
export const commandWords = keptFor(
  ({ field }: Pick<Container, "field">): readonly Located<string>[] =>
    ["command", "args"].flatMap((key) => field.get(key)?.strings() ?? []),
);

export interface ContainerPort {
  readonly field: Field;
  readonly number: Located<number> | undefined;
  readonly name: Located<string> | undefined;
}

export interface Probe {
  readonly container: Container;
  readonly kind: "livenessProbe" | "readinessProbe" | "startupProbe";
  readonly field: Field;
  /** The entry that says how to probe. */
  readonly grpc: Field | undefined;
  readonly httpGet: Field | undefined;
  readonly tcpSocket: Field | undefined;
  /** Command and arguments of an exec probe. */
  readonly command: readonly Located<string>[];
}

const ofSpec: readonly string[] = ["spec", "template"];

/**
 * Where the pods of a kind are written, by type. Those of other projects: argo-rollouts `pkg/apis/rollouts/v1alpha1`
 * RolloutSpec (with `workloadRef` the pods are those of a Deployment); openshift/api `apps/v1` DeploymentConfigSpec;
 * openkruise `apis/apps/v1alpha1`.
 */
const templatePaths: Readonly<Record<string, readonly string[]>> = {
  "/Pod": [],
  "/ReplicationController": ofSpec,
  ...each(["apps", "extensions"], ["Deployment", "StatefulSet", "DaemonSet", "ReplicaSet"], ofSpec),
  "batch/Job": ofSpec,
  "batch/CronJob": ["spec", "jobTemplate", "spec", "template"],
  "argoproj.io/Rollout": ofSpec,
  ...each(["apps.openshift.io", ""], ["DeploymentConfig"], ofSpec),
  ...each(["apps.kruise.io"], ["CloneSet", "StatefulSet", "DaemonSet"], ofSpec),
};

function each(
  groups: readonly string[],
  kinds: readonly string[],
  path: readonly string[],
): Readonly<Record<string, readonly string[]>> {
  const types = groups.flatMap((group) => kinds.map((kind) => `${group}/${kind}`));
  return Object.fromEntries(types.map((type) => [type, path]));
}

/** Whether objects of a kind make pods. */
export function hasPods(apiVersion: string, kind: string): boolean {
  const group = apiVersion.slice(0, Math.max(apiVersion.lastIndexOf("/"), 0));
  return templatePaths[`${group}/${kind}`] !== undefined;
}

const probeKinds = ["livenessProbe", "readinessProbe", "startupProbe"] as const;

/** Where the `metadata` and `spec` of a resource's pods are; `undefined` for kinds that make none. */
export function podTemplateOf({ type, root }: Resource): Field | undefined {
  const path = templatePaths[type];
  return path && (path.length === 0 ? root : root.at(...path));
}

/** A path in a workload's pods, such as `spec.containers[].ports`, as a path in the workload. */
export function podPath({ resource: { type } }: Workload, path: string): string {
  return [...(templatePaths[type] ?? []), path].join(".");
}

/** The pod template of a resource, with its Namespace if that is known; `undefined` for kinds that make no pods. */
export function workloadOf(
  resource: Resource,
  namespace: Resource | undefined,
): Workload | undefined {
  const template = podTemplateOf(resource);
  if (template === undefined) return undefined;
  return readWorkload({ resource, template, namespace });
}

interface WrittenWorkload extends Pick<Workload, "resource" | "template"> {
  readonly namespace: Resource | undefined;
}

const readWorkload = withLazy<WrittenWorkload, Omit<Workload, keyof WrittenWorkload>>({
  labels: ({ template }) => template.at("metadata", "labels")?.stringMap() ?? new Map(),
  annotations: ({ template }) => template.at("metadata", "annotations")?.stringMap() ?? new Map(),
  podSpec: ({ template }) => template.get("spec"),
  containers: (owner) =>
    (owner.podSpec?.get("containers")?.items() ?? []).map((field) => containerOf(owner, field)),
  injection: (pod) => injectionOf(pod, pod.namespace),
  isGateway: isGatewayPod,
  proxyless: ({ annotations }) =>
    /\bgrpc-(agent|simple)\b/.test(annotations.get("inject.istio.io/templates")?.value ?? ""),
  proxySettings: proxySettingsOf,
});

/**
 * A proxy is told what it is by its first arguments, an injected one by its template.
 * Source: istio `pilot/cmd/pilot-agent/app/cmd.go` proxy, `manifests/charts/gateways`, `manifests/charts/gateway` (1.31).
 */
function isGatewayPod(pod: Workload & WrittenWorkload): boolean {
  const templates = pod.annotations.get("inject.istio.io/templates")?.value ?? "";
  const role = ownProxyOf(pod)?.get("args")?.item(1)?.text ?? "";
  return /\b(?:gateway|waypoint)\b/.test(templates) || /^(?:router|waypoint)$/.test(role);
}

function containerOf(workload: Workload, field: Field): Container {
  const probes: Probe[] = [];
  const container: Container = {
    workload,
    field,
    name: field.get("name")?.text ?? "",
    ports: (field.get("ports")?.items() ?? []).map((port) => ({
      field: port,
      number: port.get("containerPort")?.number(),
      name: port.get("name")?.string(),
    })),
    probes,
  };
  for (const kind of probeKinds) {
    const probe = field.get(kind);
    if (probe !== undefined) probes.push(probeOf(container, kind, probe));
  }
  return container;
}

function probeOf(container: Container, kind: Probe["kind"], field: Field): Probe {
  return {
    container,
    kind,
    field,
    grpc: field.get("grpc"),
    httpGet: field.get("httpGet"),
    tcpSocket: field.get("tcpSocket"),
    command: field.at("exec", "command")?.strings() ?? [],
  };
}

/** The container port that a Service's `targetPort` or a probe's `port` means: by number, or by name. */
export function findContainerPort(
  workload: Workload,
  port: number | string,
): ContainerPort | undefined {
  for (const container of workload.containers) {
    const found = container.ports.find(
      ({ number, name }) => number?.value === port || name?.value === port,
    );
    if (found !== undefined) return found;
  }
  return undefined;
}
