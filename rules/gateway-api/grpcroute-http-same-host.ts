import type { GatewayApiRoute } from "../../src/mesh/objects/gateway-api.ts";
import { defineRule, istio, thread } from "../../src/rule/rule.ts";
import type { Finding } from "../../src/rule/finding.ts";
import type { Field } from "../../src/yaml/field.ts";
import type { Located } from "../../src/yaml/source.ts";

export const grpcrouteHttpSameHost = defineRule({
  id: "grpcroute-http-same-host",
  topic: "gateway-api",
  summary: "before Istio 1.30 a GRPCRoute and an HTTPRoute cannot share a hostname",
  severity: "warning",
  reads: "gatewayApiRoute",
  evidence: [
    istio("releasenotes/notes/http-grpc-same-hostname.yaml", "both kinds are merged", "1.30"),
    thread("istio/istio#57172", "one of the two routes is silently lost"),
  ],
  ofIstio: ({ resource }) => resource,
  *check(route, mesh) {
    if (route.api !== "GRPCRoute" || Number(mesh.settings.istioVersion.split(".")[1]) >= 30) return;
    for (const other of mesh.all.gatewayApiRoute()) {
      if (other.api !== "HTTPRoute" || !sharesParent(route, other)) continue;
      const host = route.hostnames.find((it) =>
        other.hostnames.some(({ value }) => value === it.value),
      );
      if (host) yield oneIsLost(other, host, mesh.settings.istioVersion);
    }
  },
});

function sharesParent(route: GatewayApiRoute, other: GatewayApiRoute): boolean {
  const own = new Set(route.parents.map((parent) => parentKey(route, parent)));
  return other.parents.some((parent) => own.has(parentKey(other, parent)));
}

/** Listeners are told apart only where both routes name one. */
function parentKey({ resource }: GatewayApiRoute, parent: Field): string {
  const part = (key: string): string => String(parent.get(key)?.scalar()?.value ?? "");
  const namespace = part("namespace") || (resource.namespace ?? "");
  return [
    part("kind") || "Gateway",
    namespace,
    part("name"),
    part("sectionName"),
    part("port"),
  ].join("/");
}

function oneIsLost(other: GatewayApiRoute, host: Located<string>, version: string): Finding {
  const same = other.hostnames.find(({ value }) => value === host.value);
  return {
    headline: `\`${host.value}\` is also the hostname of HTTPRoute \`${other.resource.name}\``,
    primary: { span: host.span, text: `one route is lost in ${version}` },
    related: same ? [{ span: same.span, text: "the other route" }] : [],
    note: "both are accepted, but only one is programmed: gRPC calls may find no route, UNIMPLEMENTED (12)",
    help: "use another hostname, use HTTPRoutes for both, or upgrade to Istio 1.30",
  };
}
