import { isPort } from "../../src/validate/port.ts";
import {
  portKeys,
  portNumbers,
  portSelectors,
  portsUnsetAtZero,
} from "../../src/validate/port-places.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { placesOf } from "../../src/rule/places-of.ts";
import { refusal } from "../../src/rule/refusal.ts";
import { defineRule, istio, istioApi } from "../../src/rule/rule.ts";
import type { Field } from "../../src/yaml/field.ts";
import type { Span } from "../../src/yaml/source.ts";

export const portOutOfRange = defineRule({
  id: "port-out-of-range",
  topic: "admission",
  summary: "a port number that is not from 1 to 65535",
  severity: "error",
  answers: ["IST0106"],
  reads: "resource",
  fields: [portKeys, portNumbers, portSelectors, portsUnsetAtZero],
  evidence: [
    istioApi(
      "kubernetes/customresourcedefinitions.gen.yaml",
      "ports of ServiceEntry, WorkloadEntry, WorkloadGroup and others: between 1-65535",
    ),
    istio("pkg/config/validation/validation.go", "validatePortSelector, validateServerPort"),
  ],
  *check(resource) {
    for (const field of placesOf(resource, portNumbers)) {
      const number = field.number()?.value;
      if (number === undefined || isPort(number) || isSocket(field, number)) continue;
      yield noPort(String(number), field.span);
    }
    for (const field of placesOf(resource, portsUnsetAtZero)) {
      const number = field.number()?.value ?? 0;
      if (number !== 0 && !isPort(number)) yield noPort(String(number), field.span);
    }
    for (const port of placesOf(resource, portSelectors)) {
      if (port.isMap && !port.get("number") && !isNamedInstead(port)) yield withoutNumber(port);
    }
    for (const { key } of placesOf(resource, portKeys)) {
      if (!/^[+-]?\d+$/.test(key.value) || !isPort(Number(key.value))) {
        yield noPort(key.value, key.span);
      }
    }
  },
});

/** A Gateway's server may listen on a Unix socket instead. */
function isSocket({ parent }: Field, number: number): boolean {
  const bind = parent?.parent?.get("bind")?.text ?? "";
  return number === 0 && bind.startsWith("unix://");
}

/** Destinations take no other field, so that what stands there is said to be unknown. */
function isNamedInstead(port: Field): boolean {
  if (port.parent?.parent?.step === "ingress") return false;
  return port.fields().length > 0;
}

function withoutNumber(port: Field): Finding {
  return refusal({
    headline: "`port` has no `number`, which means port 0",
    primary: { span: port.keySpan, text: "no `number`" },
    help: "add `number`, or remove `port`",
  });
}

function noPort(written: string, span: Span): Finding {
  return refusal({
    headline: `\`${written}\` is not a valid port number`,
    primary: { span, text: "not from 1 to 65535" },
    help: "use the port as a number from 1 to 65535",
  });
}
