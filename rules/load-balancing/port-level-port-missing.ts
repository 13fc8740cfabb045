import { targetNumber } from "../../src/mesh/find-evidence.ts";
import type { Mesh } from "../../src/mesh/mesh.ts";
import { portTitle, type Service, type ServicePort } from "../../src/mesh/service.ts";
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
  at: {
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
    const service = mesh.serviceOf(policy.rule);
    if (field === undefined || number === undefined || service === undefined) return;
    if (policy.replaces === undefined || service.ports.length === 0) return;
    if (service.ports.some((port) => port.number === undefined || port.number.value === number))
      return;
    const meant = service.ports.find((port) => leadsTo(port, number, mesh));
    yield missing(field, number, service, meant);
  },
});

function leadsTo(port: ServicePort, number: number, mesh: Mesh): boolean {
  return (
    port.targetPort?.value === number ||
    mesh.workloadsOf(port.service).some((workload) => targetNumber(port, workload) === number)
  );
}

function missing(
  field: Field,
  number: number,
  service: Service,
  meant: ServicePort | undefined,
): Finding {
  const { name, spec } = { name: service.resource.name, spec: service.resource.spec };
  const ports = spec?.get("ports") ?? service.resource.root;
  const instead = meant?.number?.value;
  const edit = instead === undefined ? undefined : replaceValue(field, `${instead}`);
  return {
    headline: `Service \`${name}\` has no port ${number}: these settings apply to nothing`,
    primary: { span: field.span, text: meant ? "the pods' port" : "not a port of it" },
    related: [
      meant
        ? { span: (meant.number ?? meant.field).span, text: "the Service's port" }
        : { span: ports.keySpan, text: "the Service's ports" },
    ],
    note: "calls to the Service get the policy of all ports: balancing, TLS and limits written here are not in force",
    help: meant
      ? `write the Service's port, ${portTitle(meant)}`
      : `write ${oneOf(service.ports.map((port) => `${port.number?.value ?? ""}`))}`,
    ...(edit && {
      fix: { title: `write ${instead} (the settings come into force)`, safe: false, edits: [edit] },
    }),
  };
}
