import { bodyInCheck } from "../../src/mesh/ask/extension-providers.ts";
import { isDryRun, type AuthorizationPolicy } from "../../src/mesh/objects/policies.ts";
import { rpcsThrough, type RpcThrough } from "../../src/mesh/ask/rpc-methods.ts";
import { mayAllow } from "../../src/mesh/ask/rpc-policies.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, envoy, istioApi, thread } from "../../src/rule/rule.ts";
import { list } from "../../src/text/lists.ts";
import type { Field } from "../../src/yaml/field.ts";

export const streamingExtAuthzBody = defineRule({
  id: "streaming-ext-authz-body",
  topic: "streaming",
  summary: "an ext_authz provider that includes the body blocks client streams",
  severity: "warning",
  reads: "authorizationPolicy",
  fields: { "security.istio.io/AuthorizationPolicy": ["spec.provider"] },
  evidence: [
    envoy(
      "source/extensions/filters/http/ext_authz/ext_authz.cc",
      "decodeHeaders, decodeData: the check waits for the end of the body or max_request_bytes",
    ),
    istioApi(
      "mesh/v1alpha1/config.proto",
      "MeshConfig.ExtensionProvider: includeRequestBodyInCheck of ext_authz providers",
    ),
    thread("istio/istio#27777", "bidirectional streams hang with the body in the check"),
  ],
  *check(policy, mesh) {
    const provider = policy.resource.spec?.at("provider", "name");
    if (policy.action !== "CUSTOM" || provider === undefined || isDryRun(policy)) return;
    const wants = bodyInCheck(provider.text, mesh);
    if (wants === undefined) return;
    const held = mesh
      .workloadsUnder(policy)
      .flatMap((pod) => rpcsThrough(pod, mesh))
      .filter((it) => it.method.clientStreaming && isUnder(policy, it));
    const unique = [...new Map(held.map((it) => [it.method, it])).values()];
    if (unique.length > 0) yield holdsBack(provider, wants, unique);
  },
});

function isUnder(policy: AuthorizationPolicy, { service, method }: RpcThrough): boolean {
  return mayAllow(policy, `/${service}/${method.name.value}`);
}

function holdsBack(provider: Field, wants: Field, held: readonly RpcThrough[]): Finding {
  const names = list(
    held.map(({ method }) => method.name.value),
    3,
  );
  const [first] = held;
  return {
    headline: `the check of \`${provider.text ?? ""}\` waits for the client stream of ${names}`,
    primary: { span: provider.span, text: "its check includes the body" },
    related: [
      { span: wants.keySpan, text: "includes the body" },
      ...(first
        ? [
            { span: first.reason, text: "its calls reach this proxy" },
            { span: first.method.name.span, text: "a client-streaming RPC" },
          ]
        : []),
    ],
    note: "Envoy waits for the end of the stream, or for `maxRequestBytes`, before it calls the authorizer: bidirectional streams hang until a timeout",
    help: "use a provider without `includeRequestBodyInCheck` for these RPCs, or exclude their paths from the policy",
  };
}
