import type { PathMatch } from "../../src/mesh/objects/route.ts";
import { replaceText } from "../../src/rule/edits.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, istio, istioApi } from "../../src/rule/rule.ts";

export const uriMissingLeadingSlash = defineRule({
  id: "uri-missing-leading-slash",
  topic: "routing",
  summary: "a path to match does not start with `/`, as every path does",
  severity: "error",
  reads: "route",
  fields: { "networking.istio.io/VirtualService": ["spec.http[].match[].uri"] },
  evidence: [
    istioApi("networking/v1alpha3/virtual_service.proto", "HTTPMatchRequest.uri"),
    istio(
      "pilot/pkg/networking/core/route/route.go",
      "TranslateRouteMatch: compared with the whole `:path`",
    ),
  ],
  fixable: "safe",
  *check({ api, matches }) {
    if (api !== "VirtualService") return;
    for (const { path } of matches) {
      if (path === undefined || path.kind === "regex" || path.value === "") continue;
      if (!path.value.startsWith("/")) yield neverMatches(path);
    }
  },
});

function neverMatches({ kind, value, field, span }: PathMatch): Finding {
  const edit = replaceText(field, `/${value}`);
  return {
    headline: `\`${kind}: ${value}\` matches no request: paths start with \`/\``,
    primary: { span, text: "no leading `/`" },
    note: "the route is skipped: calls fall through to a later route, or fail with UNIMPLEMENTED (12)",
    help: `use \`/${value}\``,
    ...(edit && { fix: { title: `use \`/${value}\``, safe: true, edits: [edit] } }),
  };
}
