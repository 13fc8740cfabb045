import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, istio } from "../../src/rule/rule.ts";
import type { Field } from "../../src/yaml/field.ts";

export const namespaceInjectionContradictory = defineRule({
  id: "namespace-injection-contradictory",
  topic: "lifecycle",
  summary: "a namespace has two injection labels, or sidecar injection and ambient mode",
  severity: "warning",
  reads: "resource",
  fields: { "/Namespace": [""] },
  evidence: [
    istio(
      "pkg/config/analysis/analyzers/injection/injection.go",
      "IST0123 NamespaceMultipleInjectionLabels",
    ),
    istio(
      "manifests/charts/istio-control/istio-discovery/templates/mutatingwebhook.yaml",
      "istio-injection comes before istio.io/rev",
    ),
    {
      project: "istio.io 1.31",
      path: "content/en/docs/ambient/upgrade/helm/index.md",
      detail: "namespaces in ambient mode name the revision of their gateways by istio.io/rev",
    },
  ],
  answers: ["IST0123"],
  *check({ type, role, metadata }) {
    const labels = metadata?.get("labels");
    if (type !== "/Namespace" || role !== "resource" || labels === undefined) return;
    const injection = labels.get("istio-injection");
    if (injection && injection.text !== "enabled") return;
    const mode = labels.get("istio.io/dataplane-mode");
    const ambient = mode?.text === "ambient" ? mode : undefined;
    // In ambient mode the revision is that of waypoints and other gateways.
    const revision = ambient ? undefined : labels.get("istio.io/rev");
    const [first, second] = [injection, revision, ambient].filter((it) => it !== undefined);
    if (first && second) yield contradictory(first, second);
  },
});

function contradictory(first: Field, second: Field): Finding {
  const ambient = second.step === "istio.io/dataplane-mode";
  return {
    headline: `\`${String(first.step)}\` and \`${String(second.step)}\` contradict each other`,
    primary: { span: second.keySpan, text: ambient ? "enables ambient mode" : "ignored" },
    related: [{ span: first.keySpan, text: "enables sidecars" }],
    note: ambient
      ? "pods with a sidecar are excluded from ambient mode: their gRPC calls do not go through the waypoint"
      : "pods get the sidecar of the default revision: a revision upgrade does not reach their gRPC calls",
    help: "keep one of the two labels",
  };
}
