import { matchLabelsOf } from "../../src/mesh/objects/match-labels.ts";
import type { Resource } from "../../src/manifest/resource.ts";
import { isTcpEntry, someAllows } from "../../src/mesh/ask/network-policies.ts";
import type { Mesh } from "../../src/mesh/mesh.ts";
import { targetNumber } from "../../src/mesh/objects/target-number.ts";
import type { ServicePort } from "../../src/mesh/objects/service.ts";
import type { Workload } from "../../src/mesh/objects/workload.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { fieldsAt } from "../../src/rule/places-of.ts";
import { defineRule, kubernetes } from "../../src/rule/rule.ts";
import type { Located } from "../../src/yaml/source.ts";

export const networkPolicyServicePort = defineRule({
  id: "network-policy-service-port",
  topic: "ports",
  summary: "a NetworkPolicy allows a Service port, but the pods listen on another port",
  severity: "warning",
  reads: "resource",
  fields: { "networking.k8s.io/NetworkPolicy": ["spec.ingress[].ports[].port"] },
  evidence: [
    kubernetes(
      "staging/src/k8s.io/api/networking/v1/types.go",
      "NetworkPolicyPort.port: a numerical or named port on a pod; NetworkPolicySpec.ingress: what any policy allows is allowed",
    ),
  ],
  *check(policy, mesh) {
    const { spec } = policy;
    const allowed = (spec ? fieldsAt(spec, "ingress[].ports[]") : []).flatMap((entry) =>
      isTcpEntry(entry) && entry.get("endPort") === undefined
        ? (entry.get("port")?.number() ?? [])
        : [],
    );
    const pods = allowed.length === 0 || !limitsIngress(policy) ? [] : podsOf(policy, mesh);
    for (const port of allowed) {
      const found = servicePortOf(port, pods, mesh);
      // Its own target is allowed as well: then the entry is only superfluous.
      if (found && !pods.some((pod) => someAllows(pod, found.target, policy, mesh)))
        yield notOfPods(port, found);
    }
  },
});

function limitsIngress({ spec }: Resource): boolean {
  const types = spec?.get("policyTypes")?.strings() ?? [];
  return types.length === 0 || types.some(({ value }) => value === "Ingress");
}

function podsOf(policy: Resource, mesh: Mesh): readonly Workload[] {
  const selector = matchLabelsOf(policy, "podSelector");
  const isPlain = policy.spec?.at("podSelector", "matchExpressions") === undefined;
  return selector.size > 0 && isPlain ? mesh.podsMeantBy(policy, selector, policy.namespace) : [];
}

interface Mistaken {
  readonly servicePort: ServicePort;
  readonly target: number;
}

/** The Service port of that number, if it leads to another port of all the pods, and none of them has that one. */
function servicePortOf(
  { value }: Located<number>,
  pods: readonly Workload[],
  mesh: Mesh,
): Mistaken | undefined {
  const [pod] = pods;
  if (pod === undefined || pods.some((it) => listensOn(it, value, mesh))) return undefined;
  const servicePort = mesh
    .servicesOf(pod)
    .flatMap(({ ports }) => ports)
    .find(({ number, protocol }) => number?.value === value && protocol !== "UDP");
  const target = servicePort && targetNumber(servicePort, pod);
  return servicePort && target !== undefined && target !== value
    ? { servicePort, target }
    : undefined;
}

/** A container has the port, or a Service leads to it. */
function listensOn(pod: Workload, wanted: number, mesh: Mesh): boolean {
  const declared = pod.containers.flatMap(({ ports }) => ports.map(({ number }) => number?.value));
  const reached = mesh
    .servicesOf(pod)
    .flatMap(({ ports }) => ports.map((port) => targetNumber(port, pod)));
  return [...declared, ...reached].includes(wanted);
}

function notOfPods({ value, span }: Located<number>, { servicePort, target }: Mistaken): Finding {
  const { name } = servicePort.service.resource;
  return {
    headline: `port ${value} is the port of Service \`${name}\`; its pods listen on ${target}`,
    primary: { span, text: "not a pod port" },
    related: [
      {
        span: (servicePort.targetPort ?? servicePort.number)?.span ?? span,
        text: `maps to ${target}`,
      },
    ],
    note: "NetworkPolicies apply to the container port: gRPC calls to it are dropped, UNAVAILABLE (14)",
    help: `allow port ${target}`,
  };
}
