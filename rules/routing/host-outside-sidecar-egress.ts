import { ambientLabel } from "../../src/mesh/ask/ambient.ts";
import { dialedPorts, type DialedPort } from "../../src/mesh/ask/dialed-ports.ts";
import type { Egress } from "../../src/mesh/resolve/egress.ts";
import { acceptsMutualTlsOnly } from "../../src/mesh/ask/strict-ports.ts";
import type { Mesh } from "../../src/mesh/mesh.ts";
import type { ServicePort } from "../../src/mesh/objects/service.ts";
import { isRegistryOnly } from "../../src/mesh/ask/resolved.ts";
import type { Workload } from "../../src/mesh/objects/workload.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { addItems } from "../../src/rule/list-edits.ts";
import { offerFix } from "../../src/rule/offer-fix.ts";
import { defineRule, istio } from "../../src/rule/rule.ts";

export const hostOutsideSidecarEgress = defineRule({
  id: "host-outside-sidecar-egress",
  topic: "routing",
  summary: "a container calls a gRPC port that its Sidecar does not import",
  severity: "warning",
  severityWhere: {
    info: "the calls still go through: neither `REGISTRY_ONLY` nor STRICT mutual TLS stops them",
  },
  reads: "container",
  evidence: [
    istio("pilot/pkg/model/sidecar.go", "selectServices, collectImportedServices: no cluster"),
    istio(
      "pilot/pkg/networking/core/cluster_builder.go",
      "buildDefaultPassthroughCluster: ORIGINAL_DST, no TLS",
    ),
    istio(
      "pilot/pkg/networking/core/httproute.go",
      "buildCatchAllVirtualHost: PassthroughCluster, or 502 with REGISTRY_ONLY",
    ),
  ],
  fixable: "unsafe",
  *check(container, mesh) {
    const { workload } = container;
    if (mesh.sidecarOf(workload) === undefined || isUncaptured(workload, mesh)) return;
    // Servers are told their own address, to tell it to others.
    const own = new Set(mesh.servicesOf(workload));
    const seen = new Set<ServicePort>();
    for (const dialed of dialedPorts(container, mesh)) {
      const { port } = dialed;
      if (own.has(port.service) || seen.has(port)) continue;
      const egress = mesh.egressTo(port, workload);
      if (egress === undefined || egress.isLetIn) continue;
      if (mesh.evidenceFor(port).length === 0) continue;
      seen.add(port);
      yield leftOut(dialed, egress, mesh);
    }
  },
});

/** Whether there is no sidecar, or some calls are kept away from it on purpose. */
function isUncaptured({ annotations, resource }: Workload, mesh: Mesh): boolean {
  return (
    ambientLabel(resource, mesh) !== undefined ||
    [...annotations.keys()].some((key) =>
      /^traffic\.sidecar\.istio\.io\/(?:ex|in)cludeOutbound/.test(key),
    )
  );
}

function leftOut({ port, span }: DialedPort, egress: Egress, mesh: Mesh): Finding {
  const { name } = port.service.resource;
  const { sidecar, host, by, lists } = egress;
  const [list] = lists;
  const refused = isRegistryOnly(sidecar, mesh.config());
  const strict = acceptsMutualTlsOnly(port, mesh);
  return {
    headline: `Sidecar \`${sidecar.name}\` does not import \`${name}\`, which these pods call`,
    primary: { span, text: "an address of a gRPC port" },
    related: [
      ...(by ? [{ span: by.span, text: "excludes it" }] : []),
      ...(list && !by ? [{ span: list.keySpan, text: "does not include it" }] : []),
    ],
    note: noteOf(refused, strict),
    help: by
      ? `remove \`${by.text ?? ""}\`, or allow the Service with a narrower entry`
      : `add \`${host}\` to \`egress[].hosts\` of Sidecar \`${sidecar.name}\``,
    ...offerFix(by || lists.length !== 1 ? undefined : list && addItems(list, [host]), {
      title: `add \`${host}\` (the pods then get its routes and policies)`,
      safe: false,
    }),
    ...(!refused && !strict && { severity: "info" as const }),
  };
}

function noteOf(refused: boolean, strict: boolean): string {
  if (refused) return "with `REGISTRY_ONLY` the sidecar refuses the calls: UNAVAILABLE (14)";
  return strict
    ? "the calls are sent as plaintext, and the server accepts only mutual TLS: UNAVAILABLE (14)"
    : "the calls pass through unchanged: no route, retry or mutual TLS, and each connection stays with one pod";
}
