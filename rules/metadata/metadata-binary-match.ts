import { gather } from "../../src/collections/gather.ts";
import type { HeaderMatch } from "../../src/mesh/objects/route.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, grpc } from "../../src/rule/rule.ts";
import type { Located } from "../../src/yaml/source.ts";

export const metadataBinaryMatch = defineRule({
  id: "metadata-binary-match",
  topic: "metadata",
  summary: "binary metadata (`-bin`) is compared with text that is not base64",
  severity: "warning",
  reads: "route",
  fields: {
    "networking.istio.io/VirtualService": ["spec.http[].match[].headers"],
    "gateway.networking.k8s.io/HTTPRoute": ["spec.rules[].matches[].headers"],
    "gateway.networking.k8s.io/GRPCRoute": ["spec.rules[].matches[].headers"],
  },
  evidence: [
    grpc("doc/PROTOCOL-HTTP2.md", "Binary-Header: base64 on the wire"),
    grpc("proposal/A28-xds-traffic-splitting-and-routing.md", "`-bin` headers are not matched"),
  ],
  *check(route) {
    for (const header of gather(route.matches, (match) => match.headers)) {
      const { name, value, kind } = header;
      if (!name.value.toLowerCase().endsWith("-bin") || kind !== "exact" || !value) continue;
      if (!isBase64(value.value) && route.evidence.length > 0) yield neverEqual(header, value);
    }
  },
});

/** Padding is optional on the wire. */
function isBase64(text: string): boolean {
  return /^[A-Za-z0-9+/]*={0,2}$/.test(text) && text.replace(/={1,2}$/, "").length % 4 !== 1;
}

function neverEqual({ name }: HeaderMatch, value: Located<string>): Finding {
  return {
    headline: `\`${name.value}\` is base64 on the wire and never equals \`${value.value}\``,
    primary: { span: value.span, text: "not base64" },
    related: [{ span: name.span, text: "`-bin` means binary metadata" }],
    note: "the condition never matches, so calls take another route; proxyless gRPC ignores `-bin` conditions altogether",
    help: "send the value as text metadata, without `-bin`, and match that",
  };
}
