import { mayHaveSidecar } from "../../src/mesh/ask/sidecars.ts";
import { conditionValues, sourcesOf } from "../../src/mesh/ask/authorization-sources.ts";
import type { Mesh } from "../../src/mesh/mesh.ts";
import type { AuthorizationPolicy, EffectiveMutualTls } from "../../src/mesh/objects/policies.ts";
import { podsSurelyUnder, servedPortsOf } from "../../src/mesh/ask/served-ports.ts";
import { surelyApplies } from "../../src/mesh/ask/surely-together.ts";
import type { Workload } from "../../src/mesh/objects/workload.ts";
import { effectOfNoMatch } from "../../src/rule/authorization-effect.ts";
import { defineRule, istio, istioApi } from "../../src/rule/rule.ts";
import type { Finding } from "../../src/rule/finding.ts";
import type { Field } from "../../src/yaml/field.ts";

const identities = ["principals", "namespaces", "serviceAccounts"] as const;

export const authzPrincipalWithoutMtls = defineRule({
  id: "authz-principal-without-mtls",
  topic: "authorization",
  summary: "a rule matches caller identities, but mutual TLS, which proves them, is off",
  severity: "error",
  severityWhere: { warning: "nothing shows that the pods have a sidecar" },
  answers: ["KIA0105"],
  reads: "authorizationPolicy",
  evidence: [
    istioApi(
      "security/v1beta1/authorization_policy.proto",
      "Source.principals, namespaces: require mutual TLS",
    ),
    istio("pilot/pkg/security/authn/policy_applier.go", "ComposePeerAuthentication"),
  ],
  *check(policy, mesh) {
    if (!mesh.mayLackMutualTls()) return;
    const identity = identityIn(policy);
    if (identity === undefined) return;
    const pods = podsSurelyUnder(policy, mesh).filter((pod) => mayHaveSidecar(pod, mesh));
    const modes = pods.map((pod) => ({ pod, modes: modesOf(pod, mesh) }));
    const place = modes[0]?.modes[0]?.decidedBy;
    const isOff = modes.every(({ pod, modes: own }) =>
      own.every((it) => it.mode === "DISABLE" && isSure(it, pod, mesh)),
    );
    if (!place || !isOff) return;
    yield unproven(identity, place, policy.action, pods);
  },
});

function identityIn(policy: AuthorizationPolicy): Field | undefined {
  const listed = sourcesOf(policy).flatMap((source) =>
    identities.flatMap((name) => source.get(name)?.items() ?? []),
  );
  return listed[0] ?? conditionValues(policy, "source.principal")[0];
}

function isSure({ policy }: EffectiveMutualTls, { resource }: Workload, mesh: Mesh): boolean {
  return policy !== undefined && surelyApplies(policy, resource, mesh);
}

/** The modes on all ports of a pod that Services lead to, and on its others. */
function modesOf(pod: Workload, mesh: Mesh): readonly EffectiveMutualTls[] {
  const ports = servedPortsOf(pod, mesh).map(({ target }) => target);
  return [undefined, ...ports].map((port) => mesh.mutualTlsOf(pod, port));
}

function unproven(
  identity: Field,
  place: NonNullable<EffectiveMutualTls["decidedBy"]>,
  action: string,
  pods: readonly Workload[],
): Finding {
  return {
    headline: `callers of \`${pods[0]?.resource.name ?? ""}\` have no identity: mutual TLS is off`,
    primary: { span: identity.span, text: "unverifiable without mTLS" },
    related: [{ span: place.span, text: "no mutual TLS" }],
    note: effectOfNoMatch(action),
    help: "set the PeerAuthentication to `STRICT` or `PERMISSIVE`, or match `ipBlocks` instead",
    severity: pods.every(({ injection }) => injection === "injected") ? "error" : "warning",
  };
}
