import type { Mesh } from "../../src/mesh/mesh.ts";
import type { Route, RouteMatch } from "../../src/mesh/objects/route.ts";
import {
  transcodedBy,
  transcoderOf,
  type Transcoded,
  type Transcoder,
} from "../../src/mesh/objects/transcoders.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, envoy } from "../../src/rule/rule.ts";
import type { Span } from "../../src/yaml/source.ts";

export const transcodedPathNotRouted = defineRule({
  id: "transcoded-path-not-routed",
  topic: "envoy-filters",
  summary: "a route matches an HTTP path that a JSON transcoder replaces before routing",
  severity: "warning",
  reads: "envoyPatch",
  fields: { "networking.istio.io/EnvoyFilter": ["spec.configPatches"] },
  evidence: [
    envoy(
      "api/envoy/extensions/filters/http/grpc_json_transcoder/v3/transcoder.proto",
      "match_incoming_request_route: whether to keep the route of the incoming request; off unless set",
    ),
    envoy(
      "docs/root/configuration/http/http_filters/grpc_json_transcoder_filter.rst",
      "Route configs for transcoded requests: the route is chosen by /<package>.<service>/<method>",
    ),
  ],
  *check(patch, mesh) {
    const transcoder = transcoderOf(patch);
    if (transcoder === undefined || transcoder.keepsRoute) return;
    const all = transcodedBy(transcoder, mesh.rpcs());
    const seen = new Set<Span>();
    for (const route of all.length === 0 ? [] : routesAt(transcoder, mesh)) {
      for (const match of route.matches) {
        const found = all.find((it) => isFor(match, it));
        if (found === undefined || match.path === undefined || seen.has(match.path.span)) continue;
        seen.add(match.path.span);
        yield neverMatches(match, match.path.span, { transcoder, found });
      }
    }
  },
});

/** The routes of the gateways whose proxies have the filter. */
function routesAt({ patch }: Transcoder, mesh: Mesh): readonly Route[] {
  const { resource, context } = patch;
  const labels = resource.spec?.at("workloadSelector", "labels")?.stringMap();
  if (context?.value !== "GATEWAY" || labels === undefined || labels.size === 0) return [];
  const services = mesh.all
    .virtualService()
    .filter(
      (it) =>
        it.viaGateway &&
        !it.viaMesh &&
        mesh.gatewaysOf(it).length > 0 &&
        mesh
          .gatewaysOf(it)
          .every(({ selector }) =>
            [...labels].every(([key, { value }]) => selector.get(key)?.value === value),
          ),
    );
  return services.flatMap((it) => mesh.routesOf(it.resource));
}

/** A match for nothing but the path of a binding, or what is below it. */
function isFor({ path }: RouteMatch, { start, binding }: Transcoded): boolean {
  if (path === undefined || path.value === "/") return false;
  if (path.kind === "exact") return path.value === binding.path.value;
  return path.kind === "prefix" && path.value.length > 1 && start.startsWith(path.value);
}

function neverMatches(
  { path }: RouteMatch,
  span: Span,
  { transcoder, found }: { readonly transcoder: Transcoder; readonly found: Transcoded },
): Finding {
  const { service, method, binding } = found;
  const { resource, value } = transcoder.patch;
  return {
    headline: `no transcoded request matches the route for \`${path?.value ?? ""}\``,
    primary: { span, text: "the path before transcoding" },
    related: [
      { span: (value?.get("name") ?? value)?.span ?? span, text: "replaces the path first" },
      { span: binding.path.span, text: `bound to \`${method.name.value}\`` },
    ],
    note: `EnvoyFilter \`${resource.name}\` turns the path into \`/${service}/${method.name.value}\`, and the route is chosen again by that: without one requests end with 404`,
    help: `add a route for \`/${service}/\`, or set \`match_incoming_request_route: true\``,
  };
}
