import { mergeMatches, plainMatches, type HttpMatch } from "../../src/mesh/ask/resolved.ts";
import type { Delegation } from "../../src/mesh/resolve/delegates.ts";
import { openNamespace } from "../../src/mesh/objects/hosts.ts";
import type { VirtualService } from "../../src/mesh/objects/virtual-service.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, istio, istioApi } from "../../src/rule/rule.ts";
import type { Field } from "../../src/yaml/field.ts";

export const delegateMatchConflict = defineRule({
  id: "delegate-match-conflict",
  topic: "routing",
  summary: "a delegate match that fits no route that delegates to it",
  severity: "warning",
  reads: "virtualService",
  fields: { "networking.istio.io/VirtualService": ["spec.http[].match"] },
  evidence: [
    istio(
      "pilot/pkg/model/virtualservice.go",
      "mergeHTTPMatchRequests, hasConflict: the delegate's route is left out",
    ),
    istioApi("networking/v1alpha3/virtual_service.proto", "Delegate: a subset of the root's match"),
  ],
  *check(delegate, mesh) {
    if (delegate.hosts.length > 0) return;
    const roots = mesh.rootsOf(delegate);
    const all = [delegate, ...roots.map(({ root }) => root)];
    if (all.some(({ resource }) => mesh.isPatched(resource, "spec.http")) || !areComparable(all))
      return;
    for (const field of delegate.http) {
      const own = matchesIn({ root: delegate, field });
      const misfits = roots.map((root) => misfitIn(own, matchesIn(root)));
      const [misfit] = misfits;
      const [root] = roots;
      // A route that one root leaves out may be meant for another.
      if (root && misfit && misfits.every((it) => it !== undefined)) yield fitsNone(misfit, root);
    }
  },
});

/** Names of gateways mean others in other namespaces. */
function areComparable(services: readonly VirtualService[]): boolean {
  const namespaces = new Set(services.map(({ resource }) => resource.namespace));
  return namespaces.size === 1 || !namespaces.has(undefined);
}

function matchesIn({ root, field }: Delegation): readonly HttpMatch[] {
  return plainMatches(field, root.resource.namespace ?? openNamespace);
}

/** A match for which the whole route is left out. */
function misfitIn(own: readonly HttpMatch[], above: readonly HttpMatch[]): HttpMatch | undefined {
  return own.find((match) => mergeMatches(above, [match]) === undefined);
}

function fitsNone({ field }: HttpMatch, { root, field: above }: Delegation): Finding {
  const match = above.get("match");
  return {
    headline: `this match fits none of the matches of \`${root.resource.name}\`, which delegates here`,
    primary: { span: field.span, text: "fits no root match" },
    related: match ? [{ span: match.keySpan, text: "the root match" }] : [],
    note: "Istio omits the route with all its matches: calls match another route or end with 404, in gRPC UNIMPLEMENTED (12)",
    help: hasExpression([field, ...(match?.items() ?? [])])
      ? "remove `uri` on one of the two sides, or use prefixes on both: a `regex` cannot be merged with another path"
      : "use a match narrower than one of the root: a longer path, the same headers, methods, ports and `ignoreUriCase`",
  };
}

function hasExpression(matches: readonly Field[]): boolean {
  return matches.some((match) => match.at("uri", "regex") !== undefined);
}
