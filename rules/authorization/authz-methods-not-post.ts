import { authorizationMatches } from "../../src/mesh/ask/authorization-match.ts";
import { isPreflight, mayBeConnect } from "../../src/mesh/ask/browser-methods.ts";
import { parseGrpcPathPattern } from "../../src/mesh/ask/grpc-path-pattern.ts";
import type {
  AuthorizationOperation,
  AuthorizationValue,
} from "../../src/mesh/objects/policies.ts";
import { replaceText } from "../../src/rule/edits.ts";
import { effectOfNoMatch } from "../../src/rule/authorization-effect.ts";
import { defineRule, grpc, istioApi } from "../../src/rule/rule.ts";
import type { Finding } from "../../src/rule/finding.ts";

export const authzMethodsNotPost = defineRule({
  id: "authz-methods-not-post",
  topic: "authorization",
  summary: "an operation on gRPC paths omits `POST`, the method of all gRPC calls",
  severity: "error",
  severityWhere: { warning: "`GET` is listed, which Connect uses on the same paths" },
  answers: ["KIA0102"],
  reads: "authorizationOperation",
  evidence: [
    istioApi(
      "security/v1beta1/authorization_policy.proto",
      "Operation.methods: for gRPC always POST",
    ),
    grpc("doc/PROTOCOL-HTTP2.md", "Call-Definition: Method is POST"),
  ],
  fixable: "unsafe",
  *check(operation) {
    const paths = operation.paths.filter(({ negated }) => !negated);
    const path = paths[0];
    const allGrpc = paths.every(({ value }) => parseGrpcPathPattern(value) !== undefined);
    // `authz-grpc-path-in-methods` speaks of those.
    if (!path || !allGrpc || operation.methods.some(({ value }) => /[/.]/.test(value))) return;
    const wrong = leavesOutPost(operation.methods);
    if (wrong) yield notPost(operation, wrong, path);
  },
});

/** The entry to change, if no `POST` request matches. */
function leavesOutPost(methods: readonly AuthorizationValue[]): AuthorizationValue | undefined {
  const excluded = methods.find((it) => it.negated && authorizationMatches(it.value, "POST"));
  if (excluded) return excluded;
  const listed = methods.filter(({ negated }) => !negated);
  if (listed.some(({ value }) => isPreflight(value))) return undefined;
  return listed.some(({ value }) => authorizationMatches(value, "POST")) ? undefined : listed[0];
}

function notPost(
  { policy, methods }: AuthorizationOperation,
  method: AuthorizationValue,
  path: AuthorizationValue,
): Finding {
  const single = !method.negated && methods.length === 1;
  const edit = single ? replaceText(method.field, "POST") : undefined;
  return {
    headline: method.negated
      ? "the operation omits `POST`, so no gRPC call matches it"
      : `\`${method.value}\` never matches: every gRPC call is a \`POST\``,
    primary: { span: method.field.span, text: "no gRPC call matches" },
    related: [{ span: path.field.span, text: "a gRPC path" }],
    note: effectOfNoMatch(policy.action),
    help: "use `POST`, or remove the methods: the paths are enough",
    ...(methods.some((it) => !it.negated && mayBeConnect(it.value)) && {
      severity: "warning" as const,
    }),
    ...(edit && {
      fix: { title: "use `POST` (the rule starts to apply)", safe: false, edits: [edit] },
    }),
  };
}
