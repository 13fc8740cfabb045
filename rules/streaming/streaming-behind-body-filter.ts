import { bodyFilterOf, type BodyFilter } from "../../src/mesh/ask/body-filters.ts";
import type { EnvoyPatch } from "../../src/mesh/objects/envoy-filter.ts";
import type { Mesh } from "../../src/mesh/mesh.ts";
import { rpcsThrough, type RpcThrough } from "../../src/mesh/ask/rpc-methods.ts";
import type { Workload } from "../../src/mesh/objects/workload.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, envoy } from "../../src/rule/rule.ts";
import { list } from "../../src/text/lists.ts";

export const streamingBehindBodyFilter = defineRule({
  id: "streaming-behind-body-filter",
  topic: "streaming",
  summary: "an EnvoyFilter buffers whole bodies where RPCs stream",
  severity: "warning",
  reads: "envoyPatch",
  fields: { "networking.istio.io/EnvoyFilter": ["spec.configPatches"] },
  evidence: [
    envoy(
      "source/extensions/filters/http/buffer/buffer_filter.cc",
      "decodeHeaders: StopIteration until the end of the request",
    ),
    envoy(
      "docs/root/configuration/http/http_filters/lua_filter.rst",
      "body(): the script waits until the whole body is buffered",
    ),
  ],
  *check(patch, mesh) {
    const filter = bodyFilterOf(patch);
    if (filter === undefined) return;
    const held = podsOf(patch, mesh)
      .flatMap((pod) => rpcsThrough(pod, mesh))
      .filter(
        ({ method }) =>
          (filter.holdsRequests && method.clientStreaming) ||
          (filter.holdsResponses && method.serverStreaming),
      );
    const unique = [...new Map(held.map((it) => [it.method, it])).values()];
    if (unique.length > 0) yield holdsBack(filter, unique);
  },
});

/** The pods whose inbound calls, or calls through a gateway, pass the filter. */
function podsOf({ resource, context }: EnvoyPatch, mesh: Mesh): readonly Workload[] {
  const labels = resource.spec?.at("workloadSelector", "labels")?.stringMap();
  if (labels === undefined || labels.size === 0) return [];
  const inRoot = resource.namespace === mesh.config().rootNamespace;
  const pods = mesh.podsMeantBy(resource, labels, inRoot ? undefined : resource.namespace);
  const where = context?.value ?? "ANY";
  return pods.filter(({ isGateway }) =>
    where === "ANY" ? true : where === (isGateway ? "GATEWAY" : "SIDECAR_INBOUND"),
  );
}

function holdsBack({ what, field }: BodyFilter, held: readonly RpcThrough[]): Finding {
  const names = list(
    held.map(({ method }) => method.name.value),
    3,
  );
  const [first] = held;
  return {
    headline: `${what === "buffer" ? "the buffer filter" : "this Lua code"} blocks the streams of ${names}`,
    primary: { span: field.keySpan, text: "buffers whole bodies" },
    related: first
      ? [
          { span: first.reason, text: "its calls pass this proxy" },
          { span: first.method.name.span, text: "a streaming RPC" },
        ]
      : [],
    note: "nothing is forwarded before the stream ends: callers see no message until a timeout, or until the buffer limit ends the call",
    help:
      what === "buffer"
        ? "disable the filter for these paths, or add it only where no RPC streams"
        : "read `bodyChunks()` instead, or return early for these paths",
  };
}
