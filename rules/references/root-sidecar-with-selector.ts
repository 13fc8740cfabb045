import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, istioApi } from "../../src/rule/rule.ts";
import { wholeSpec } from "../../src/rule/whole-spec.ts";
import type { Field } from "../../src/yaml/field.ts";

export const rootSidecarWithSelector = defineRule({
  id: "root-sidecar-with-selector",
  topic: "references",
  summary: "a Sidecar in the root namespace has a selector, so it is not a mesh-wide default",
  severity: "info",
  reads: "resource",
  fields: { "networking.istio.io/Sidecar": [""] },
  evidence: [
    istioApi(
      "networking/v1alpha3/sidecar.proto",
      "a default Sidecar in the root namespace has no workloadSelector",
    ),
  ],
  answers: ["KIA1006"],
  *check(resource, mesh) {
    const selector = wholeSpec(resource, "Sidecar")?.at("workloadSelector", "labels");
    const { rootNamespace } = mesh.config();
    if (selector && resource.namespace === rootNamespace) yield onlyThere(selector, rootNamespace);
  },
});

function onlyThere(selector: Field, rootNamespace: string): Finding {
  return {
    headline: `a Sidecar with a selector applies only in its own namespace, also in \`${rootNamespace}\``,
    primary: { span: selector.keySpan, text: "not a mesh-wide default" },
    note: "pods of other namespaces are unaffected: the gRPC services they can reach are not limited",
    help: "remove the selector to make it the mesh-wide default, or move it to the namespace of its pods",
  };
}
