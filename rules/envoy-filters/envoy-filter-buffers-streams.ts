import { patchedGateways, patchedPods } from "../../src/mesh/ask/patched-pods.ts";
import { rpcsThrough } from "../../src/mesh/ask/rpc-methods.ts";
import type { Mesh } from "../../src/mesh/mesh.ts";
import type { EnvoyPatch } from "../../src/mesh/objects/envoy-filter.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, envoy, thread } from "../../src/rule/rule.ts";
import type { Field } from "../../src/yaml/field.ts";
import type { Span } from "../../src/yaml/source.ts";

export const envoyFilterBuffersStreams = defineRule({
  id: "envoy-filter-buffers-streams",
  topic: "envoy-filters",
  summary: "a filter buffers whole bodies of gRPC calls, which blocks streams",
  severity: "info",
  reads: "envoyPatch",
  evidence: [
    envoy(
      "api/envoy/extensions/filters/http/buffer/v3/buffer.proto",
      "Buffer: stops filter iteration and waits for the complete request",
    ),
    envoy(
      "docs/root/configuration/http/http_filters/lua_filter.rst",
      "body(): suspends until the entire body has been received",
    ),
    thread("envoyproxy/envoy#24853", "Lua `body()` and gRPC streams: nothing arrives"),
  ],
  *check(patch, mesh) {
    const isAdded = /^(?:ADD|INSERT_\w+|REPLACE)$/.test(patch.operation?.value ?? "");
    if (patch.applyTo?.value !== "HTTP_FILTER" || !isAdded) return;
    const typed = patch.value?.get("typed_config") ?? patch.value?.get("typedConfig");
    const waits = typed && waitsForBody(typed);
    const grpc = waits && grpcBehind(patch, mesh);
    if (waits && grpc && !areRpcsKnown(patch, mesh)) yield waitsForever(waits, grpc);
  },
});

/** Those that stream are then reported one by one. */
function areRpcsKnown(patch: EnvoyPatch, mesh: Mesh): boolean {
  const gateways = patchedGateways(patch, mesh).flatMap((it) => mesh.podsOfGateway(it));
  const pods = [...patchedPods(patch, mesh), ...gateways];
  return pods.some((pod) => rpcsThrough(pod, mesh).length > 0);
}

/** Where a filter says that it waits for the end of a body. */
function waitsForBody(typed: Field): Field | undefined {
  const type = typed.get("@type");
  if (type?.text?.endsWith(".filters.http.buffer.v3.Buffer") === true) return type;
  if (type?.text?.endsWith(".filters.http.lua.v3.Lua") !== true) return undefined;
  const code = [
    typed.get("inline_code"),
    typed.get("inlineCode"),
    typed.at("default_source_code", "inline_string"),
    typed.at("defaultSourceCode", "inlineString"),
  ].find((it) => /:body\(/.test(it?.text ?? ""));
  return code;
}

/** Why calls that pass the filter are gRPC. */
function grpcBehind(patch: EnvoyPatch, mesh: Mesh): Span | undefined {
  const inbound = patch.context?.value !== "GATEWAY" && patch.context?.value !== "SIDECAR_OUTBOUND";
  for (const pod of inbound ? patchedPods(patch, mesh) : []) {
    for (const port of mesh.servicesOf(pod).flatMap(({ ports }) => ports)) {
      const evidence = mesh.evidenceFor(port)[0];
      if (evidence) return evidence.span;
    }
  }
  for (const server of patchedGateways(patch, mesh).flatMap(({ servers }) => servers)) {
    const routes = mesh
      .virtualServicesOf(server)
      .flatMap(({ resource }) => mesh.routesOf(resource));
    const evidence = routes.flatMap((route) => route.evidence)[0];
    if (evidence) return evidence.span;
  }
  return undefined;
}

function waitsForever(waits: Field, grpc: Span): Finding {
  return {
    headline: "this filter waits for the whole body, which a gRPC stream completes only at its end",
    primary: { span: waits.keySpan, text: "waits for the end of the body" },
    related: [{ span: grpc, text: "gRPC passes this filter" }],
    note: "streaming calls hang until DEADLINE_EXCEEDED (4); unary calls are held until their message is complete",
    help: "exclude gRPC (check the content type first), or read only `bodyChunks()` and headers",
  };
}
