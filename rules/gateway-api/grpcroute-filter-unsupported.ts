import { defineRule, istio } from "../../src/rule/rule.ts";
import type { Finding } from "../../src/rule/finding.ts";
import type { Field } from "../../src/yaml/field.ts";

export const grpcrouteFilterUnsupported = defineRule({
  id: "grpcroute-filter-unsupported",
  topic: "gateway-api",
  summary: "a GRPCRoute has a filter that Istio does not implement there",
  severity: "error",
  reads: "gatewayApiRoute",
  evidence: [
    istio(
      "pilot/pkg/config/kube/gateway/conversion.go",
      "convertGRPCRoute: unsupported filter type",
    ),
    istio(
      "pilot/pkg/config/kube/gateway/conversion.go",
      "buildGRPCDestination: header modifiers only",
    ),
  ],
  *check(route, mesh) {
    if (route.api !== "GRPCRoute") return;
    const found = route.rules.flatMap((rule) => [
      ...unsupported(rule, ["ExtensionRef"]),
      ...(rule.get("backendRefs")?.items() ?? []).flatMap((backend) =>
        unsupported(backend, ["ExtensionRef", "RequestMirror"]),
      ),
    ]);
    const { by, reason } = found.length === 0 ? nobody : mesh.implementerOf(route.resource);
    if (by === "istio" && reason) for (const type of found) yield notImplemented(type, reason);
  },
});

const nobody = { by: "unknown", reason: undefined };

/** The `type` of each filter of a rule or backend that is one of `types`. */
function unsupported(owner: Field, types: readonly string[]): readonly Field[] {
  return (owner.get("filters")?.items() ?? []).flatMap((filter) => {
    const type = filter.get("type");
    return type && types.includes(type.text ?? "") ? [type] : [];
  });
}

function notImplemented(type: Field, parent: Field): Finding {
  const name = type.text ?? "";
  const mirror = name === "RequestMirror";
  return {
    headline: `Istio does not implement the filter \`${name}\` ${mirror ? "of a backend" : "in a GRPCRoute"}`,
    primary: { span: type.span, text: "not supported here" },
    related: [{ span: parent.span, text: "implemented by Istio" }],
    note: "the route is not accepted (InvalidFilter), so its calls find no route: UNIMPLEMENTED (12)",
    help: mirror
      ? "move the filter to the rule's `filters`, where Istio mirrors the calls of all its backends"
      : "remove the filter; Istio needs an EnvoyFilter or a WasmPlugin for this",
  };
}
