import { templatesAnnotation } from "../../src/mesh/ask/proxyless.ts";
import type { Mesh } from "../../src/mesh/mesh.ts";
import type { Workload } from "../../src/mesh/objects/workload.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, istio, thread } from "../../src/rule/rule.ts";
import type { Located } from "../../src/yaml/source.ts";

export const proxylessStartsBeforeAgent = defineRule({
  id: "proxyless-starts-before-agent",
  topic: "proxyless",
  summary: "a proxyless gRPC pod may start before its agent has written the xDS bootstrap",
  severity: "warning",
  reads: "workload",
  fields: { "*": [`metadata.annotations["${templatesAnnotation}"]`] },
  evidence: [
    istio(
      "pkg/kube/inject/webhook.go",
      "reorderPod: the agent comes first only with holdApplicationUntilProxyStarts",
    ),
    thread("istio/istio#38945", "failed to read bootstrap file: no such file or directory"),
  ],
  *check(workload, mesh) {
    const templates = workload.annotations.get(templatesAnnotation);
    const isAgent = templates?.value.split(",").some((it) => it.trim() === "grpc-agent") === true;
    if (templates === undefined || !isAgent || isHeld(workload, mesh)) return;
    yield startsFirst(templates, workload);
  },
});

const hold = /hold_?application_?until_?proxy_?starts/i;

/** The text of the annotation is looked at as a whole: it may be written in many ways. */
function isHeld({ annotations }: Workload, mesh: Mesh): boolean {
  const own = annotations.get("proxy.istio.io/config")?.value ?? "";
  const defaults = mesh.config().written?.get("defaultConfig");
  return (
    hold.test(own) || defaults?.get("holdApplicationUntilProxyStarts")?.boolean()?.value === true
  );
}

function startsFirst(templates: Located<string>, { resource, annotations }: Workload): Finding {
  const own = annotations.get("proxy.istio.io/config");
  return {
    headline: `the containers of \`${resource.name}\` may start before the xDS bootstrap is written`,
    primary: { span: templates.span, text: "the agent writes the bootstrap" },
    related: own ? [{ span: own.span, text: "does not delay the application" }] : [],
    note: "gRPC reads the bootstrap once: without it each channel fails until the container restarts",
    help: "add the annotation `proxy.istio.io/config: '{\"holdApplicationUntilProxyStarts\": true}'` to the pod",
  };
}
