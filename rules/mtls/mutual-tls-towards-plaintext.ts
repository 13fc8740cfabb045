import { policyPlaces } from "../../src/mesh/ask/policy-places.ts";
import { targetNumber } from "../../src/mesh/objects/target-number.ts";
import type { Mesh } from "../../src/mesh/mesh.ts";
import { hostCovers } from "../../src/mesh/objects/hosts.ts";
import type { Service, ServicePort } from "../../src/mesh/objects/service.ts";
import { surelyApplies, surelyTogether } from "../../src/mesh/ask/surely-together.ts";
import { effectivePolicy, type TrafficPolicy } from "../../src/mesh/objects/traffic-policy.ts";
import { sameDeployment } from "../../src/mesh/world/same-deployment.ts";
import type { Workload } from "../../src/mesh/objects/workload.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, istio } from "../../src/rule/rule.ts";
import type { Field } from "../../src/yaml/field.ts";
import type { Span } from "../../src/yaml/source.ts";

export const mutualTlsTowardsPlaintext = defineRule({
  id: "mutual-tls-towards-plaintext",
  topic: "mtls",
  summary: "clients use Istio's mutual TLS to pods that accept only plaintext",
  severity: "error",
  severityWhere: {
    warning: "the rule is for many hosts, of which this may have no client in the mesh",
  },
  reads: "trafficPolicy",
  fields: policyPlaces("tls.mode"),
  evidence: [
    istio(
      "pilot/pkg/networking/core/cluster_tls.go",
      "buildUpstreamClusterTLSContext: ISTIO_MUTUAL",
    ),
    istio(
      "pilot/pkg/security/authn/policy_applier.go",
      "DISABLE: the inbound chains accept no TLS",
    ),
  ],
  answers: ["KIA0505", "KIA0506"],
  *check(policy, mesh) {
    const mode = policy.tls?.get("mode");
    if (mode?.text !== "ISTIO_MUTUAL") return;
    for (const service of servicesUnder(policy, mesh)) {
      const pods = mesh.workloadsOf(service);
      const places = service.ports
        .filter(({ number }) => governs(policy, number?.value, { service, mesh }))
        .map((port) => pods.map((pod) => plaintextPlace(pod, port, mesh)));
      const [place] = places.find((found) => found.every((it) => it !== undefined)) ?? [];
      if (place === undefined) continue;
      const isWide = mesh.serviceOf(policy.rule) === undefined;
      // Perhaps no client with a proxy calls one of many.
      yield {
        ...plaintext(mode, place, pods),
        ...(isWide && { severity: "warning" as const }),
      };
      return;
    }
  },
});

/**
 * The Service that a rule names; for a wildcard the Services next to the rule that it covers. The control plane is left out:
 * proxies have their own clusters for it.
 */
function servicesUnder(policy: TrafficPolicy, mesh: Mesh): readonly Service[] {
  const named = mesh.serviceOf(policy.rule);
  const { host, resource } = policy.rule;
  if (named || !host?.value.startsWith("*") || policy.subset) return named ? [named] : [];
  const { clusterDomain } = mesh.settings;
  return mesh.all.service().filter(({ resource: service }) => {
    const { name, namespace } = service;
    return (
      namespace !== undefined &&
      namespace !== mesh.config().rootNamespace &&
      sameDeployment(service, resource) === "certain" &&
      hostCovers(host.value, `${name}.${namespace}.svc.${clusterDomain}`)
    );
  });
}

/** Whether the policy is the one in effect for a port of a Service: no narrower rule takes its place. */
function governs(
  policy: TrafficPolicy,
  port: number | undefined,
  { service, mesh }: { readonly service: Service; readonly mesh: Mesh },
): boolean {
  if (mesh.serviceOf(policy.rule))
    return mesh.portsOf(policy).some((it) => it.number?.value === port);
  const { name, namespace } = service.resource;
  const host = `${name}.${namespace ?? ""}.svc.${mesh.settings.clusterDomain}`;
  const rules = mesh.findDestinationRules(host, policy.rule.resource);
  return rules.every((rule) => effectivePolicy(rule, undefined, port).tls === policy.tls);
}

/** What makes a pod's port take no TLS from Istio's clients; `undefined` if it may take it. */
function plaintextPlace(pod: Workload, port: ServicePort, mesh: Mesh): Span | undefined {
  if (!surelyTogether(pod.resource, port.service.resource) || pod.proxyless) return undefined;
  // What a gateway's listeners take is for its Gateways to say.
  if (pod.isGateway || mesh.serversAt(pod).length > 0) return undefined;
  const refusal =
    pod.labels.get("sidecar.istio.io/inject") ?? pod.annotations.get("sidecar.istio.io/inject");
  if (pod.injection === "ambient") return undefined;
  if (pod.injection === "excluded") return refusal?.value === "false" ? refusal.span : undefined;
  const { mode, decidedBy, policy } = mesh.mutualTlsOf(pod, targetNumber(port, pod));
  return mode === "DISABLE" && policy && surelyApplies(policy, pod.resource, mesh)
    ? decidedBy?.span
    : undefined;
}

function plaintext(mode: Field, place: Span, pods: readonly Workload[]): Finding {
  return {
    headline: `clients must use mutual TLS, but the pods of \`${pods[0]?.resource.name ?? ""}\` accept only plaintext`,
    primary: { span: mode.span, text: "mutual TLS" },
    related: [{ span: place, text: "plaintext only" }],
    note: "the TLS handshake fails on a plaintext port: calls end with UNAVAILABLE (14), connection reset",
    help: "remove `tls` (mutual TLS is then used where pods support it), or let the pods accept it",
  };
}
