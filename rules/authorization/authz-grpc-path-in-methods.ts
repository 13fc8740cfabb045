import type {
  AuthorizationOperation,
  AuthorizationValue,
} from "../../src/mesh/objects/policies.ts";
import { parseGrpcPathPattern } from "../../src/mesh/ask/grpc-path-pattern.ts";
import { renameKey } from "../../src/rule/edits.ts";
import { effectOfNoMatch } from "../../src/rule/authorization-effect.ts";
import { defineRule, istioApi, thread } from "../../src/rule/rule.ts";
import type { Finding, Fix } from "../../src/rule/finding.ts";

export const authzGrpcPathInMethods = defineRule({
  id: "authz-grpc-path-in-methods",
  topic: "authorization",
  summary: "a gRPC method is listed in `methods`, which holds HTTP methods",
  severity: "error",
  answers: ["KIA0102"],
  reads: "authorizationOperation",
  evidence: [
    istioApi(
      "security/v1beta1/authorization_policy.proto",
      "Operation.methods: for gRPC always POST",
    ),
    thread("istio/istio#20479", "the path of the method in `methods`"),
  ],
  fixable: "unsafe",
  *check(operation) {
    const first = operation.methods.find(({ value }) => /[/.]/.test(value));
    if (first) yield pathInMethods(operation, first);
  },
});

function pathInMethods(operation: AuthorizationOperation, method: AuthorizationValue): Finding {
  const key = method.negated ? "notPaths" : "paths";
  const path = method.value.startsWith("/") ? method.value : `/${method.value}`;
  const fix = moved(operation, method.negated, key);
  return {
    headline: `\`${method.value}\` is not an HTTP method: gRPC calls are all \`POST\``,
    primary: { span: method.field.span, text: "matches no call" },
    note: effectOfNoMatch(operation.policy.action, method.negated),
    help: `move it to \`${key}\`: \`${/^\/[^/]+\/[^/]+$/.test(path) ? path : "/package.Service/Method"}\``,
    ...(fix && { fix }),
  };
}

/** Possible where the whole list is of paths and nothing stands in `paths` yet. */
function moved(operation: AuthorizationOperation, negated: boolean, key: string): Fix | undefined {
  const same = operation.methods.filter((it) => it.negated === negated);
  const list = operation.field.get(negated ? "notMethods" : "methods");
  if (list === undefined || operation.field.get(key) !== undefined) return undefined;
  if (!same.every(({ value }) => parseGrpcPathPattern(value) !== undefined)) return undefined;
  const edit = renameKey(list, key);
  return edit && { title: `use \`${key}\` (the rule starts to apply)`, safe: false, edits: [edit] };
}
