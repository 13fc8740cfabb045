import type { Cluster } from "../../../src/mesh/proxy/cluster.ts";
import { portsNamed, tcpForm } from "../../../src/mesh/proxy/authorization.ts";
import type { Pod } from "../../../src/mesh/resolve/pod.ts";
import { isDryRun, type AuthorizationPolicy } from "../../../src/mesh/objects/policies.ts";
import { namespaceOf } from "../../../src/mesh/world/age.ts";
import { compact, filled, type Fact } from "../../../src/simulate/facts/compact.ts";

/** Section `authorization` of a pod; `undefined` if no policy is for it. */
export function authorizationFact(cluster: Cluster, pod: Pod): Fact | undefined {
  const found = pod.hasSidecar ? cluster.authorizationOf(pod.workload) : [];
  if (found.length === 0) return undefined;
  const allowing = found.filter((policy) => policy.action === "ALLOW" && !isDryRun(policy));
  const allRules = allowing.flatMap(({ rules }) => rules);
  const isShut = (rules: number): true | undefined =>
    allowing.length > 0 && rules === 0 ? true : undefined;
  return compact({
    policies: found.map(policyFact),
    http_deny_all: isShut(allRules.length),
    tcp_deny_all: isShut(allRules.filter((rule) => !tcpForm(rule).isChanged).length),
  });
}

function policyFact(policy: AuthorizationPolicy): Fact {
  const { resource, action, rules } = policy;
  const forms = rules.map(tcpForm);
  const changed = forms.flatMap((form, index) => (form.isChanged ? [index] : []));
  const isAllow = action === "ALLOW";
  const ports = portsNamed(policy).map(({ value, negated }) => (negated ? `!${value}` : value));
  return (
    compact({
      policy: `${namespaceOf(resource)}/${resource.name}`,
      action,
      rules: rules.length === 1 ? undefined : rules.length,
      ports: filled([...new Set(ports)].toSorted()),
      dry_run: isDryRun(policy) || undefined,
      tcp_dropped: isAllow ? filled(changed) : undefined,
      tcp_changed: isAllow ? undefined : filled(changed),
      tcp_as: isAllow
        ? undefined
        : filled(
            forms.flatMap(({ isChanged, operations, asksSource }) =>
              isChanged
                ? [`perm:${operations.join("+") || "any"} from:${asksSource ? "principal" : "any"}`]
                : [],
            ),
          ),
    }) ?? {}
  );
}
