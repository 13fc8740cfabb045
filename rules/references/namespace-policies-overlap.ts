import type { Resource } from "../../src/manifest/resource.ts";
import type { Mesh } from "../../src/mesh/mesh.ts";
import { oncePerMesh } from "../../src/mesh/ask/once-per-mesh.ts";
import { isEarlierRival, rivalFinder, surelyApplied } from "../../src/mesh/ask/same-scope.ts";
import type { Places } from "../../src/mesh/objects/written-at.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, istio } from "../../src/rule/rule.ts";

const places: Places = {
  "networking.istio.io/Sidecar": [""],
  "security.istio.io/PeerAuthentication": [""],
  "telemetry.istio.io/Telemetry": [""],
};

export const namespacePoliciesOverlap = defineRule({
  id: "namespace-policies-overlap",
  topic: "references",
  summary: "two policies of one kind for all pods of a namespace, where only one takes effect",
  severity: "error",
  severityWhere: { warning: "the two may not be applied to the same cluster" },
  reads: "resource",
  fields: places,
  evidence: [
    istio("pilot/pkg/model/authentication.go", "one PeerAuthentication a namespace: the oldest"),
    istio(
      "pilot/pkg/model/push_context.go",
      "one Sidecar without selector a namespace: the oldest",
    ),
    istio("pilot/pkg/model/telemetry.go", "one Telemetry a namespace: the oldest"),
  ],
  answers: ["IST0111", "IST0160", "KIA0002"],
  *check(resource, mesh) {
    if (!isForNamespace(resource)) return;
    const other = forNamespaces(mesh)(everyPod, resource, mesh).find((it) =>
      isEarlierRival(it, resource, mesh),
    );
    if (other) yield onlyOneCounts(resource, other, mesh);
  },
});

const everyPod = "all pods";

const forNamespaces = oncePerMesh((mesh) =>
  rivalFinder(
    Object.keys(places).flatMap((type) => mesh.ofType(type).filter(isForNamespace)),
    (it) => it,
    () => [everyPod],
  ),
);

function isForNamespace({ role, spec }: Resource): boolean {
  return (
    role === "resource" &&
    ["selector", "workloadSelector", "targetRef", "targetRefs"].every(
      (key) =>
        (spec?.get(key)?.fields() ?? []).length === 0 &&
        (spec?.get(key)?.items() ?? []).length === 0,
    )
  );
}

function onlyOneCounts(resource: Resource, other: Resource, mesh: Mesh): Finding {
  const { kind, name, namespace } = resource;
  const where = namespace === undefined ? "one namespace" : `namespace \`${namespace}\``;
  return {
    headline: `two ${kind} resources apply to all pods of ${where}`,
    primary: { span: mesh.nameSpan(resource), text: "one of the two" },
    related: [{ span: mesh.nameSpan(other), text: "the other one" }],
    note: `only the older one takes effect: the other's settings for gRPC calls have no effect`,
    help: `merge \`${name}\` and \`${other.name}\`, or give one of them a selector`,
    ...(!surelyApplied(resource, other, mesh) && { severity: "warning" as const }),
  };
}
