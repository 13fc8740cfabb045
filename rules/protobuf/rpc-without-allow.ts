import { isDryRun, type AuthorizationPolicy } from "../../src/mesh/objects/policies.ts";
import { mayAllow } from "../../src/mesh/ask/rpc-policies.ts";
import type { RpcPath } from "../../src/mesh/resolve/rpc-paths.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, istio } from "../../src/rule/rule.ts";
import type { RpcMethod } from "../../src/rpc/rpc.ts";
import { list } from "../../src/text/lists.ts";

export const rpcWithoutAllow = defineRule({
  id: "rpc-without-allow",
  topic: "protobuf",
  summary: "policies allow only some RPCs of a service",
  severity: "info",
  preset: "strict",
  reads: "authorizationPolicy",
  fields: { "security.istio.io/AuthorizationPolicy": ["spec.rules[].to"] },
  evidence: [
    istio(
      "pilot/pkg/security/authz/model/model.go",
      "Generate: with ALLOW policies, what none of them matches is denied",
    ),
  ],
  *check(policy, mesh) {
    if (policy.action !== "ALLOW" || isDryRun(policy)) return;
    const pods = mesh.workloadsUnder(policy);
    const rpcs = mesh.rpcs();
    const [pod] = pods;
    if (rpcs === undefined || pod === undefined) return;
    const allowing = mesh.authorizationOf(pod).filter(isAllowing);
    const seen = new Set<string>();
    for (const path of mesh.rpcPathsOf(policy.resource)) {
      const service = rpcs.services.get(path.service);
      if (service === undefined || service.isOpen || path.policy?.negated !== false) continue;
      if (path.method === undefined || path.isPrefix || seen.has(path.service)) continue;
      seen.add(path.service);
      // Of several policies that name the service the first one is enough.
      const first = allowing.find((it) => names(mesh.rpcPathsOf(it.resource), path.service));
      if (first !== policy) continue;
      const missing = [...service.methods.values()].filter(
        ({ name }) => !allowing.some((it) => mayAllow(it, `/${path.service}/${name.value}`)),
      );
      if (missing.length > 0) yield notAllowed(path, missing);
    }
  },
});

function isAllowing(policy: AuthorizationPolicy): boolean {
  return policy.action === "ALLOW" && !isDryRun(policy);
}

function names(paths: readonly RpcPath[], service: string): boolean {
  return paths.some((path) => path.service === service);
}

function notAllowed({ service, span }: RpcPath, missing: readonly RpcMethod[]): Finding {
  const list3 = list(
    missing.map(({ name }) => name.value),
    3,
  );
  const [first] = missing;
  return {
    headline: `no policy allows ${list3} of \`${service}\``,
    primary: { span, text: "other RPCs are allowed" },
    related: first ? [{ span: first.name.span, text: "not allowed for any caller" }] : [],
    note: `calls to ${list3} end with PERMISSION_DENIED (7), RBAC: access denied`,
    help: `add their paths, or allow \`/${service}/*\``,
  };
}
