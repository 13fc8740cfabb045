import { isPlaceholder } from "../../src/mesh/objects/placeholder.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, envoy, istioApi } from "../../src/rule/rule.ts";
import type { Field } from "../../src/yaml/field.ts";

export const corsOriginWithoutScheme = defineRule({
  id: "cors-origin-without-scheme",
  topic: "gateways",
  summary: "a CORS origin that is not `scheme://host`, as browsers send it",
  severity: "error",
  reads: "route",
  fields: { "networking.istio.io/VirtualService": ["spec.http[].corsPolicy"] },
  evidence: [
    istioApi(
      "networking/v1alpha3/virtual_service.proto",
      "CorsPolicy.allowOrigins: matched against the Origin header",
    ),
    envoy(
      "source/extensions/filters/http/cors/cors_filter.cc",
      "isOriginAllowed: the whole value of Origin",
    ),
    { project: "RFC 6454", path: "section 6.2", detail: "an origin is scheme, `://`, host, port" },
  ],
  *check(route) {
    const cors = route.field.get("corsPolicy");
    const exact = (cors?.get("allowOrigins")?.items() ?? []).flatMap((it) => it.get("exact") ?? []);
    for (const field of [...exact, ...(cors?.get("allowOrigin")?.items() ?? [])]) {
      const value = field.text ?? "";
      if (value !== "" && !isOrigin(value) && !isPlaceholder(value)) yield noOrigin(field, value);
    }
  },
});

/** `null` is sent for documents without an origin; `*` allows all. */
function isOrigin(value: string): boolean {
  return value === "*" || value === "null" || /^[a-z][a-z0-9+.-]*:\/\/[^/]*$/i.test(value);
}

function noOrigin(field: Field, value: string): Finding {
  const [, origin = `https://${value.split("/", 1)[0] ?? ""}`] =
    /^(.*?:\/\/[^/]+)/.exec(value) ?? [];
  return {
    headline: `\`${value}\` is not a valid origin: browsers send \`scheme://host\``,
    primary: { span: field.span, text: value.includes("://") ? "includes a path" : "no scheme" },
    note: "no browser sends this Origin, so gRPC-Web calls from there are blocked by the browser",
    help: `use \`${origin}\``,
  };
}
