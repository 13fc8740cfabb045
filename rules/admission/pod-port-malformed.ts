import { isNameToFill } from "../../src/mesh/objects/placeholder.ts";
import { podPlaces } from "../../src/mesh/ask/pod-places.ts";
import { isPort } from "../../src/validate/port.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { placesOf } from "../../src/rule/places-of.ts";
import { misnamedPort, noPortNumber, noTransport, repeated } from "../../src/rule/port-refusals.ts";
import { refusal } from "../../src/rule/refusal.ts";
import { defineRule, kubernetes } from "../../src/rule/rule.ts";
import type { Field } from "../../src/yaml/field.ts";

const lists = podPlaces("containers[].ports", "initContainers[].ports");
const together = podPlaces("containers[].ports[]");
const specs = podPlaces();

export const podPortMalformed = defineRule({
  id: "pod-port-malformed",
  topic: "admission",
  summary: "a port of a container whose name, number or protocol the API server rejects",
  severity: "error",
  severityWhere: { warning: "one word of a name may be a token that a script replaces" },
  reads: "resource",
  fields: lists,
  evidence: [
    kubernetes(
      "pkg/apis/core/validation/validation.go",
      "validateContainerPorts, checkHostPortConflicts, validateHostNetwork",
      "1.36",
    ),
    kubernetes(
      "staging/src/k8s.io/apimachinery/pkg/util/validation/validation.go",
      "IsValidPortName: at most 15 characters",
      "1.36",
    ),
  ],
  *check(resource) {
    for (const list of placesOf(resource, lists)) {
      const ports = list.items();
      for (const port of ports) yield* faultsOf(port);
      yield* repeated(ports, "name", nameOf);
    }
    yield* repeated(placesOf(resource, together), "hostPort", hostPortOf);
    const onHost = placesOf(resource, specs).some(
      (spec) => spec.get("hostNetwork")?.boolean()?.value,
    );
    if (onHost) yield* placesOf(resource, together).flatMap(otherOnHost);
  },
});

function* faultsOf(port: Field): Iterable<Finding> {
  const number = port.get("containerPort")?.number();
  if (number && !isPort(number.value)) yield noPortNumber(number);
  const onHost = port.get("hostPort")?.number();
  if (onHost && onHost.value !== 0 && !isPort(onHost.value)) yield noPortNumber(onHost);
  const name = port.get("name");
  if (name?.text !== undefined && name.text !== "") yield* misnamedPort(name);
  yield* noTransport(port);
}

function nameOf(port: Field): string | undefined {
  const name = port.get("name")?.text;
  return name !== undefined && isNameToFill(name) ? undefined : name;
}

/** The address of the node that a port takes for itself. */
function hostPortOf(port: Field): string | undefined {
  const number = port.get("hostPort")?.number()?.value ?? 0;
  if (number === 0) return undefined;
  return `${port.get("protocol")?.text ?? "TCP"} ${port.get("hostIP")?.text ?? ""} ${number}`;
}

/** In the network of the node a port is its own host port. */
function otherOnHost(port: Field): readonly Finding[] {
  const number = port.get("containerPort")?.number();
  const onHost = port.get("hostPort")?.number();
  if (!number || !onHost || onHost.value === 0 || onHost.value === number.value) return [];
  return [
    refusal({
      headline: `\`hostPort: ${onHost.value}\` must equal \`containerPort\` with \`hostNetwork\``,
      primary: { span: onHost.span, text: `not ${number.value}` },
      related: [{ span: number.span, text: "the port of the container" }],
      help: `use ${number.value}, or remove \`hostPort\``,
    }),
  ];
}
