import { headerNameFault } from "../../src/validate/header-name.ts";
import { gather } from "../../src/collections/gather.ts";
import type { HeaderMatch } from "../../src/mesh/objects/route.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, grpc } from "../../src/rule/rule.ts";

export const metadataInvalidKey = defineRule({
  id: "metadata-invalid-key",
  topic: "metadata",
  summary: "a route matches a metadata key that no gRPC library sends",
  severity: "error",
  reads: "route",
  fields: {
    "networking.istio.io/VirtualService": ["spec.http[].match[].headers"],
    "gateway.networking.k8s.io/HTTPRoute": ["spec.rules[].matches[].headers"],
    "gateway.networking.k8s.io/GRPCRoute": ["spec.rules[].matches[].headers"],
  },
  evidence: [grpc("doc/PROTOCOL-HTTP2.md", "Header-Name: 0-9, a-z, `_`, `-` and `.`")],
  *check(route) {
    for (const header of gather(route.matches, (match) => match.headers)) {
      if (!isPossible(header.name.value) && route.grpcOnly) yield neverSent(header);
    }
  },
});

/** Istio reads names with `:` or `@` in front as pseudo headers and JWT claims; it refuses some names itself. */
function isPossible(name: string): boolean {
  if (headerNameFault(name, "match") !== undefined) return true;
  return /^[:@]/.test(name) || /^[\w.-]+$/.test(name);
}

function neverSent({ name }: HeaderMatch): Finding {
  const found = /[^\w.-]/.exec(name.value)?.[0] ?? "";
  return {
    headline: `no gRPC call carries a metadata key \`${name.value}\``,
    primary: { span: name.span, text: `\`${found}\` is not allowed` },
    note: "gRPC libraries refuse such keys, so the condition never matches and calls take another route",
    help: "use the key that clients send: letters, digits, `-`, `_` and `.`",
  };
}
