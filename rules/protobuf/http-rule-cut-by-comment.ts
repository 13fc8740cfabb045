import type { RpcDefinition } from "../../src/mesh/resolve/rpc-definitions.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, protobuf } from "../../src/rule/rule.ts";
import type { Span } from "../../src/yaml/source.ts";

export const httpRuleCutByComment = defineRule({
  id: "http-rule-cut-by-comment",
  topic: "protobuf",
  summary: "a `#` in a `google.api.http` rule comments out the rest of the rule",
  severity: "warning",
  reads: "rpcDefinition",
  evidence: [
    protobuf(
      "src/google/protobuf/compiler/parser.cc",
      "ParseUninterpretedBlock: the tokens of a value are joined into one line",
    ),
    protobuf("src/google/protobuf/text_format.cc", "`#` starts a comment that ends with the line"),
  ],
  *check({ method, service }) {
    if (method.http?.cutAt) yield swallowed({ method, service }, method.http.cutAt);
  },
});

function swallowed({ method, service }: RpcDefinition, span: Span): Finding {
  return {
    headline: `the HTTP rule of \`${method.name.value}\` ends at this \`#\``,
    primary: { span, text: "starts a comment" },
    related: [{ span: method.name.span, text: `an RPC of \`${service}\`` }],
    note: "`protoc` joins the lines of the rule into one, so `body` and `additional_bindings` after the `#` are silently lost, even on later lines",
    help: "use `//` for comments within options",
  };
}
