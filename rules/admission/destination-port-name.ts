import type { Destination } from "../../src/mesh/objects/route.ts";
import { renameKey, replaceValue } from "../../src/rule/edits.ts";
import type { Finding, Fix } from "../../src/rule/finding.ts";
import { defineRule, istioApi, thread } from "../../src/rule/rule.ts";
import type { Field } from "../../src/yaml/field.ts";
import { removeField } from "../../src/rule/removals.ts";

export const destinationPortName = defineRule({
  id: "destination-port-name",
  topic: "admission",
  summary: "a destination port is given by name, but Istio accepts only a number",
  severity: "error",
  reads: "route",
  fields: {
    "networking.istio.io/VirtualService": [
      "spec.http[].route[].destination.port.name",
      "spec.http[].mirror.port.name",
      "spec.http[].mirrors[].destination.port.name",
    ],
  },
  evidence: [
    istioApi("networking/v1alpha3/virtual_service.proto", "PortSelector: number is the only field"),
    thread("istio/old_issues_repo#349", "`destination.port.name` ends in 503"),
  ],
  fixable: "safe",
  *check({ api, destinations, mirrors }) {
    if (api !== "VirtualService") return;
    for (const destination of [...destinations, ...mirrors]) {
      const at = destination.field.get("destination") ?? destination.field;
      const name = at.at("port", "name");
      if (name) yield byName(name, destination);
    }
  },
});

function byName(name: Field, { service, portNumber }: Destination): Finding {
  const written = String(name.scalar()?.value ?? "");
  const port = service?.ports.find((it) => it.name?.value === written);
  const number = port?.number?.value;
  const fix = portNumber ? withoutName(name) : withNumber(name, number);
  return {
    headline: `\`port.name: ${written}\` selects no port: Istio accepts only \`port.number\``,
    primary: { span: name.keySpan, text: "not a field of `port`" },
    related: port ? [{ span: (port.number ?? port.field).span, text: `port \`${written}\`` }] : [],
    note: portNumber
      ? "rejected under strict validation; otherwise the name is silently dropped and `number` is used"
      : "rejected under strict validation; otherwise the name is silently dropped, and calls end with UNAVAILABLE (14)",
    help: helpFor(number, portNumber !== undefined),
    ...(fix && { fix }),
  };
}

function helpFor(number: number | undefined, numbered: boolean): string {
  if (numbered) return "remove `name`: only `number` is used";
  return number === undefined
    ? "set `number` to the number of the Service's port"
    : `use \`number: ${number}\``;
}

function withNumber(name: Field, number: number | undefined): Fix | undefined {
  if (number === undefined) return undefined;
  const key = renameKey(name, "number");
  const value = replaceValue(name, String(number));
  return key && value && { title: `use \`number: ${number}\``, safe: true, edits: [key, value] };
}

function withoutName(name: Field): Fix | undefined {
  const edit = removeField(name);
  return edit && { title: "remove `name`", safe: true, edits: [edit] };
}
