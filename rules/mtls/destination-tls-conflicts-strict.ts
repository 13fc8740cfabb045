import { policyPlaces } from "../../src/mesh/ask/policy-places.ts";
import { targetNumber } from "../../src/mesh/objects/target-number.ts";
import type { Mesh } from "../../src/mesh/mesh.ts";
import type { Service, ServicePort } from "../../src/mesh/objects/service.ts";
import { strictNamespace } from "../../src/mesh/ask/strict-namespace.ts";
import { surelyApplies, surelyTogether } from "../../src/mesh/ask/surely-together.ts";
import type { TrafficPolicy } from "../../src/mesh/objects/traffic-policy.ts";
import type { Workload } from "../../src/mesh/objects/workload.ts";
import { replaceText } from "../../src/rule/edits.ts";
import { defineRule, istio } from "../../src/rule/rule.ts";
import type { Finding } from "../../src/rule/finding.ts";
import type { Field } from "../../src/yaml/field.ts";
import type { Located } from "../../src/yaml/source.ts";

export const destinationTlsConflictsStrict = defineRule({
  id: "destination-tls-conflicts-strict",
  topic: "mtls",
  summary: "clients do not use mutual TLS to pods that require it",
  severity: "error",
  severityWhere: { warning: "nothing shows that the pods have a sidecar" },
  answers: ["KIA0207", "KIA0208"],
  reads: "trafficPolicy",
  fields: policyPlaces("tls.mode"),
  evidence: [
    istio(
      "pilot/pkg/networking/core/cluster_tls.go",
      "buildUpstreamClusterTLSContext: DISABLE, SIMPLE",
    ),
    istio("pilot/pkg/security/authn/policy_applier.go", "ComposePeerAuthentication"),
  ],
  fixable: "unsafe",
  *check(policy, mesh) {
    const mode = policy.tls?.get("mode");
    const service = mesh.serviceOf(policy.rule);
    if (mode === undefined || service === undefined || !isOther(mode)) return;
    const pods = mesh.workloadsOf(service);
    const places = mesh
      .portsOf(policy)
      .map((port) => port.service && strictEverywhere(pods, port, mesh));
    const place =
      pods.length === 0 ? strictForAll(policy, mesh) : places.find((found) => found !== undefined);
    if (place) yield conflict(mode, place, service, pods);
  },
});

/** TLS of the application's own needs a STRICT port no less. */
function isOther(mode: Field): boolean {
  return ["DISABLE", "SIMPLE"].includes(mode.text ?? "");
}

/** Pods that the inputs do not hold have a sidecar, as a policy for their namespace is for sidecars; servers of gRPC at least. */
function strictForAll(policy: TrafficPolicy, mesh: Mesh): Located<string> | undefined {
  const port = mesh.portsOf(policy).find((it) => mesh.evidenceFor(it).length > 0);
  return port?.service && strictNamespace(port.service, mesh);
}

/** What makes the port of all pods accept mutual TLS alone. */
function strictEverywhere(
  pods: readonly Workload[],
  port: ServicePort,
  mesh: Mesh,
): Located<string> | undefined {
  const places = pods.map((pod) => strictPlace(pod, port, mesh));
  return places.includes(undefined) ? undefined : places[0];
}

/** What makes the pod's port accept mutual TLS alone; `undefined` if it accepts other connections. */
function strictPlace(pod: Workload, port: ServicePort, mesh: Mesh): Located<string> | undefined {
  if (pod.injection === "excluded" || pod.proxyless) return undefined;
  // PeerAuthentications say nothing of a gateway's listeners.
  if (pod.isGateway || mesh.serversAt(pod).length > 0) return undefined;
  // Ports that the sidecar does not capture take what the application takes.
  if ([...pod.annotations.keys()].some((key) => key.startsWith("traffic.sidecar.istio.io/")))
    return undefined;
  const { mode, decidedBy, policy } = mesh.mutualTlsOf(pod, targetNumber(port, pod));
  const sure =
    policy !== undefined &&
    surelyTogether(pod.resource, port.service.resource) &&
    surelyApplies(policy, pod.resource, mesh);
  return mode === "STRICT" && sure ? decidedBy : undefined;
}

function conflict(
  mode: Field,
  strict: Located<string>,
  service: Service,
  pods: readonly Workload[],
): Finding {
  const edit = replaceText(mode, "ISTIO_MUTUAL");
  const name = (pods[0] ?? service).resource.name;
  const known = pods.length > 0 && pods.every(({ injection }) => injection === "injected");
  return {
    headline: `\`${name}\` requires mutual TLS, but this rule sets \`${mode.text ?? ""}\` for its clients`,
    primary: { span: mode.span, text: "not mutual TLS" },
    related: [{ span: strict.span, text: "mutual TLS is required" }],
    note: "the server's sidecar resets every connection: calls end with UNAVAILABLE (14)",
    help: "remove `tls` (mutual TLS is then used where pods support it), or use `ISTIO_MUTUAL`",
    ...(edit && {
      fix: { title: "use `ISTIO_MUTUAL` (calls are encrypted)", safe: false, edits: [edit] },
    }),
    severity: known ? "error" : "warning",
  };
}
