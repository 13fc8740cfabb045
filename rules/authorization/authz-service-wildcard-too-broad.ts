import type { AuthorizationValue } from "../../src/mesh/objects/policies.ts";
import { parseGrpcPath } from "../../src/mesh/objects/grpc-path.ts";
import { replaceText } from "../../src/rule/edits.ts";
import { defineRule, istioApi } from "../../src/rule/rule.ts";
import type { Finding } from "../../src/rule/finding.ts";

export const authzServiceWildcardTooBroad = defineRule({
  id: "authz-service-wildcard-too-broad",
  topic: "authorization",
  summary: "a wildcard after a service name also matches services whose names start the same way",
  severity: "info",
  reads: "authorizationOperation",
  evidence: [
    istioApi("security/v1beta1/authorization_policy.proto", "Operation.paths: prefix match"),
  ],
  fixable: "unsafe",
  *check({ policy, paths }) {
    if (policy.action !== "ALLOW") return;
    for (const path of paths) {
      const service = /^\/[^/*]+(?=\*$)/.exec(path.value)?.[0];
      if (service !== undefined && !path.negated && parseGrpcPath(`${service}/`)) {
        yield tooBroad(path, service);
      }
    }
  },
});

function tooBroad(path: AuthorizationValue, service: string): Finding {
  const edit = replaceText(path.field, `${service}/*`);
  return {
    headline: `\`${path.value}\` allows every service whose name starts the same way`,
    primary: { span: path.field.span, text: "matches longer names too" },
    note: `a \`${service}V2/…\` added to these pods later is open to the same callers`,
    help: `use \`${service}/*\` for the methods of this service only`,
    ...(edit && {
      fix: { title: `use \`${service}/*\` (allows less)`, safe: false, edits: [edit] },
    }),
  };
}
