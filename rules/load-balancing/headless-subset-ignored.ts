import type { Service } from "../../src/mesh/objects/service.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, envoy, istio, thread } from "../../src/rule/rule.ts";
import type { Located } from "../../src/yaml/source.ts";

export const headlessSubsetIgnored = defineRule({
  id: "headless-subset-ignored",
  topic: "load-balancing",
  summary:
    "a route sends to a subset of a headless Service, whose clients pick the pods themselves",
  severity: "warning",
  reads: "anyDestination",
  evidence: [
    istio(
      "pilot/pkg/networking/core/cluster.go",
      "convertResolution: Passthrough is ORIGINAL_DST, for subsets as well",
    ),
    envoy(
      "source/extensions/clusters/original_dst/original_dst_cluster.cc",
      "LoadBalancer::chooseHost: the address that was dialled",
    ),
    thread("knative/serving#7790", "routes to subsets of headless Services"),
  ],
  *check({ route, service, subsetName, subset }, mesh) {
    if (service?.headless !== true || subsetName === undefined || subset === undefined) return;
    // Gateways know the pods of a headless Service; an empty selector has none that clients could pick.
    if (!route.viaMesh || route.viaGateway || service.selector.size === 0) return;
    const isCalled = route.hosts.some(
      (host) => mesh.findService(host.value, route.resource) === service,
    );
    if (isCalled) yield ignored(subsetName, service);
  },
});

function ignored(subset: Located<string>, { resource }: Service): Finding {
  const none = resource.spec?.get("clusterIP");
  const { name } = resource;
  return {
    headline: `subset \`${subset.value}\` does not choose the pods of \`${name}\`, a headless Service`,
    primary: { span: subset.span, text: "not used" },
    related: none ? [{ span: none.span, text: "clients connect to pod addresses" }] : [],
    note: "each call goes to the pod that the client connected to, whatever its version",
    once: `${resource.namespace ?? ""}/${name}`,
    help: `give clients a Service with a cluster IP next to \`${name}\`, and route to that one`,
  };
}
