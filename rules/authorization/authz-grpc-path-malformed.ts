import type {
  AuthorizationOperation,
  AuthorizationValue,
} from "../../src/mesh/objects/policies.ts";
import { replaceText } from "../../src/rule/edits.ts";
import { effectOfNoMatch } from "../../src/rule/authorization-effect.ts";
import { defineRule, grpc, istioApi } from "../../src/rule/rule.ts";
import type { Finding } from "../../src/rule/finding.ts";

const service = String.raw`[a-z_]\w*(?:\.[A-Za-z_]\w*)*\.[A-Z]\w*`;
const withoutSlash = new RegExp(String.raw`^${service}/(?:\w+|\*)$`);
const withMore = new RegExp(String.raw`^(/${service}/\w+)/(?:\*|[\w/]*\*?)$`);
const serviceAlone = new RegExp(String.raw`^/?${service}/?$`);

export const authzGrpcPathMalformed = defineRule({
  id: "authz-grpc-path-malformed",
  topic: "authorization",
  summary: "a path intended for gRPC that no gRPC call can have",
  severity: "error",
  severityWhere: { warning: "the path may be that of another protocol" },
  reads: "authorizationOperation",
  evidence: [
    istioApi(
      "security/v1beta1/authorization_policy.proto",
      "Operation.paths: /package.Service/Method for gRPC",
    ),
    grpc("doc/PROTOCOL-HTTP2.md", "Path is /{service}/{method}"),
  ],
  fixable: "unsafe",
  *check(operation) {
    for (const path of operation.paths) {
      const meant = meantBy(path.value);
      if (meant !== undefined) yield malformed(operation, path, meant);
    }
  },
});

/** The path that would match; `undefined` for paths that calls can have, and for those of other protocols. */
function meantBy(path: string): string | undefined {
  if (withoutSlash.test(path)) return `/${path}`;
  const [, whole] = withMore.exec(path) ?? [];
  if (whole !== undefined) return whole;
  if (!serviceAlone.test(path)) return undefined;
  return `/${path.replaceAll("/", "")}/*`;
}

function malformed(
  { policy }: AuthorizationOperation,
  path: AuthorizationValue,
  meant: string,
): Finding {
  const edit = replaceText(path.field, meant);
  const hasMore = withMore.test(path.value);
  const missing = path.value.startsWith("/") ? "a path without a method" : "no `/` in front";
  return {
    headline: `no gRPC call has the path \`${path.value}\``,
    primary: { span: path.field.span, text: hasMore ? "goes on after the method" : missing },
    note: effectOfNoMatch(policy.action, path.negated),
    help: `use \`${meant}\``,
    ...(edit && {
      fix: { title: `use \`${meant}\` (the rule starts to apply)`, safe: false, edits: [edit] },
    }),
    // Without a method it might still be the path of another protocol.
    severity: withoutSlash.test(path.value) ? "error" : "warning",
  };
}
