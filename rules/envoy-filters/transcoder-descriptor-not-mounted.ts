import { patchedPods } from "../../src/mesh/ask/patched-pods.ts";
import { isPlaceholder } from "../../src/mesh/objects/placeholder.ts";
import { ownProxyOf } from "../../src/mesh/objects/injection.ts";
import type { Workload } from "../../src/mesh/objects/workload.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, istio, thread } from "../../src/rule/rule.ts";
import type { Field } from "../../src/yaml/field.ts";

export const transcoderDescriptorNotMounted = defineRule({
  id: "transcoder-descriptor-not-mounted",
  topic: "envoy-filters",
  summary:
    "a gRPC-JSON transcoder reads its descriptor from a file that the proxy's container does not have",
  severity: "warning",
  severityWhere: { info: "the pods of the filter are not among the files" },
  reads: "envoyPatch",
  evidence: [
    istio(
      "manifests/charts/istio-control/istio-discovery/files/injection-template.yaml",
      "sidecar.istio.io/userVolumeMount: mounts of the container istio-proxy",
    ),
    thread("istio/istio#7652", "the transcoder's descriptor has to be in the proxy's container"),
    thread("istio/istio#24060", "unable to open the descriptor: the listener is refused"),
  ],
  *check(patch, mesh) {
    const typed = patch.value?.get("typed_config") ?? patch.value?.get("typedConfig");
    const isTranscoder = typed?.get("@type")?.text?.endsWith(".GrpcJsonTranscoder") === true;
    const file = typed?.get("proto_descriptor") ?? typed?.get("protoDescriptor");
    const path = file?.text ?? "";
    if (!isTranscoder || file === undefined || !path.startsWith("/") || isPlaceholder(path)) return;
    const pods = patchedPods(patch, mesh);
    if (!pods.some((pod) => mounts(pod, path))) yield notMounted(file, pods);
  },
});

/** Whether the container of the pod's proxy has a volume that the path is in. */
function mounts(pod: Workload, path: string): boolean {
  const annotation = pod.annotations.get("sidecar.istio.io/userVolumeMount")?.value ?? "";
  const asked = [...annotation.matchAll(/"?mountPath"?\s*:\s*"?([^",}\s]+)/g)].map(([, at]) => at);
  const own = ownProxyOf(pod)?.get("volumeMounts")?.items() ?? [];
  const places = [...asked, ...own.map((mount) => mount.get("mountPath")?.text)];
  return places.some((place) => place !== undefined && isInside(path, place));
}

function isInside(path: string, place: string): boolean {
  const folder = place.endsWith("/") ? place : `${place}/`;
  return path === place || path.startsWith(folder);
}

function notMounted(file: Field, [pod]: readonly Workload[]): Finding {
  const name = pod?.resource.name;
  return {
    headline: name
      ? `the proxy of \`${name}\` has no volume with \`${file.text ?? ""}\``
      : `\`${file.text ?? ""}\` must be a file in the proxy's own container`,
    primary: { span: file.span, text: "read by the proxy" },
    note: "without the file Envoy refuses the listener: new pods accept no calls, UNAVAILABLE (14)",
    help: "mount it with `sidecar.istio.io/userVolume` and `sidecar.istio.io/userVolumeMount`, or inline it as `proto_descriptor_bin`",
    // Nothing shows what the pods mount.
    ...(pod === undefined && { severity: "info" as const }),
  };
}
