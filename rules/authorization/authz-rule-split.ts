import { parseGrpcPathPattern } from "../../src/mesh/ask/grpc-path-pattern.ts";
import {
  isDryRun,
  type AuthorizationOperation,
  type AuthorizationPolicy,
} from "../../src/mesh/objects/policies.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, istioApi, thread } from "../../src/rule/rule.ts";
import type { Field } from "../../src/yaml/field.ts";

export const authzRuleSplit = defineRule({
  id: "authz-rule-split",
  topic: "authorization",
  summary: "callers and operations are two rules of an ALLOW policy, so that anyone may call",
  severity: "warning",
  severityWhere: {
    info: "the operations are of hosts, ports or methods alone, or of paths that are no RPC's",
  },
  reads: "authorizationPolicy",
  fields: { "security.istio.io/AuthorizationPolicy": ["spec.rules[].to"] },
  evidence: [
    istioApi(
      "security/v1beta1/authorization_policy.proto",
      "AuthorizationPolicy.rules: one rule that matches is enough; Rule: from, to and when all match",
    ),
    thread("istio/istio#24665", "`- from` and `- to`: any service account gets through"),
  ],
  *check(policy) {
    const { action, rules } = policy;
    if (action !== "ALLOW" || isDryRun(policy) || rules.length !== 2) return;
    const [callers, calls] = rules;
    if (callers === undefined || calls === undefined) return;
    const from = onlyKey(callers, "from");
    const to = onlyKey(calls, "to");
    const { operations } = policy;
    if (!from || !to || !isOfIdentities(from) || operations.every(isForAnyone)) return;
    yield twoRules(policy, { from, to });
  },
});

function onlyKey(rule: Field, key: string): Field | undefined {
  return rule.keys.length === 1 ? rule.get(key) : undefined;
}

const identities = ["principals", "namespaces", "serviceAccounts"];

/** Tokens are left out: the paths that need none are often the second rule. */
function isOfIdentities(from: Field): boolean {
  const sources = from.items().map((it) => it.get("source"));
  return sources.length > 0 && sources.every((it) => identities.some((key) => it?.get(key)));
}

const open =
  /health|ready|live|alive|ping|metrics|prometheus|public|reflection|well-known|log-?(?:in|out)|sign-?(?:in|up|out)|auth(?!or)|token|register|callback|webhook|status|version|docs/i;

/** What is left open to everybody on purpose: health, metrics, and ports without more. */
function isForAnyone({ paths, ports, hosts, methods }: AuthorizationOperation): boolean {
  const isOpen =
    paths.length > 0 && paths.every(({ value, negated }) => !negated && open.test(value));
  return isOpen || (ports.length > 0 && paths.length + hosts.length + methods.length === 0);
}

function twoRules(
  { resource, operations }: AuthorizationPolicy,
  { from, to }: { readonly from: Field; readonly to: Field },
): Finding {
  const isSure = operations.some(({ paths }) =>
    paths.some(({ value }) => parseGrpcPathPattern(value) !== undefined),
  );
  return {
    headline: `\`${resource.name}\` lets anyone make the listed calls: its callers are a separate rule`,
    primary: { span: to.keySpan, text: "a rule without callers" },
    related: [{ span: from.keySpan, text: "a rule without operations" }],
    note: "one rule is enough to allow a call: everyone may call these operations, and these callers may call everything",
    help: "remove the `-` before `to`, so that it belongs to the rule with the callers",
    ...(!isSure && { severity: "info" as const }),
  };
}
