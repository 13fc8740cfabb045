import { isNameToFill } from "../../src/mesh/objects/placeholder.ts";
import { isLabelKey } from "../../src/validate/labels.ts";
import { labelNameFault, nearestName } from "../../src/validate/kubernetes-names.ts";
import { isPort } from "../../src/validate/port.ts";
import type { Places } from "../../src/mesh/objects/written-at.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { tokenSpan } from "../../src/rule/places.ts";
import { placesOf } from "../../src/rule/places-of.ts";
import { misnamedPort, noPortNumber, noTransport, repeated } from "../../src/rule/port-refusals.ts";
import { nameOrToken } from "../../src/rule/to-fill.ts";
import { refusal } from "../../src/rule/refusal.ts";
import { defineRule, kubernetes } from "../../src/rule/rule.ts";
import type { Field } from "../../src/yaml/field.ts";
import { shorten } from "../../src/text/shorten.ts";

const places: Places = { "/Service": ["spec.ports"] };

export const servicePortMalformed = defineRule({
  id: "service-port-malformed",
  topic: "admission",
  summary: "a port of a Service whose name, number or protocol the API server rejects",
  severity: "error",
  severityWhere: { warning: "one word of a name may be a token that a script replaces" },
  reads: "resource",
  fields: places,
  evidence: [
    kubernetes(
      "pkg/apis/core/validation/validation.go",
      "validateServicePort, ValidatePortNumOrName; validateService: duplicate ports and node ports",
      "1.36",
    ),
    kubernetes(
      "staging/src/k8s.io/apimachinery/pkg/util/validation/validation.go",
      "IsDNS1123Label, IsValidPortName, IsValidPortNum",
      "1.36",
    ),
  ],
  *check(resource, mesh) {
    const ports = placesOf(resource, places).flatMap((list) => list.items());
    const [nameless, ...others] = ports.length > 1 ? ports.filter(isNameless) : [];
    if (nameless && !mesh.isPatched(resource, "spec")) yield withoutNames(nameless, others);
    for (const port of ports) {
      yield* nameFaults(port);
      yield* numberFaults(port);
      yield* noTransport(port);
    }
    yield* repeated(ports, "name", (port) => port.get("name")?.text);
    yield* repeated(ports, "port", (port) => numbered(port, "port"));
    yield* repeated(ports, "nodePort", (port) => numbered(port, "nodePort"));
  },
});

function isNameless(port: Field): boolean {
  const name = port.get("name");
  return port.isMap && (name === undefined || name.text === "");
}

/** A number of a port with its protocol: the same one may be used once for each. */
function numbered(port: Field, key: string): string | undefined {
  const number = port.get(key)?.number()?.value;
  if (number === undefined || number === 0) return undefined;
  return `${port.get("protocol")?.text ?? "TCP"} ${number}`;
}

function* nameFaults(port: Field): Iterable<Finding> {
  const name = port.get("name")?.string();
  const fault = name && name.value !== "" ? labelNameFault(name.value) : undefined;
  if (name && fault !== undefined && !isNameToFill(name.value)) {
    const near = nearestName(name.value, 63);
    const finding = refusal({
      headline: `\`${shorten(name.value)}\` is not a valid Service port name`,
      primary: { span: name.span, text: fault },
      help: `use lower-case letters, digits and \`-\`${near === undefined ? "" : `, such as \`${near}\``}`,
    });
    yield nameOrToken(finding, name.value);
  }
  const protocol = port.get("appProtocol")?.string();
  if (protocol && !isLabelKey(protocol.value) && !isNameToFill(protocol.value)) {
    yield refusal({
      headline: `\`${shorten(protocol.value)}\` is not a valid \`appProtocol\``,
      primary: { span: protocol.span, text: "not a qualified name" },
      help: "use a name such as `grpc`, or `kubernetes.io/h2c`",
    });
  }
}

function* numberFaults(port: Field): Iterable<Finding> {
  const number = port.get("port")?.number();
  if (number && !isPort(number.value)) yield noPortNumber(number);
  const target = port.get("targetPort");
  // 0 and an empty text stand for the number of the port itself.
  const written = target?.number()?.value;
  if (written !== 0 && target?.text !== "") yield* misnamedPort(target);
}

function withoutNames(first: Field, others: readonly Field[]): Finding {
  return refusal({
    headline: "a Service with several ports needs a name for each",
    primary: { span: tokenSpan(first), text: "no `name`" },
    related: others.map((port) => ({ span: tokenSpan(port), text: "no `name`" })),
    help: "add a `name` to each port, such as `grpc`",
  });
}
