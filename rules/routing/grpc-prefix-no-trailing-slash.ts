import { parseGrpcPath } from "../../src/mesh/objects/grpc-path.ts";
import type { Mesh } from "../../src/mesh/mesh.ts";
import type { PathMatch } from "../../src/mesh/objects/route.ts";
import { replaceText } from "../../src/rule/edits.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, istio, istioApi } from "../../src/rule/rule.ts";

export const grpcPrefixNoTrailingSlash = defineRule({
  id: "grpc-prefix-no-trailing-slash",
  topic: "routing",
  summary: "a prefix names a gRPC service without the closing `/`, so longer names match too",
  severity: "warning",
  severityWhere: { info: "no service with a longer name is known" },
  reads: "route",
  fields: { "networking.istio.io/VirtualService": ["spec.http[].match[].uri.prefix"] },
  evidence: [
    istioApi("networking/v1alpha3/virtual_service.proto", "StringMatch.prefix"),
    istio(
      "pilot/pkg/networking/core/route/route.go",
      "TranslateRouteMatch: character prefix, whole segments for Gateway API only",
    ),
  ],
  fixable: "unsafe",
  *check({ matches }, mesh) {
    for (const { path } of matches) {
      if (path?.kind !== "prefix" || parseGrpcPath(`${path.value}/`) === undefined) continue;
      if (parseGrpcPath(path.value) === undefined) yield matchesMore(path, sibling(path, mesh));
    }
  },
});

/** A path in the inputs that belongs to another service whose name merely starts the same. */
function sibling(path: PathMatch, mesh: Mesh): PathMatch | undefined {
  return mesh.all
    .route()
    .flatMap(({ matches }) => matches.flatMap((match) => match.path ?? []))
    .find(
      (other) =>
        other.kind !== "regex" &&
        other.value.startsWith(path.value) &&
        /^\w/.test(other.value.slice(path.value.length)),
    );
}

function matchesMore(path: PathMatch, other: PathMatch | undefined): Finding {
  const edit = replaceText(path.field, `${path.value}/`);
  const longer = other?.value ?? `${path.value}Admin/…`;
  return {
    headline: `prefix \`${path.value}\` also matches \`${longer}\``,
    primary: { span: path.span, text: "no `/` after the service name" },
    related: other ? [{ span: other.span, text: "starts with the same characters" }] : [],
    note: other
      ? "if this route comes first, calls to that service match it too and reach the wrong backend: UNIMPLEMENTED (12)"
      : "calls to a service with such a name would reach this route's backend: UNIMPLEMENTED (12)",
    help: `use \`${path.value}/\``,
    ...(!other && { severity: "info" as const }),
    ...(edit && {
      fix: {
        title: `use \`${path.value}/\` (longer service names no longer match)`,
        safe: false,
        edits: [edit],
      },
    }),
  };
}
