import { backendProtocol, isDeclaredGrpc } from "../../src/mesh/ask/grpc-only.ts";
import { mayTakeTranscoded } from "../../src/mesh/ask/transcoded-routes.ts";
import type { PathMatch, Route } from "../../src/mesh/objects/route.ts";
import { replaceText } from "../../src/rule/edits.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, envoy, grpc, thread } from "../../src/rule/rule.ts";

export const grpcPrefixNeverMatches = defineRule({
  id: "grpc-prefix-never-matches",
  topic: "routing",
  summary: "a path prefix that no gRPC path starts with",
  severity: "warning",
  severityWhere: { info: "the port of the backend does not declare gRPC" },
  reads: "route",
  fields: {
    "networking.istio.io/VirtualService": ["spec.http[].match[].uri"],
    "gateway.networking.k8s.io/HTTPRoute": ["spec.rules[].matches[].path"],
  },
  evidence: [
    grpc("doc/PROTOCOL-HTTP2.md", "Path: `/` Service-Name `/` method name"),
    envoy(
      "api/envoy/config/route/v3/route_components.proto",
      "RouteMatch.prefix and path compare characters: `*` is one of them",
    ),
    thread("istio/istio#10647", "gRPC is routed only once the path is `/pkg.Service/Method`"),
  ],
  fixable: "unsafe",
  *check(route, mesh) {
    if (route.api === "GRPCRoute") return;
    for (const { path } of route.matches) {
      if (path === undefined || path.kind === "regex") continue;
      if (literalStar.test(path.value)) yield withStar(path);
      else if (!isForGrpc(route) || mayTakeTranscoded(mesh)) continue;
      else if (isTooLong(path)) yield tooLong(path, route);
      else if (isWord(path) && isDeclaredGrpc(route) && mesh.all.rpcDefinition().length === 0)
        yield word(path, route);
    }
  },
});

/** A gRPC service, and a star for its methods. */
const literalStar = /^\/[a-z_]\w*(?:\.\w+)*\.[A-Z]\w*\/\*$/;

/**
 * Paths of gRPC have two parts; a prefix may end with the slash after the first, or anywhere in the second. Of whole segments
 * one at the end means nothing.
 */
function isTooLong({ kind, value }: PathMatch): boolean {
  const path = kind === "path-prefix" ? value.replace(/\/$/, "") : value;
  return kind !== "exact" && /^\/[^/]+\/[^/]+\//.test(path);
}

/** One segment as paths of REST have them: services have a package before them, or a capital at least. */
function isWord({ kind, value }: PathMatch): boolean {
  return kind !== "exact" && /^\/[a-z][a-z\d]*(?:[-_][a-z\d]+)*\/?$/.test(value);
}

/** What a rule rewrites may come in under any path. */
function isForGrpc({ grpcOnly, field }: Route): boolean {
  const filters = field.get("filters")?.items() ?? [];
  const isRewritten =
    field.at("rewrite") !== undefined || filters.some((it) => it.get("urlRewrite") !== undefined);
  return grpcOnly && !isRewritten;
}

const note =
  "the route is skipped: calls fall through to a later route, or fail with UNIMPLEMENTED (12)";

function withStar(path: PathMatch): Finding {
  const prefix = path.value.slice(0, -1);
  const isExact = path.kind === "exact";
  const edit = isExact ? undefined : replaceText(path.field, prefix);
  return {
    headline: `\`${path.value}\` matches no gRPC call: \`*\` is not a wildcard here`,
    primary: { span: path.span, text: "a literal `*`" },
    note,
    help: `use \`prefix: ${prefix}\` to match all methods of the service`,
    ...(edit && {
      fix: {
        title: `use \`${prefix}\` (the route then matches)`,
        safe: false,
        edits: [edit],
      },
    }),
  };
}

function tooLong(path: PathMatch, route: Route): Finding {
  return {
    headline: `no gRPC path starts with \`${path.value}\`: they are \`/package.Service/Method\``,
    primary: { span: path.span, text: "more than two segments" },
    related: backendProtocol(route),
    note,
    help: "separate package and service with dots, as in the `.proto` file: `/package.Service/`",
    ...(!isDeclaredGrpc(route) && { severity: "info" as const }),
  };
}

function word({ value, span }: PathMatch, route: Route): Finding {
  const port = route.destinations[0]?.port;
  const isNever = value.includes("-");
  return {
    headline: isNever
      ? `no gRPC path starts with \`${value}\`: their names have no \`-\``
      : `only a gRPC package or service that starts with \`${value.slice(1).replace("/", "")}\` has this path`,
    primary: { span, text: "reads like a path of REST" },
    related: port ? [{ span: port.protocolSpan, text: "the backend serves gRPC" }] : [],
    note: isNever ? note : `unless the \`.proto\` file has such a name, ${note}`,
    help: "use the package and service, as in the `.proto` file: `/package.Service/`",
    ...(!isNever && { severity: "info" as const }),
  };
}
