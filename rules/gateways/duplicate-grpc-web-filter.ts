import { addsGrpcWebFilter } from "../../src/mesh/ask/grpc-web.ts";
import { oncePerMesh } from "../../src/mesh/ask/once-per-mesh.ts";
import { patchedGateways, patchedPods } from "../../src/mesh/ask/patched-pods.ts";
import type { EnvoyPatch } from "../../src/mesh/objects/envoy-filter.ts";
import type { Mesh } from "../../src/mesh/mesh.ts";
import { defineRule, istio, thread } from "../../src/rule/rule.ts";
import type { Finding } from "../../src/rule/finding.ts";
import type { Span } from "../../src/yaml/source.ts";

export const duplicateGrpcWebFilter = defineRule({
  id: "duplicate-grpc-web-filter",
  topic: "gateways",
  summary: "an EnvoyFilter adds the gRPC-Web filter where Istio adds it already",
  severity: "info",
  reads: "envoyPatch",
  evidence: [
    istio(
      "pilot/pkg/networking/core/listener_builder.go",
      "buildHTTPConnectionManager adds grpc_web for GRPC-Web",
    ),
    thread("istio/istio#20537", "support for ports of protocol GRPC-Web"),
  ],
  *check(patch, mesh) {
    if (!addsGrpcWebFilter(patch)) return;
    const own = gatewayDeclaration(patch, mesh) ?? sidecarDeclaration(patch, mesh);
    if (own) yield addedTwice(patch, own);
  },
});

/** A gRPC-Web server of a gateway that the patch reaches. */
function gatewayDeclaration(patch: EnvoyPatch, mesh: Mesh): Span | undefined {
  if (!/^(ANY|GATEWAY)$/.test(patch.context?.value ?? "ANY")) return undefined;
  if (!hasGrpcWebServers(mesh)) return undefined;
  return patchedGateways(patch, mesh)
    .flatMap(({ servers }) => servers)
    .find(({ protocol }) => protocol === "GRPC-Web")?.protocolName?.span;
}

const hasGrpcWebServers = oncePerMesh((mesh) =>
  mesh.all.gatewayServer().some(({ protocol }) => protocol === "GRPC-Web"),
);

/** A gRPC-Web port of pods that the patch reaches. */
function sidecarDeclaration(patch: EnvoyPatch, mesh: Mesh): Span | undefined {
  if (!/^(ANY|SIDECAR_INBOUND)$/.test(patch.context?.value ?? "ANY")) return undefined;
  return patchedPods(patch, mesh)
    .flatMap((workload) => mesh.servicesOf(workload))
    .flatMap(({ ports }) => ports)
    .find(({ protocol }) => protocol === "GRPC-Web")?.protocolSpan;
}

function addedTwice(patch: EnvoyPatch, own: Span): Finding {
  const name = patch.value?.get("name");
  return {
    headline: "this EnvoyFilter adds a gRPC-Web filter that Istio adds automatically",
    primary: { span: (name ?? patch.field).span, text: "the second one" },
    related: [{ span: own, text: "Istio adds one for this" }],
    note: "the second filter has nothing left to translate: gRPC-Web works without this EnvoyFilter",
    help: `remove this patch from EnvoyFilter \`${patch.resource.name}\``,
  };
}
