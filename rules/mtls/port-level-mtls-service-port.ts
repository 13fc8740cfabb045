import type { ServedPort } from "../../src/mesh/ask/served-ports.ts";
import {
  podsSurelyUnder,
  mistakenByServices,
  mistakenServicePort,
} from "../../src/mesh/ask/served-ports.ts";
import { renameKey } from "../../src/rule/edits.ts";
import { defineRule, istio, istioApi } from "../../src/rule/rule.ts";
import type { Finding } from "../../src/rule/finding.ts";
import type { Field } from "../../src/yaml/field.ts";

export const portLevelMtlsServicePort = defineRule({
  id: "port-level-mtls-service-port",
  topic: "mtls",
  summary: "`portLevelMtls` uses a Service port, but applies to the ports of pods",
  severity: "error",
  severityWhere: { warning: "no pods are among the files" },
  reads: "peerAuthentication",
  fields: { "security.istio.io/PeerAuthentication": ["spec.portLevelMtls"] },
  evidence: [
    istioApi(
      "security/v1beta1/peer_authentication.proto",
      "PeerAuthentication.port_level_mtls: workload ports",
    ),
    istio("pilot/pkg/security/authn/policy_applier.go", "GetMutualTLSModeForPort: endpoint ports"),
  ],
  fixable: "unsafe",
  *check(policy, mesh) {
    if (policy.selector.size === 0) return;
    const pods = podsSurelyUnder(policy, mesh);
    const isUnknown = mesh.workloadsUnder(policy).length === 0;
    for (const entry of policy.ports) {
      const number = Number(entry.step);
      const mistaken = mistakenServicePort(pods, mesh, number);
      if (mistaken) yield servicePort(entry, mistaken);
      const guessed = isUnknown ? mistakenByServices(policy, mesh, number) : undefined;
      if (guessed) yield { ...servicePort(entry, guessed), severity: "warning" };
    }
  },
});

function servicePort(entry: Field, { port, target }: ServedPort): Finding {
  const edit = renameKey(entry, `${target ?? ""}`);
  const { name } = port.service.resource;
  const written = String(entry.step);
  return {
    headline: `\`portLevelMtls\` applies to pod ports, and no selected pod listens on ${written}`,
    primary: { span: entry.keySpan, text: `a port of Service \`${name}\`` },
    related: [
      {
        span: (port.targetPort ?? port.number)?.span ?? port.field.span,
        text: `maps to ${target ?? ""}`,
      },
    ],
    note: `port ${target ?? ""} keeps the mode for all ports: clients that rely on this entry get UNAVAILABLE (14), or no TLS`,
    help: `use ${target ?? ""}, the target port of ${written} of \`${name}\``,
    ...(edit && {
      fix: {
        title: `use ${target ?? ""} (the mode then takes effect)`,
        safe: false,
        edits: [edit],
      },
    }),
  };
}
