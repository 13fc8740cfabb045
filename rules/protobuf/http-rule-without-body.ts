import type { RpcDefinition } from "../../src/mesh/resolve/rpc-definitions.ts";
import type { HttpBinding } from "../../src/proto/proto-file.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, envoy } from "../../src/rule/rule.ts";

export const httpRuleWithoutBody = defineRule({
  id: "http-rule-without-body",
  topic: "protobuf",
  summary: "a `google.api.http` rule with `post`, `put` or `patch` has no `body`",
  severity: "info",
  preset: "strict",
  reads: "rpcDefinition",
  evidence: [
    {
      project: "Google APIs",
      path: "google/api/http.proto",
      detail: "HttpRule: without `body` all fields come from the path and the query",
    },
    envoy(
      "source/extensions/filters/http/grpc_json_transcoder/json_transcoder_filter.cc",
      "createTranscoder: request fields come from the path template, the query and `body`",
    ),
  ],
  *check({ method, service }) {
    const { http } = method;
    // Of a rule that a `#` cuts off, the body may be behind it.
    if (http === undefined || http.cutAt) return;
    for (const binding of [http, ...http.additional]) {
      const mayCarryBody = /^(?:POST|PUT|PATCH)$/.test(binding.method);
      if (mayCarryBody && binding.body === undefined) yield noBody({ method, service }, binding);
    }
  },
});

function noBody({ method, service }: RpcDefinition, { method: verb, path }: HttpBinding): Finding {
  return {
    headline: `the HTTP rule ${verb} of \`${method.name.value}\` has no \`body\``,
    primary: { span: path.span, text: "no `body`" },
    related: [{ span: method.name.span, text: `an RPC of \`${service}\`` }],
    note: "request fields come only from the path and the query: a JSON body is ignored",
    help: 'add `body: "*"`, or name the field for the body',
  };
}
