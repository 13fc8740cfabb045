import {
  addressFault,
  notEmpty,
  portFault,
  serviceAccountFault,
  wildcardFault,
  type ValueFault,
} from "../../src/validate/authorization-value.ts";
import type { Places } from "../../src/mesh/objects/written-at.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { placesOf } from "../../src/rule/places-of.ts";
import { defineRule, istio } from "../../src/rule/rule.ts";
import { webhookRefusal } from "../../src/rule/webhook-refusal.ts";
import { similarName } from "../../src/text/similar-name.ts";
import type { Field } from "../../src/yaml/field.ts";
import { shorten } from "../../src/text/shorten.ts";

/** Attributes by name, each with what its values may be. */
const attributes: ReadonlyMap<string, ValueFault> = new Map([
  ["source.ip", addressFault],
  ["remote.ip", addressFault],
  ["source.namespace", notEmpty],
  ["source.serviceAccount", serviceAccountFault],
  ["source.principal", notEmpty],
  ["source.trustDomain", wildcardFault],
  ["request.auth.principal", notEmpty],
  ["request.auth.audiences", notEmpty],
  ["request.auth.presenter", notEmpty],
  ["destination.ip", addressFault],
  ["destination.port", portFault],
  ["connection.sni", notEmpty],
]);

/** Attributes with a name in brackets, such as `request.headers[x-user]`. */
const bracketed = ["request.headers", "request.auth.claims", "experimental.envoy.filters."];

const places: Places = { "security.istio.io/AuthorizationPolicy": ["spec.rules[].when[]"] };

export const authzConditionMalformed = defineRule({
  id: "authz-condition-malformed",
  topic: "admission",
  summary: "a `when` condition without values, or with a key that Istio does not know",
  severity: "error",
  answers: ["IST0106"],
  reads: "resource",
  fields: places,
  evidence: [istio("pkg/config/security/security.go", "ValidateAttribute, validateMapKey")],
  *check(resource) {
    for (const condition of placesOf(resource, places)) {
      const key = condition.get("key");
      const attribute = key?.text;
      if (key === undefined || attribute === undefined) continue;
      for (const fault of faultsOf(condition, key, attribute)) {
        yield webhookRefusal(resource, fault);
      }
    }
  },
});

type Fault = Omit<Finding, "note">;

function* faultsOf(condition: Field, key: Field, attribute: string): Iterable<Fault> {
  if (attribute === "") {
    yield keyFault(key, "an empty key");
    return;
  }
  const values = ["values", "notValues"].flatMap((name) => condition.get(name)?.items() ?? []);
  if (values.length === 0) yield withoutValues(key, attribute);
  else {
    const wrong = attributeFault(attribute);
    if (wrong !== undefined) yield keyFault(key, wrong);
    const faultOf = attributes.get(attribute) ?? notEmpty;
    for (const value of values) {
      const text = value.text;
      const fault = text === undefined ? undefined : faultOf(text);
      if (fault !== undefined) yield valueFault(value, attribute, fault);
    }
  }
}

function attributeFault(attribute: string): string | undefined {
  if (attributes.has(attribute)) return undefined;
  if (!bracketed.some((prefix) => attribute.startsWith(prefix))) return "unknown to Istio";
  return /^[^[]+\[.+\]$/s.test(attribute) ? undefined : "not of the form `name[key]`";
}

function withoutValues(key: Field, attribute: string): Fault {
  return {
    headline: `the condition on \`${shorten(attribute)}\` has neither \`values\` nor \`notValues\``,
    primary: { span: key.span, text: "no values to compare" },
    help: "add `values` or `notValues`",
  };
}

function keyFault(key: Field, label: string): Fault {
  const text = key.text ?? "";
  const meant = similarName(text, attributes.keys());
  return {
    headline: text === "" ? "an empty key" : `\`${shorten(text)}\` is not a valid condition key`,
    primary: { span: key.span, text: label },
    help: meant === undefined ? adviceFor(text) : `use \`${meant}\``,
  };
}

function adviceFor(attribute: string): string {
  if (attribute.startsWith("destination.")) return "select the pods with `selector.matchLabels`";
  const prefix = bracketed.find((it) => attribute.startsWith(it));
  if (prefix !== undefined) return `use the name in brackets, such as \`request.headers[x-user]\``;
  return "use an attribute such as `source.ip`, `request.headers[x-user]` or `destination.port`";
}

function valueFault(value: Field, attribute: string, label: string): Fault {
  const text = value.text ?? "";
  return {
    headline: `\`${shorten(text)}\` is not a valid value of \`${attribute}\``,
    primary: { span: value.span, text: label },
    help: "use a value in the format of the attribute",
  };
}
