import type { TrafficPolicy } from "../../src/mesh/objects/traffic-policy.ts";
import { list } from "../../src/text/lists.ts";
import { defineRule, istio, istioApi, thread } from "../../src/rule/rule.ts";
import type { Finding, Label } from "../../src/rule/finding.ts";
import type { Field } from "../../src/yaml/field.ts";
import type { Located } from "../../src/yaml/source.ts";

const blocks = ["tls", "outlierDetection", "connectionPool", "loadBalancer"] as const;

/** What calls lose with each block. */
const losses = {
  tls: "its calls use auto mutual TLS instead of this `tls`",
  outlierDetection: "pods that fail its calls are no longer ejected",
  connectionPool: "its connections have Istio's default limits and timeouts",
  loadBalancer: "its calls are balanced with `LEAST_REQUEST`",
} satisfies Record<(typeof blocks)[number], string>;

export const portLevelDropsTopLevel = defineRule({
  id: "port-level-drops-top-level",
  topic: "load-balancing",
  summary: "an entry of `portLevelSettings` replaces the top-level policy and loses its settings",
  severity: "warning",
  reads: "trafficPolicy",
  fields: {
    "networking.istio.io/DestinationRule": [
      "spec.trafficPolicy.portLevelSettings[]",
      "spec.subsets[].trafficPolicy.portLevelSettings[]",
    ],
  },
  evidence: [
    istioApi(
      "networking/v1alpha3/destination_rule.proto",
      "TrafficPolicy.port_level_settings: not inherited",
    ),
    istio(
      "pilot/pkg/networking/util/util.go",
      "GetPortLevelTrafficPolicy, MergeSubsetTrafficPolicy",
    ),
    thread("istio/istio#19262", "portLevelSettings replaces outlierDetection"),
  ],
  *check(policy, mesh) {
    // Entries without a block are refused: `traffic-policy-empty` says so.
    const { port } = policy;
    if (port === undefined || blocks.every((it) => policy[it] === undefined)) return;
    // A port that the host does not have is dead: `port-level-port-missing` says so.
    if (mesh.ownerOf(policy.rule) && mesh.portsOf(policy).length === 0) return;
    const lost = blocks.flatMap((block) => lostBlock(policy, block) ?? []);
    if (lost[0]) yield drops(port, lost[0], lost.slice(1));
  },
});

/** A block that all other ports have from above, and that makes a difference to calls. */
function lostBlock(policy: TrafficPolicy, block: (typeof blocks)[number]): Field | undefined {
  if (policy[block] !== undefined) return undefined;
  const top = policy.rule.policies.find(
    ({ subset, replaces }) => subset === undefined && replaces === undefined,
  );
  const above = policy.replaces?.[block] ?? (policy.subset && top?.[block]);
  return above && !isDefault(above) ? above : undefined;
}

/** Auto mutual TLS does the same, and calls are spread over all pods by each simple balancer but one. */
function isDefault(block: Field): boolean {
  if (block.get("mode")?.text === "ISTIO_MUTUAL") return true;
  const simple = block.get("simple")?.text;
  return simple !== undefined && simple !== "PASSTHROUGH" && block.fields().length === 1;
}

function drops(port: Located<number>, first: Field, others: readonly Field[]): Finding {
  const names = list([first, ...others].map(({ step }) => String(step)));
  const block = blocks.find((name) => name === first.step) ?? "tls";
  const related: readonly Label[] = [first, ...others].map(({ keySpan }) => ({
    span: keySpan,
    text: "not inherited by the port",
  }));
  return {
    headline: `the settings of port ${port.value} replace ${names} of the policy above`,
    primary: { span: port.span, text: "starts from the defaults" },
    related,
    note: `port settings inherit nothing: ${losses[block]}`,
    help: `repeat ${names} in the settings of port ${port.value}`,
  };
}
