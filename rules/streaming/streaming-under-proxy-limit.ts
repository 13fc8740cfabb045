import { parseDuration } from "../../src/mesh/objects/duration.ts";
import type { ProxySetting } from "../../src/mesh/objects/proxy-settings.ts";
import { rpcsThrough, type RpcThrough } from "../../src/mesh/ask/rpc-methods.ts";
import { isStream } from "../../src/mesh/ask/rpc-routes.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, envoy, istio, istioApi } from "../../src/rule/rule.ts";
import { list } from "../../src/text/lists.ts";

export const streamingUnderProxyLimit = defineRule({
  id: "streaming-under-proxy-limit",
  topic: "streaming",
  summary: "`connectionSettings` of a proxy end streams that pass through it",
  severity: "warning",
  reads: "workload",
  fields: { "*": ['metadata.annotations["proxy.istio.io/config"]'] },
  evidence: [
    istioApi("mesh/v1alpha1/proxy.proto", "ProxyConfig.ConnectionSettings (1.31)"),
    istio(
      "pilot/pkg/networking/core/connection_settings.go",
      "applyEdgeProfileDefaults: a request timeout and a stream idle timeout of 5 minutes",
    ),
    envoy(
      "api/envoy/extensions/filters/network/http_connection_manager/v3/http_connection_manager.proto",
      "request_timeout: until the whole request is received; stream_idle_timeout",
    ),
    envoy("api/envoy/config/core/v3/protocol.proto", "HttpProtocolOptions.max_stream_duration"),
  ],
  *check(workload, mesh) {
    const settings = workload.proxySettings.filter(({ path }) => path.startsWith(prefix));
    if (settings.length === 0) return;
    for (const limit of limitsIn(settings, workload.isGateway)) {
      const cut = rpcsThrough(workload, mesh).filter(({ method }) =>
        limit.ends === "requests" ? method.clientStreaming : isStream(method),
      );
      if (cut.length > 0) yield endsStreams(limit, cut);
    }
  },
});

const prefix = "connectionSettings.";

interface Limit {
  readonly setting: ProxySetting;
  readonly name: string;
  readonly ends: "requests" | "streams" | "idle streams";
}

function limitsIn(settings: readonly ProxySetting[], isGateway: boolean): readonly Limit[] {
  const named = (name: string): ProxySetting | undefined =>
    settings.find(({ path }) => path === `${prefix}${name}`);
  const found = (name: string, ends: Limit["ends"]): readonly Limit[] => {
    const setting = named(name);
    const isSet = (parseDuration(setting?.value?.value ?? "") ?? 0) > 0;
    return setting && isSet ? [{ setting, name, ends }] : [];
  };
  const profile = named("profile");
  const isEdge = isGateway && profile?.value?.value === "EDGE";
  const byProfile: readonly Limit[] =
    isEdge && profile && named("httpRequestTimeout") === undefined
      ? [{ setting: profile, name: "httpRequestTimeout", ends: "requests" }]
      : isEdge && profile && named("httpStreamIdleTimeout") === undefined
        ? [{ setting: profile, name: "httpStreamIdleTimeout", ends: "idle streams" }]
        : [];
  return [
    ...found("httpMaxStreamDuration", "streams"),
    ...found("httpRequestTimeout", "requests"),
    ...byProfile,
  ];
}

const notes: Readonly<Record<Limit["ends"], string>> = {
  requests:
    "the request of such a call is complete only when the client ends its stream: longer streams fail, however healthy",
  streams: "every stream ends after this time, however healthy: clients see UNAVAILABLE (14)",
  "idle streams": "a stream without a message for 5 minutes is reset: clients see UNAVAILABLE (14)",
};

function endsStreams({ setting, name, ends }: Limit, cut: readonly RpcThrough[]): Finding {
  const names = list(
    cut.map(({ method }) => method.name.value),
    3,
  );
  const [first] = cut;
  const isProfile = setting.path.endsWith(".profile");
  return {
    headline: `\`${isProfile ? "EDGE" : name}\` ends ${ends === "idle streams" ? "idle streams" : "streams"} of ${names}`,
    primary: {
      span: (setting.value ?? setting.key).span,
      text: isProfile ? `sets \`${name}\` to 5m` : "applies to each stream",
    },
    related: first
      ? [
          { span: first.reason, text: "its calls pass this proxy" },
          { span: first.method.name.span, text: "a streaming RPC" },
        ]
      : [],
    note: notes[ends],
    help: `also set \`${name}: 0s\`${isProfile && name === "httpRequestTimeout" ? ", and `httpStreamIdleTimeout: 0s`" : ""}`,
  };
}
