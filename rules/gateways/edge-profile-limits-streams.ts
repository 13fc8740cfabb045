import type { Mesh } from "../../src/mesh/mesh.ts";
import { proxyConfigIn, type IstioSettings } from "../../src/mesh/objects/istio-settings.ts";
import type { Route } from "../../src/mesh/objects/route.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, envoy, istio } from "../../src/rule/rule.ts";
import type { Field } from "../../src/yaml/field.ts";

export const edgeProfileLimitsStreams = defineRule({
  id: "edge-profile-limits-streams",
  topic: "gateways",
  summary: "the connection profile for gateways ends gRPC streams after five minutes",
  severity: "info",
  reads: "istioSettings",
  evidence: [
    istio(
      "pilot/pkg/networking/core/connection_settings.go",
      "applyEdgeProfileDefaults: stream idle and request timeout of 5m, 100 concurrent streams",
    ),
    envoy(
      "api/envoy/extensions/filters/network/http_connection_manager/v3/http_connection_manager.proto",
      "request_timeout: until the whole request is received; stream_idle_timeout",
    ),
  ],
  *check(settings, mesh) {
    const connections =
      proxyConfigIn(settings)?.get("connectionSettings") ??
      proxyConfigIn(settings)?.get("connection_settings");
    const profile = connections?.get("profile");
    const missing = limits.filter(
      ([name, snake]) => !connections?.get(name) && !connections?.get(snake),
    );
    if (profile?.text !== "EDGE" || missing.length === 0 || isSidecar(settings, mesh)) return;
    const route = mesh.all.route().find((it) => it.viaGateway && it.evidence.length > 0);
    if (route)
      yield limited(
        profile,
        missing.map(([name]) => name),
        route,
      );
  },
});

const limits = [
  ["httpStreamIdleTimeout", "http_stream_idle_timeout"],
  ["httpRequestTimeout", "http_request_timeout"],
] as const;

/** Sidecars do not read the profile, which is another finding. */
function isSidecar({ workload }: IstioSettings, mesh: Mesh): boolean {
  return workload !== undefined && !workload.isGateway && mesh.serversAt(workload).length === 0;
}

function limited(profile: Field, missing: readonly string[], { evidence }: Route): Finding {
  const [grpc] = evidence;
  return {
    headline: "the profile `EDGE` ends idle streams, and client streams longer than 5m",
    primary: { span: profile.span, text: "sets request timeouts" },
    related: grpc ? [{ span: grpc.span, text: "a gateway's route for gRPC" }] : [],
    note: "streams without a message for 5m, and client streams after 5m, are reset: UNAVAILABLE (14)",
    help: `for methods with long streams, also set ${missing.map((name) => `\`${name}: 0s\``).join(" and ")}`,
  };
}
