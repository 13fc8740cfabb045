import { targetNumber } from "../../src/mesh/objects/target-number.ts";
import { mayHaveSidecar } from "../../src/mesh/ask/sidecars.ts";
import type { Mesh } from "../../src/mesh/mesh.ts";
import { isDryRun, type AuthorizationPolicy } from "../../src/mesh/objects/policies.ts";
import { isHttp2 } from "../../src/mesh/objects/protocol.ts";
import { portTitle, type ServicePort } from "../../src/mesh/objects/service.ts";
import type { Workload } from "../../src/mesh/objects/workload.ts";
import type { Finding, Fix } from "../../src/rule/finding.ts";
import { offerFix } from "../../src/rule/offer-fix.ts";
import { removePiece, removeUpwards } from "../../src/rule/removals.ts";
import { defineRule, istioApi } from "../../src/rule/rule.ts";
import type { Field } from "../../src/yaml/field.ts";
import type { Located } from "../../src/yaml/source.ts";

const annotation = "traffic.sidecar.istio.io/excludeInboundPorts";

export const grpcPortExcludedFromCapture = defineRule({
  id: "grpc-port-excluded-from-capture",
  topic: "ports",
  summary: "a gRPC port under an AuthorizationPolicy is excluded from the sidecar that enforces it",
  severity: "warning",
  reads: "workload",
  fields: { "*": [`metadata.annotations["${annotation}"]`] },
  evidence: [
    istioApi("annotation/annotations.yaml", "traffic.sidecar.istio.io/excludeInboundPorts"),
  ],
  fixable: "unsafe",
  ofIstio: ({ resource }) => resource,
  *check(workload, mesh) {
    const list = workload.template.at("metadata", "annotations", annotation);
    const excluded = list?.pieces(",") ?? [];
    if (list === undefined || excluded.length === 0 || !mayHaveSidecar(workload, mesh)) return;
    const policy = mesh.authorizationOf(workload).find(mayRefuse);
    if (policy === undefined) return;
    for (const entry of excluded) {
      const port = grpcPort(workload, Number(entry.value.trim()), mesh);
      if (port) yield { ...bypassed(entry, port, policy, mesh), ...capture(list, entry) };
    }
  },
});

/** Others only log. */
function mayRefuse(policy: AuthorizationPolicy): boolean {
  return policy.action !== "AUDIT" && !isDryRun(policy);
}

function grpcPort(workload: Workload, number: number, mesh: Mesh): ServicePort | undefined {
  return mesh
    .servicesOf(workload)
    .flatMap(({ ports }) => ports)
    .find(
      (port) =>
        targetNumber(port, workload) === number &&
        (isHttp2(port.protocol) || mesh.evidenceFor(port).length > 0),
    );
}

function capture(list: Field, entry: Located<string>): { readonly fix?: Fix } {
  const edit = list.pieces(",").length > 1 ? removePiece(list, entry) : removeUpwards(list, 1);
  return offerFix(edit, { title: "let the sidecar capture the port", safe: false });
}

function bypassed(
  entry: Located<string>,
  port: ServicePort,
  policy: AuthorizationPolicy,
  mesh: Mesh,
): Finding {
  const name = policy.resource.name;
  return {
    headline: `gRPC port ${portTitle(port)} bypasses the sidecar, and with it policy \`${name}\``,
    primary: { span: entry.span, text: "not captured by the sidecar" },
    related: [
      { span: mesh.nameSpan(policy.resource), text: "is not enforced on this port" },
      { span: port.protocolSpan, text: "targets this container port" },
    ],
    note: `calls to ${entry.value.trim()} reach the server unchecked, even those that \`${name}\` would reject with PERMISSION_DENIED (7)`,
    help: `remove ${entry.value.trim()} from \`excludeInboundPorts\``,
  };
}
