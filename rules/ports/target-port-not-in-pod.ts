import { isPlaceholder } from "../../src/mesh/objects/placeholder.ts";
import type { Mesh } from "../../src/mesh/mesh.ts";
import type { Service, ServicePort } from "../../src/mesh/objects/service.ts";
import { sameDeployment } from "../../src/mesh/world/same-deployment.ts";
import { podPath, type Workload } from "../../src/mesh/objects/workload.ts";
import { noEndpoints } from "../../src/rule/consequences.ts";
import { replaceText } from "../../src/rule/edits.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, kubernetes } from "../../src/rule/rule.ts";
import { oneOf } from "../../src/text/lists.ts";
import { similarName } from "../../src/text/similar-name.ts";
import type { Located } from "../../src/yaml/source.ts";

export const targetPortNotInPod = defineRule({
  id: "target-port-not-in-pod",
  topic: "ports",
  summary: "a Service port targets a named container port that its pods do not have",
  severity: "error",
  severityWhere: {
    warning: "the Service and the pods may be deployed apart",
    info: "a kustomization leaves one of the two out",
  },
  reads: "servicePort",
  evidence: [
    kubernetes("pkg/api/v1/pod/util.go", "FindPort: a pod without a port of that name is left out"),
  ],
  answers: ["KIA0701"],
  fixable: "unsafe",
  *check(port, mesh) {
    const { service, targetPort } = port;
    const name = targetPort?.value;
    const pods = mesh.workloadsOf(service).filter((pod) => isStillSelected(pod, service, mesh));
    if (targetPort === undefined || typeof name !== "string" || pods.length === 0) return;
    if (
      pods.some((pod) => portNames(pod).some(({ value }) => value === name || isPlaceholder(value)))
    )
      return;
    if (pods.some((pod) => mayHaveOthers(pod, mesh))) return;
    yield notThere(port, { value: name, span: targetPort.span }, pods, mesh);
  },
});

const containerKeys = ["containers", "initContainers"];

/** Where kustomize adds to the selector of a Service and not to a pod, it is for others. */
function isStillSelected(pod: Workload, { resource }: Service, mesh: Mesh): boolean {
  return (
    !mesh.isPatched(resource, "spec.selector") ||
    mesh.isPatched(pod.resource, podPath(pod, "metadata.labels"))
  );
}

/** Whether kustomize changes the ports of a pod. */
function mayHaveOthers(pod: Workload, mesh: Mesh): boolean {
  return containerKeys.some((key) =>
    mesh.isPatched(pod.resource, podPath(pod, `spec.${key}[].ports`)),
  );
}

/** Sidecar containers, which stand among the init containers, count too. */
function portNames({ podSpec }: Workload): readonly Located<string>[] {
  return containerKeys
    .flatMap((key) => podSpec?.get(key)?.items() ?? [])
    .flatMap((container) => container.get("ports")?.items() ?? [])
    .flatMap((port) => port.get("name")?.string() ?? []);
}

function notThere(
  port: ServicePort,
  target: Located<string>,
  pods: readonly Workload[],
  mesh: Mesh,
): Finding {
  const [pod] = pods;
  const names = pods.flatMap(portNames);
  const known = [...new Set(names.map(({ value }) => value))];
  const similar = similarName(target.value, known) ?? (known.length === 1 ? known[0] : undefined);
  const field = port.field.get("targetPort");
  const edit = field && similar !== undefined ? replaceText(field, similar) : undefined;
  const place = names.find(({ value }) => value === similar) ?? names[0];
  const together = pods.every(
    ({ resource }) => sameDeployment(resource, port.service.resource) === "certain",
  );
  return {
    headline: `no container of \`${pod?.resource.name ?? ""}\` has a port named \`${target.value}\``,
    primary: { span: target.span, text: "names no container port" },
    related:
      place || pod
        ? [
            {
              span: place?.span ?? mesh.nameSpan(pod?.resource ?? port.service.resource),
              text: place ? "an existing port" : "names no ports",
            },
          ]
        : [],
    note: noEndpoints("the Service port"),
    help:
      known.length > 0
        ? `use one of its port names: ${oneOf(known)}`
        : "add a container port with this name, or use its number",
    ...(!together && { severity: "warning" as const }),
    ...(edit && {
      fix: {
        title: `use \`${similar ?? ""}\` (calls then reach the pods)`,
        safe: false,
        edits: [edit],
      },
    }),
  };
}
