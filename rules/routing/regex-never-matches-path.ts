import { isNameToFill } from "../../src/mesh/objects/placeholder.ts";
import type { PathMatch } from "../../src/mesh/objects/route.ts";
import { replaceText } from "../../src/rule/edits.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, envoy, istioApi } from "../../src/rule/rule.ts";

export const regexNeverMatchesPath = defineRule({
  id: "regex-never-matches-path",
  topic: "routing",
  summary: "a path regular expression starts with a character other than `/`",
  severity: "error",
  reads: "route",
  fields: {
    "networking.istio.io/VirtualService": ["spec.http[].match[].uri.regex"],
    "gateway.networking.k8s.io/HTTPRoute": ["spec.rules[].matches[].path"],
  },
  evidence: [
    envoy(
      "api/envoy/config/route/v3/route_components.proto",
      "RouteMatch.safe_regex: the entire path must match",
    ),
    istioApi("networking/v1alpha3/virtual_service.proto", "StringMatch.regex: RE2"),
  ],
  fixable: "unsafe",
  *check({ matches, api }) {
    if (api === "GRPCRoute") return;
    for (const { path } of matches) {
      if (path?.kind !== "regex" || isNameToFill(path.value)) continue;
      if (startsElsewhere(path.value)) yield neverMatches(path);
    }
  },
});

/** A literal first character that is no `/`, not optional, and the only way to start. */
function startsElsewhere(regex: string): boolean {
  return /^\^?\w(?![?*{])/.test(regex) && !regex.includes("|");
}

function neverMatches({ value, field, span }: PathMatch): Finding {
  const corrected = `/${value.replace(/^\^/, "")}`;
  const edit = replaceText(field, corrected);
  return {
    headline: `\`regex: ${value}\` matches no request: the whole path is compared, and it starts with \`/\``,
    primary: { span, text: "does not start with `/`" },
    note: "the route is skipped: calls fall through to a later route, or fail with UNIMPLEMENTED (12)",
    help: `use \`${corrected}\`, or put \`.*\` in front to allow any prefix`,
    ...(edit && {
      fix: {
        title: `use \`${corrected}\` (the route starts to match)`,
        safe: false,
        edits: [edit],
      },
    }),
  };
}
