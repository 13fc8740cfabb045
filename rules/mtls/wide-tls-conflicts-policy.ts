import { groupBy } from "../../src/collections/group-by.ts";
import { oncePerMesh } from "../../src/mesh/ask/once-per-mesh.ts";
import { policyPlaces } from "../../src/mesh/ask/policy-places.ts";
import { nearest } from "../../src/mesh/world/nearest.ts";
import type { Mesh } from "../../src/mesh/mesh.ts";
import type { PeerAuthentication } from "../../src/mesh/objects/policies.ts";
import type { DestinationRule, TrafficPolicy } from "../../src/mesh/objects/traffic-policy.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, istio } from "../../src/rule/rule.ts";
import type { Field } from "../../src/yaml/field.ts";
import type { Located } from "../../src/yaml/source.ts";

export const wideTlsConflictsPolicy = defineRule({
  id: "wide-tls-conflicts-policy",
  topic: "mtls",
  summary: "a DestinationRule for a namespace or the mesh conflicts with the mode of its pods",
  severity: "warning",
  reads: "trafficPolicy",
  fields: policyPlaces("tls.mode"),
  evidence: [
    istio(
      "pilot/pkg/networking/core/cluster_tls.go",
      "an explicit mode replaces automatic mutual TLS",
    ),
    istio(
      "pilot/pkg/security/authn/policy_applier.go",
      "ComposePeerAuthentication: root, namespace, workload",
    ),
  ],
  answers: ["KIA0207", "KIA0208", "KIA0505", "KIA0506"],
  *check(policy, mesh) {
    const mode = policy.tls?.get("mode");
    const accepted = mode && contrary(mode);
    if (mode === undefined || accepted === undefined || policy.subset || policy.port) return;
    const namespace = namespaceCovered(policy, mesh);
    if (namespace === undefined) return;
    const found = policyOf(namespace, policy.rule, mesh);
    if (found?.mode?.value === accepted) yield conflict(mode, found.mode, found);
  },
});

/** What pods must not accept alone for the mode to work. */
function contrary(mode: Field): string | undefined {
  const written = mode.text;
  if (written === "DISABLE") return "STRICT";
  return written === "ISTIO_MUTUAL" ? "DISABLE" : undefined;
}

/** The namespace that `*.prod.svc.cluster.local` is about; the root namespace for the whole mesh. */
function namespaceCovered({ rule }: TrafficPolicy, mesh: Mesh): string | undefined {
  const host = rule.host?.value ?? "";
  const suffix = `.svc.${mesh.settings.clusterDomain}`;
  if (
    host === "*" ||
    host === "*.local" ||
    host === `*.${mesh.settings.clusterDomain}` ||
    host === `*${suffix}`
  ) {
    return mesh.config().rootNamespace;
  }
  const [star, namespace, ...rest] = host.endsWith(suffix)
    ? host.slice(0, -suffix.length).split(".")
    : [];
  return star === "*" && rest.length === 0 ? namespace : undefined;
}

/** The only policy for all of a namespace, variants far off left out. */
function policyOf(
  namespace: string,
  { resource: from }: DestinationRule,
  mesh: Mesh,
): PeerAuthentication | undefined {
  const found = nearest(from, wideIn(mesh).get(namespace) ?? [], ({ resource }) => resource);
  return found.length === 1 ? found[0] : undefined;
}

/** The policies for all of a namespace that are variants of one. */
const wideIn = oncePerMesh(
  (mesh): ReadonlyMap<string | undefined, readonly PeerAuthentication[]> => {
    const wide = mesh.all.peerAuthentication().filter(({ selector }) => selector.size === 0);
    const groups = [...groupBy(wide, ({ resource }) => resource.namespace)];
    return new Map(
      groups.filter(([, found]) => new Set(found.map(({ resource }) => resource.name)).size === 1),
    );
  },
);

function conflict(
  mode: Field,
  accepted: Located<string>,
  { resource }: PeerAuthentication,
): Finding {
  const strict = accepted.value === "STRICT";
  return {
    headline: `clients use \`${mode.text ?? ""}\`, but \`${resource.name}\` makes pods accept \`${accepted.value}\``,
    primary: { span: mode.span, text: strict ? "plaintext" : "mutual TLS" },
    related: [{ span: accepted.span, text: strict ? "mutual TLS only" : "plaintext only" }],
    note: "every call without a more specific rule ends with UNAVAILABLE (14), connection reset",
    help: "remove `tls` from the DestinationRule: mutual TLS is then used where pods support it",
  };
}
