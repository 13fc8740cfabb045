import { hasNoSidecar } from "../../src/mesh/objects/injection.ts";
import type { Workload } from "../../src/mesh/objects/workload.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, istio } from "../../src/rule/rule.ts";
import type { Field } from "../../src/yaml/field.ts";

export const runAsProxyUser = defineRule({
  id: "run-as-proxy-user",
  topic: "lifecycle",
  summary: "a container runs as user 1337, whose traffic bypasses the sidecar",
  severity: "warning",
  reads: "workload",
  fields: { "*": ["spec.securityContext.runAsUser"] },
  evidence: [
    istio(
      "tools/istio-iptables/pkg/capture/run.go",
      "packets of the proxy's own user are returned, not redirected",
    ),
    istio("pkg/config/analysis/analyzers/deployment/pod.go", "IST0144 InvalidApplicationUID"),
  ],
  answers: ["IST0144"],
  *check(workload, mesh) {
    const { containers, podSpec, injection, resource } = workload;
    const own = containers.filter(({ name }) => name !== "istio-proxy");
    if (hasNoSidecar(workload) || own.length === 0 || isIstio(workload)) return;
    if (injection !== "injected" && mesh.implementerOf(resource).by !== "istio") return;
    const pod = podSpec?.at("securityContext", "runAsUser");
    const users = own.map(({ field }) => field.at("securityContext", "runAsUser"));
    for (const user of new Set(users.map((it) => it ?? pod))) {
      if (user?.number()?.value === 1337) yield bypasses(user);
    }
  },
});

/** Istio's own components. */
function isIstio({ resource, labels }: Workload): boolean {
  const own = resource.metadata?.get("labels");
  return (
    labels.has("istio") || own?.get("istio") !== undefined || own?.get("release")?.text === "istio"
  );
}

function bypasses(user: Field): Finding {
  return {
    headline: "user 1337 is the sidecar's own: this container's traffic bypasses the sidecar",
    primary: { span: user.span, text: "the user of the sidecar" },
    note: "its gRPC calls have no mutual TLS, no balancing and no retries, and end with UNAVAILABLE (14) under STRICT",
    help: "run the container as another user",
  };
}
