import type { Resource } from "../../src/manifest/resource.ts";
import type { Mesh } from "../../src/mesh/mesh.ts";
import { holdsNamespace } from "../../src/mesh/world/open-world.ts";
import type { Workload } from "../../src/mesh/objects/workload.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, istio } from "../../src/rule/rule.ts";
import type { Field } from "../../src/yaml/field.ts";

export const imageAutoNotInjected = defineRule({
  id: "image-auto-not-injected",
  topic: "lifecycle",
  summary: "the proxy's image is left to injection, which is disabled",
  severity: "error",
  reads: "workload",
  evidence: [
    istio("pkg/kube/inject/webhook.go", "AutoImage: replaced by the injected image"),
    istio("pkg/config/analysis/analyzers/injection/image-auto.go", "IST0146, IST0147"),
  ],
  answers: ["IST0146", "IST0147"],
  *check(workload, mesh) {
    const proxy = workload.containers.find(({ name }) => name === "istio-proxy");
    const image = proxy?.field.get("image");
    if (image?.text !== "auto" || workload.injection === "injected") return;
    const { resource } = workload;
    const namespace = mesh.namespaceOf(resource);
    // A revision label of the pod asks for injection as well, and so may one of several Namespaces.
    const isOpen = !namespace && mesh.named("/Namespace", resource.namespace ?? "").length > 0;
    if (workload.labels.has("istio.io/rev") || isOpen) return;
    const sure = workload.injection === "excluded" || namespace !== undefined;
    if (sure || holdsNamespace(resource.namespace, mesh))
      yield notInjected(image, workload, namespace, mesh);
  },
});

function notInjected(
  image: Field,
  { resource, podSpec }: Workload,
  namespace: Resource | undefined,
  mesh: Mesh,
): Finding {
  const hostNetwork = podSpec?.get("hostNetwork");
  const isOnHost = hostNetwork?.boolean()?.value === true;
  const off = namespace?.metadata?.at("labels", "istio-injection");
  const isOff = off?.text === "disabled";
  return {
    headline: `nothing injects a proxy into the pods of \`${resource.name}\`, and there is no image \`auto\``,
    primary: { span: image.span, text: "only injection replaces it" },
    related: [
      ...(hostNetwork && isOnHost ? [{ span: hostNetwork.span, text: "never injected" }] : []),
      ...(namespace && !isOnHost
        ? [{ span: mesh.nameSpan(namespace), text: "not labelled for injection" }]
        : []),
    ],
    note: "the pods never start: gRPC calls through this proxy end with UNAVAILABLE (14)",
    help: isOnHost
      ? "remove `hostNetwork`, or set an image"
      : isOff
        ? "remove `istio-injection: disabled` from the namespace, or set an image"
        : 'add the label `sidecar.istio.io/inject: "true"` to the pod template',
  };
}
