import { targetNumber } from "../../src/mesh/objects/target-number.ts";
import type { Mesh } from "../../src/mesh/mesh.ts";
import { portTitle, type HostOwner, type HostPort } from "../../src/mesh/objects/service.ts";
import { oneOf } from "../../src/text/lists.ts";
import { replaceValue } from "../../src/rule/edits.ts";
import { defineRule, istio, istioApi } from "../../src/rule/rule.ts";
import type { Finding } from "../../src/rule/finding.ts";
import type { Field } from "../../src/yaml/field.ts";

export const portLevelPortMissing = defineRule({
  id: "port-level-port-missing",
  topic: "load-balancing",
  summary: "`portLevelSettings` for a port that the Service does not have",
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
      "PortTrafficPolicy.port: port of the destination service",
    ),
    istio("pilot/pkg/networking/util/util.go", "GetPortLevelTrafficPolicy: compares Service ports"),
  ],
  fixable: "unsafe",
  *check(policy, mesh) {
    const field = policy.field.at("port", "number");
    const number = field?.number()?.value;
    const owner = mesh.ownerOf(policy.rule);
    if (field === undefined || number === undefined || owner === undefined) return;
    const ports: readonly HostPort[] = owner.ports;
    if (policy.replaces === undefined || ports.length === 0) return;
    if (ports.some((port) => port.number === undefined || port.number.value === number)) return;
    const meant = ports.find((port) => leadsTo(port, number, mesh));
    yield missing(field, number, owner, meant);
  },
});

function leadsTo(port: HostPort, number: number, mesh: Mesh): boolean {
  const pods = port.service ? mesh.workloadsOf(port.service) : [];
  return (
    port.targetPort?.value === number || pods.some((pod) => targetNumber(port, pod) === number)
  );
}

function behind({ service }: HostPort): string {
  return service ? "the pod port" : "the endpoint port";
}

function missing(
  field: Field,
  number: number,
  { resource, ports: known }: HostOwner,
  meant: HostPort | undefined,
): Finding {
  const { kind, name, spec } = resource;
  const ports = spec?.get("ports") ?? resource.root;
  const instead = meant?.number?.value;
  const edit = instead === undefined ? undefined : replaceValue(field, `${instead}`);
  return {
    headline: `${kind} \`${name}\` has no port ${number}: these settings have no effect`,
    primary: { span: field.span, text: meant ? behind(meant) : "no such port" },
    related: [
      meant
        ? { span: (meant.number ?? meant.field).span, text: `the ${kind}'s port` }
        : { span: ports.keySpan, text: `the ${kind}'s ports` },
    ],
    note: `calls to the ${kind} use the top-level policy: the load balancing, TLS and limits set here have no effect`,
    help: meant
      ? `use the ${kind}'s port, ${portTitle(meant)}`
      : `use ${oneOf(known.map((port) => `${port.number?.value ?? ""}`))}`,
    ...(edit && {
      fix: { title: `use ${instead} (the settings then take effect)`, safe: false, edits: [edit] },
    }),
  };
}
