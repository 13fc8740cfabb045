import { isNameToFill } from "../../src/mesh/objects/placeholder.ts";
import { plaintextPorts } from "../../src/mesh/ask/plaintext-probes.ts";
import { policyPlaces } from "../../src/mesh/ask/policy-places.ts";
import type { Mesh } from "../../src/mesh/mesh.ts";
import type { Service, ServicePort } from "../../src/mesh/objects/service.ts";
import { targetNumber } from "../../src/mesh/objects/target-number.ts";
import { effectivePolicy, type TrafficPolicy } from "../../src/mesh/objects/traffic-policy.ts";
import type { Workload } from "../../src/mesh/objects/workload.ts";
import { surelyTogether } from "../../src/mesh/ask/surely-together.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, istio, kubernetes } from "../../src/rule/rule.ts";
import type { Field } from "../../src/yaml/field.ts";
import type { Span } from "../../src/yaml/source.ts";

export const destinationTlsToPlaintextServer = defineRule({
  id: "destination-tls-to-plaintext-server",
  topic: "mtls",
  summary: "clients originate TLS of their own to a server that is probed in plaintext",
  severity: "error",
  reads: "trafficPolicy",
  fields: policyPlaces("tls.mode"),
  evidence: [
    istio("pilot/pkg/networking/core/cluster_tls.go", "SIMPLE: TLS to the application itself"),
    kubernetes("pkg/probe/grpc/grpc.go", "probes over gRPC use insecure credentials"),
  ],
  *check(policy, mesh) {
    const mode = policy.tls?.get("mode");
    if (mode === undefined || !/^(?:SIMPLE|MUTUAL)$/.test(mode.text ?? "")) return;
    for (const { service, ports } of governed(policy, mesh)) {
      const pods = mesh.workloadsOf(service);
      const [probe] = ports.flatMap((port) => {
        const probes = pods.map((pod) => plaintextProbe(pod, port, mesh));
        return probes.includes(undefined) ? [] : probes;
      });
      if (probe === undefined) continue;
      yield plaintext(mode, probe, service.resource.name);
      return;
    }
  },
});

interface Governed {
  readonly service: Service;
  readonly ports: readonly ServicePort[];
}

/** The Services and ports that a policy is for; of a wildcard those of its own namespace without a rule of their own. */
function governed(policy: TrafficPolicy, mesh: Mesh): readonly Governed[] {
  const { rule, tls } = policy;
  const service = mesh.serviceOf(rule);
  if (service) {
    const ports = new Set(mesh.portsOf(policy));
    return [{ service, ports: service.ports.filter((it) => ports.has(it)) }];
  }
  if (rule.host?.value.startsWith("*") !== true || policy.subset) return [];
  return mesh.all.service().flatMap((it) => {
    // Which rule is for a name that is filled in later is not known.
    if (isNameToFill(it.resource.name) || !surelyTogether(it.resource, rule.resource)) return [];
    const [first] = mesh.findDestinationRules(it.resource.name, it.resource);
    const isOf = (port: ServicePort): boolean =>
      effectivePolicy(rule, undefined, port.number?.value).tls === tls;
    return first === rule ? [{ service: it, ports: it.ports.filter(isOf) }] : [];
  });
}

/** A probe without TLS of the port; another rule covers STRICT pods. */
function plaintextProbe(pod: Workload, port: ServicePort, mesh: Mesh): Span | undefined {
  const target = targetNumber(port, pod);
  if (target === undefined || !surelyTogether(pod.resource, port.service.resource))
    return undefined;
  if (mesh.mutualTlsOf(pod, target).mode === "STRICT") return undefined;
  // A Sidecar may terminate TLS for the application.
  if (mesh.sidecarOf(pod)?.spec?.get("ingress") !== undefined) return undefined;
  const probed = pod.containers.flatMap(plaintextPorts);
  return probed.find((it) => it.port === target)?.span;
}

function plaintext(mode: Field, probe: Span, name: string): Finding {
  return {
    headline: `\`${name}\` speaks plaintext, but this rule has its clients originate TLS`,
    primary: { span: mode.span, text: "TLS to the application" },
    related: [{ span: probe, text: "probed in plaintext" }],
    note: "the handshake meets a plaintext server: UNAVAILABLE (14), `WRONG_VERSION_NUMBER` in the client's proxy",
    help: "remove `tls`: mutual TLS between the proxies is then used where pods support it",
  };
}
